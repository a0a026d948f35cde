import { useTranslations } from 'use-intl';

const KNOWN = ['unreachable', 'upstream_failed', 'empty', 'not_an_archive', 'damaged', 'too_large', 'path', 'timeout', 'unavailable', 'already_exists', 'cancelled', 'disk_full'] as const;

/** Why something could not be brought in, from the reason that the server noted, else from the error's code. */
export function useFailureText(): (problem: string | null, detail: string) => string {
  const t = useTranslations('imports.failed');
  return (problem, detail) => {
    const cause = KNOWN.find((known) => known === detail) ?? KNOWN.find((known) => known === problem) ?? 'other';
    return t(cause);
  };
}
