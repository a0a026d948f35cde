'use client';
import { useTranslations } from 'use-intl';

import type { ErrorCode } from '../../shared/errors.ts';
import { fromWireError } from '../../shared/procedures.ts';

/** What happened, why, and what is safe: in that order, in the user's language. */
export type ErrorText = { readonly code: ErrorCode; readonly what: string; readonly why: string; readonly safe: string };

/**
 * For what runs somebody else's program: a feature's own words where it knows the reason (`because`), else what the
 * program said itself, else the catalogue's words. `say` is asked with a reason of `reasons` alone.
 */
export function useReasonText<Reason extends string>(reasons: readonly Reason[], say: (reason: Reason) => string): (error: unknown) => string {
  const errorText = useErrorText();
  return (error) => {
    const failure = fromWireError(error);
    const reason = reasons.find((one) => one === failure.details['because']);
    if (reason !== undefined) return say(reason);
    const { what, why } = errorText(failure);
    const detail = failure.code === 'upstream_failed' ? String(failure.details['detail'] ?? '') : '';
    return detail === '' ? `${what} ${why}` : detail;
  };
}

/** Turns anything caught into the catalogue's words for it. */
export function useErrorText(): (error: unknown) => ErrorText {
  const t = useTranslations('errors');
  return (error) => {
    const { code } = fromWireError(error);
    return { code, what: t(`${code}.what`), why: t(`${code}.why`), safe: t(`${code}.safe`) };
  };
}
