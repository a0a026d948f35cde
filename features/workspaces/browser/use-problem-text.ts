'use client';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../components/i18n/error-text.ts';
import { useFormats } from '../../../components/i18n/provider.tsx';
import type { ErrorDetails } from '../../../shared/errors.ts';
import { fromWireError } from '../../../shared/procedures.ts';

export type ProblemText = { readonly what: string; readonly more: string };

/** An error in words; a limit of the machine or of the member with its figures. */
export function useProblemText(): (error: unknown) => ProblemText {
  const t = useTranslations('workspaces.noRoom');
  const errorText = useErrorText();
  const formats = useFormats();

  function noRoom({ resource, asked, promised, total }: ErrorDetails): string | null {
    if (typeof asked !== 'number' || typeof promised !== 'number' || typeof total !== 'number') return null;
    if (resource === 'cpus' || resource === 'quota_cpus' || resource === 'quota_workspaces' || resource === 'quota_processes') return t(resource, { asked, promised, total });
    const sizes = { asked: formats.size(asked), promised: formats.sizeOf(promised, total), total: formats.size(total) };
    const isSize = resource === 'memory' || resource === 'disk' || resource === 'free_disk' || resource === 'quota_memory' || resource === 'quota_disk';
    return isSize ? t(resource, sizes) : null;
  }

  return (error) => {
    const { code, details } = fromWireError(error);
    const { what, why, safe } = errorText(error);
    const room = code === 'limit_reached' ? noRoom(details) : null;
    return room === null ? { what, more: `${why} ${safe}` } : { what, more: room };
  };
}
