'use client';
import { useTranslations } from 'use-intl';

import { isErrorCode } from '../../../../shared/errors.ts';

/** A reason as the server's errors say it, and the few other words that records hold of a closed list. */
const CODES: ReadonlySet<string> = new Set(['reason', 'code']);
const WORDS = ['idle', 'member', 'trash', 'disk_full', 'revoked', 'removed', 'disabled', 'expired', 'outside_hours', 'password_changed', 'signed_in_again', 'exited', 'none', 'read', 'write', 'propose', 'owner', 'developer', 'stagiaire', 'token', 'workspace', 'all'] as const;
const WORDED: ReadonlySet<string> = new Set(['because', 'access', 'role', 'scope', 'by', 'via', 'from', 'modules']);

export type SayDetail = (name: string, value: string) => string;

/** What a detail's value is called in the reader's language; what nobody made a word for stays as it is stored. */
export function useDetailWords(): SayDetail {
  const errors = useTranslations('errors');
  const t = useTranslations('audit.words');
  return (name, value) => {
    if (CODES.has(name) && isErrorCode(value)) return errors(`${value}.what`);
    const word = WORDS.find((one) => one === value);
    return word !== undefined && WORDED.has(name) ? t(word) : value;
  };
}
