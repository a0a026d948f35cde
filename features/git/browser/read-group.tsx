'use client';
import { GitBranch, GitCommitVertical, LockKeyhole } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';

import { Badge } from '../../../components/ui/badge.tsx';
import { Button } from '../../../components/ui/button.tsx';
import type { ModuleStatus } from '../contract.ts';
import { ChangeSection } from './change-section.tsx';
import { gitSession } from './git-session.ts';
import { listsOf } from './rows.ts';

/** A module that the member only reads: where it stands, and its history. Nothing here changes it. */
export function ReadGroup({ status }: { readonly status: ModuleStatus }) {
  const t = useTranslations('git');
  const { workbench } = gitSession.use();
  const { root, name, branch, head, problem, changes } = status;
  const lists = useMemo(() => listsOf(changes), [changes]);
  const [project = '', module = name] = name.split('/');
  return (
    <section aria-label={name} className="border-b border-line pb-2 last:border-0">
      <h3 className="flex h-8 items-center gap-1.5 px-2">
        <LockKeyhole className="size-3.5 flex-none text-ink-3" aria-hidden />
        <b className="font-semibold">{module}</b>
        <span className="min-w-0 flex-1 truncate text-ink-3">{project}</span>
        <Badge>{t('read.badge')}</Badge>
      </h3>
      {problem !== null && <p className="px-3.5 pb-2 text-small text-ink-2">{t(`problem.${problem}`)}</p>}
      {problem === null && (
        <>
          <div className="flex items-center gap-1.5 px-3.5 pb-1">
            <GitBranch className="size-3.5 flex-none text-ink-3" aria-hidden />
            <span className="min-w-0 flex-1 truncate text-small text-ink-2">{branch ?? t('read.at', { hash: head?.slice(0, 7) ?? '' })}</span>
            <Button size="mini" variant="quiet" icon={GitCommitVertical} aria-label={t('read.historyOf', { module: name })} onPress={() => workbench.editors.open.emit({ input: { kind: 'history', key: root, params: { root } } })}>
              {t('read.history')}
            </Button>
          </div>
          <p className="px-3.5 pb-1 text-small text-ink-3">{t('read.text')}</p>
          <ChangeSection status={status} kind="conflicts" changes={lists.conflicts} />
          <ChangeSection status={status} kind="staged" changes={lists.staged} />
          <ChangeSection status={status} kind="changes" changes={lists.changes} />
        </>
      )}
    </section>
  );
}
