'use client';
import { useTranslations } from 'use-intl';

import { TextField } from '../../../../components/ui/text-field.tsx';
import { fromWireError } from '../../../../shared/procedures.ts';
import { slugProblem } from '../../contract.ts';
import { suggestSlug } from './suggest-slug.ts';

export type SlugFieldProps = {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly onChange: (slug: string) => void;
  /** It was sent: what is missing is said too. */
  readonly isAsked: boolean;
  /** What the server said to the last try, about `refusedSlug`. */
  readonly refusal: unknown;
  readonly refusedSlug: string | undefined;
  readonly autoFocus?: boolean;
};

/** A name that is a folder, an address and a host name. While typing it says only what typing on cannot repair. */
export function SlugField({ label, hint, value, onChange, isAsked, refusal, refusedSlug, autoFocus }: SlugFieldProps) {
  const t = useTranslations('projectsOwner.slug');
  const slug = value.trim();
  const problem = slugProblem(slug);
  const isTaken = refusal !== null && refusal !== undefined && refusedSlug === slug && fromWireError(refusal).code === 'already_exists';

  function error(): string | null {
    if (isTaken) return t('taken');
    if (problem === null) return null;
    if (!isAsked && (problem === 'missing' || problem === 'ends')) return null;
    const suggestion = problem === 'reserved' ? null : suggestSlug(slug);
    return suggestion === null || suggestion === slug ? t(problem) : t('try', { problem: t(problem), suggestion });
  }

  return <TextField autoFocus={autoFocus} label={label} autoComplete="off" isVerbatim value={value} onChange={onChange} hint={hint ?? t('hint')} error={error()} />;
}

/** What the field above says by itself needs no notice below it. */
export function isAboutSlug(error: unknown): boolean {
  const { code, details } = fromWireError(error);
  return code === 'already_exists' || (code === 'invalid_input' && details['field'] === 'slug');
}
