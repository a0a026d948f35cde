'use client';
import { useTranslations } from 'use-intl';

import type { ErrorCode } from '../../shared/errors.ts';
import { fromWireError } from '../../shared/procedures.ts';

/** What happened, why, and what is safe: in that order, in the user's language. */
export type ErrorText = { readonly code: ErrorCode; readonly what: string; readonly why: string; readonly safe: string };

/** Turns anything caught into the catalogue's words for it. */
export function useErrorText(): (error: unknown) => ErrorText {
  const t = useTranslations('errors');
  return (error) => {
    const { code } = fromWireError(error);
    return { code, what: t(`${code}.what`), why: t(`${code}.why`), safe: t(`${code}.safe`) };
  };
}
