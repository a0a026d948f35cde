'use client';
import { ChevronDown, ChevronRight, Minus, Plus, Undo2 } from 'lucide-react';
import { useMemo } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslations } from 'use-intl';

import { Count } from '../../../components/ui/badge.tsx';
import { IconButton } from '../../../components/ui/button.tsx';
import { useStore } from '../../../components/workbench/use-store.ts';
import type { ChangedFile, ModuleStatus } from '../contract.ts';
import { ChangeList } from './change-list.tsx';
import { GitDeeds } from './deeds.ts';
import { gitSession } from './git-session.ts';
import { pathsOf, type ListKind } from './rows.ts';

const TITLES = { conflicts: 'conflicts', staged: 'staged', changes: 'changes' } as const;
const LABELS = { conflicts: 'conflictsOf', staged: 'stagedOf', changes: 'changesOf' } as const;

/** One of a module's lists with its head: how many, and what can be done to all of them. */
export function ChangeSection({ status, kind, changes }: { readonly status: ModuleStatus; readonly kind: ListKind; readonly changes: readonly ChangedFile[] }) {
  const t = useTranslations('git');
  const session = gitSession.use();
  const deeds = useMemo(() => new GitDeeds(session), [session]);
  const { root, name, changeCount } = status;
  const key = `${kind} ${root}`;
  const isFolded = useStore(session.folded).has(key);
  if (changes.length === 0) return null;
  const isAll = changeCount === status.changes.length && status.changes.every(({ conflict }) => conflict === null);
  const Twist = isFolded ? ChevronRight : ChevronDown;
  return (
    <div>
      <div className={`scm-list-head flex h-6 items-center gap-1.5 pr-3 pl-2.5 text-micro font-semibold ${kind === 'conflicts' ? 'text-git-conflict' : 'text-ink-2'}`}>
        <h4 className="min-w-0 flex-1">
          <AriaButton className="flex w-full items-center gap-1.5 rounded-mark text-left" aria-expanded={!isFolded} onPress={() => session.fold(key)}>
            <Twist className="size-3 flex-none" aria-hidden />
            {t(TITLES[kind])}
          </AriaButton>
        </h4>
        {session.mayChange(root) && kind !== 'conflicts' && (
          <span className="scm-signs flex flex-none">
            {kind === 'changes' && <IconButton size="mini" icon={Undo2} label={t('all.discard', { module: name })} onPress={() => void deeds.discard(root, null)} />}
            {kind === 'changes' ? (
              <IconButton size="mini" icon={Plus} label={t('all.stage', { module: name })} onPress={() => void deeds.stage(root, isAll ? null : pathsOf(changes))} />
            ) : (
              <IconButton size="mini" icon={Minus} label={t('all.unstage', { module: name })} onPress={() => void deeds.unstage(root, null)} />
            )}
          </span>
        )}
        <Count>{changes.length}</Count>
      </div>
      {!isFolded && <ChangeList status={status} kind={kind} changes={changes} label={t(LABELS[kind], { module: name })} />}
    </div>
  );
}
