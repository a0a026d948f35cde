'use client';
import { ChevronDown, ChevronRight, LockKeyhole, TriangleAlert } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslations } from 'use-intl';

import { Button } from '../../../components/ui/button.tsx';
import { Notice } from '../../../components/ui/notice.tsx';
import { useStore } from '../../../components/workbench/use-store.ts';
import type { ModuleStatus } from '../contract.ts';
import { ChangeSection } from './change-section.tsx';
import { CommitBox } from './commit-box.tsx';
import { GitDeeds } from './deeds.ts';
import { gitSession } from './git-session.ts';
import { listsOf } from './rows.ts';
import { SyncBar } from './sync-bar.tsx';

/**
 * One module in git's own words: its branch, the next commit, and what changed. Where there are `several`, one in which there
 * is nothing to do is folded until somebody opens it, so that the others are in sight.
 */
export function ModuleGroup({ status, several }: { readonly status: ModuleStatus; readonly several: boolean }) {
  const t = useTranslations('git');
  const session = gitSession.use();
  const { root, name, problem, branch, changeCount, changes } = status;
  const message = useStore(session.messages)[root] ?? '';
  // What was open is not folded under somebody's hands once its work is done.
  const [rests, setRests] = useState(several);
  if (rests && (!several || message !== '' || !isQuiet(status))) setRests(false);
  const key = rests ? `rest ${root}` : root;
  const isFolded = useStore(session.folded).has(key) !== rests;
  const lists = useMemo(() => listsOf(changes), [changes]);
  const [project = '', module = name] = name.split('/');
  const Twist = isFolded ? ChevronRight : ChevronDown;
  return (
    <section aria-label={name} className="border-b border-line pb-2 last:border-0">
      <h3 className="pt-0.5">
        <AriaButton className="flex h-8 pointer-coarse:h-11 w-full items-center gap-1.5 rounded-mark px-2 text-left" aria-expanded={!isFolded} onPress={() => session.fold(key)}>
          <Twist className="size-3.5 flex-none text-ink-3" aria-hidden />
          <b className="font-semibold">{module}</b>
          <span className="min-w-0 truncate text-ink-3">{project}</span>
          {isFolded && rests && branch !== null && <span className="ml-auto min-w-0 truncate text-micro text-ink-3">{branch}</span>}
          {isFolded && changeCount > 0 && <span className="ml-auto text-micro text-ink-3">{t('changeCount', { count: changeCount })}</span>}
        </AriaButton>
      </h3>
      {!isFolded && problem !== null && <p className="px-3.5 pb-2 text-small text-ink-2">{t(`problem.${problem}`)}</p>}
      {!isFolded && problem === null && (
        <>
          <ModuleNotices status={status} />
          <div className="flex flex-col gap-2 px-2.5 pb-2">
            <SyncBar status={status} />
            {session.canWrite && <CommitBox status={status} />}
          </div>
          <ChangeSection status={status} kind="conflicts" changes={lists.conflicts} />
          <ChangeSection status={status} kind="staged" changes={lists.staged} />
          <ChangeSection status={status} kind="changes" changes={lists.changes} />
          {changeCount === 0 && <p className="caps px-3.5 pt-1">{t('noChanges')}</p>}
          {changeCount > changes.length && <p className="px-3.5 py-1 text-small text-ink-3">{t('moreFiles', { count: changeCount - changes.length })}</p>}
        </>
      )}
    </section>
  );
}

/** Nothing to commit, to send, to get or to settle. */
function isQuiet({ changeCount, unsentCount, behind, operation, lockedAtMs, problem }: ModuleStatus): boolean {
  return changeCount === 0 && unsentCount === 0 && behind === 0 && operation === null && lockedAtMs === null && problem === null;
}

/** What git is in the middle of, and a lock that was left behind. */
function ModuleNotices({ status: { root, operation, lockedAtMs, changes } }: { readonly status: ModuleStatus }) {
  const t = useTranslations('git');
  const session = gitSession.use();
  const deeds = useMemo(() => new GitDeeds(session), [session]);
  const left = changes.filter(({ conflict }) => conflict !== null).length;
  const giveUp = session.canWrite && (
    <Button size="mini" onPress={() => void deeds.abort(root)}>
      {t('operation.giveUp')}
    </Button>
  );
  const unlock = session.canWrite && (
    <Button size="mini" onPress={() => void deeds.unlock(root)}>
      {t('unlock')}
    </Button>
  );
  return (
    <>
      {lockedAtMs !== null && (
        <Notice className="mb-2" tone="warning" icon={LockKeyhole} actions={unlock} isLive>
          {t('locked')}
        </Notice>
      )}
      {operation !== null && (
        <Notice className="mb-2" tone={left > 0 ? 'warning' : 'progress'} icon={TriangleAlert} actions={giveUp}>
          {left > 0 ? t('operation.conflicts', { operation, count: left }) : t('operation.settled', { operation })}
        </Notice>
      )}
    </>
  );
}
