'use client';
import { GitBranch, House } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { useFormats } from '../../../components/i18n/provider.tsx';
import { Skeleton } from '../../../components/ui/skeleton.tsx';
import type { UnsavedWork } from '../contract.ts';

const SHOWN_EACH = 5;
/** The colours of git's letters; what is none of these is shown without one. */
const STATUS_COLOURS: Readonly<Record<string, string>> = {
  M: 'text-git-modified',
  A: 'text-git-added',
  D: 'text-git-deleted',
  R: 'text-git-renamed',
  U: 'text-git-conflict',
  '?': 'text-git-untracked',
};

export function UnsavedWorkWaiting() {
  const t = useTranslations('workspaces.delete');
  return (
    <div className="mt-3.5 rounded-(--radius-sheet) bg-inset p-4">
      <p className="mb-3 text-small text-ink-3">{t('looking')}</p>
      <Skeleton label={t('looking')} rows={2} />
    </div>
  );
}

/** A row a repository, with the first few changes and commits; the home folder last. */
export function UnsavedWorkList({ work }: { readonly work: UnsavedWork }) {
  const t = useTranslations('workspaces.delete');
  const formats = useFormats();
  const unsaved = work.repositories.filter(({ changedCount, unpushedCount }) => changedCount + unpushedCount > 0);
  return (
    <>
      <div className="mt-3.5 divide-y divide-line rounded-(--radius-sheet) bg-inset shadow-[inset_0_0_0_1px_var(--color-line)]">
        {unsaved.map((repository) => (
          <Repository key={repository.path} repository={repository} />
        ))}
        <div className="flex items-center gap-2.5 px-3.5 py-2.5">
          <House className="text-ink-3" aria-hidden />
          <span className="font-semibold">{t('home')}</span>
          <span className="ml-auto text-small text-ink-3">{formats.size(work.homeBytes)}</span>
        </div>
      </div>
      {work.incomplete && <p className="mt-2 text-small ink-warning">{t('incomplete')}</p>}
    </>
  );
}

function Repository({ repository }: { readonly repository: UnsavedWork['repositories'][number] }) {
  const t = useTranslations('workspaces.delete');
  const { changed, changedCount, unpushed, unpushedCount } = repository;
  const notes = [changedCount > 0 ? t('changed', { count: changedCount }) : '', unpushedCount > 0 ? t('unpushed', { count: unpushedCount }) : ''].filter((note) => note !== '');
  return (
    <div className="grid grid-cols-[16px_minmax(0,1fr)] items-baseline gap-x-2.5 gap-y-1 px-3.5 py-2.5">
      <GitBranch className="translate-y-0.5 text-ink-3" aria-hidden />
      <span className="flex min-w-0 flex-wrap items-baseline gap-x-2.5">
        <span className="max-w-full truncate font-semibold" title={repository.path}>
          {repository.path}
        </span>
        <span className="ml-auto text-small ink-warning max-phone:ml-0">{notes.join(', ')}</span>
      </span>
      {changed.length > 0 && (
        <ul className="col-start-2 font-mono text-small text-ink-2">
          {changed.slice(0, SHOWN_EACH).map(({ status, path }) => (
            <li key={`${status} ${path}`} className="truncate" title={path}>
              <b className={`inline-block w-4 font-semibold ${STATUS_COLOURS[status.trim().slice(0, 1)] ?? ''}`}>{status.trim().slice(0, 1)}</b>
              {path}
            </li>
          ))}
          <More count={changedCount - Math.min(SHOWN_EACH, changed.length)} />
        </ul>
      )}
      {unpushed.length > 0 && (
        <ul className="col-start-2 text-small text-ink-2">
          {unpushed.slice(0, SHOWN_EACH).map((subject, index) => (
            <li key={`${index} ${subject}`} className="truncate" title={subject}>
              {subject}
            </li>
          ))}
          <More count={unpushedCount - Math.min(SHOWN_EACH, unpushed.length)} />
        </ul>
      )}
      <span className="col-start-2 text-small text-ink-3">{t('branch', { branch: repository.branch })}</span>
    </div>
  );
}

function More({ count }: { readonly count: number }) {
  const t = useTranslations('workspaces.delete');
  return count > 0 ? <li className="font-sans text-ink-3">{t('moreChanged', { count })}</li> : null;
}
