import type { ContractRouterClient } from '@orpc/contract';
import { useTranslations } from 'use-intl';
import { useState } from 'react';

import { useReasonText } from '../../../components/i18n/error-text.ts';
import { showToast } from '../../../components/ui/toast.tsx';
import { moduleAt } from '../../../components/workbench/modules.ts';
import { useStore } from '../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../components/workbench/workbench-context.tsx';
import type { FilePath } from '../../../shared/file-path.ts';
import { branchesContract, type Done, type ResetMode } from '../../branches/contract.ts';

const REASONS = ['locked', 'unsaved', 'not_merged', 'checked_out', 'in_progress', 'nothing_to_do', 'carried', 'bad_name', 'no_commit'] as const;

export type Deed = 'cherryPick' | 'revert' | 'reset' | 'tag' | 'branch' | 'merge' | 'rebase' | 'switch' | 'remove';

/** What is done with a commit. Each says what became of it, and how to take it back; `busy`: which is under way. */
export function useDeeds(root: FilePath) {
  const t = useTranslations('branches');
  const workbench = useWorkbench();
  // What is only read has its history, and no deeds.
  const module = moduleAt(useStore(workbench.modules), root);
  const [busy, setBusy] = useState<Deed | null>(null);
  const client: ContractRouterClient<typeof branchesContract> = workbench.connection.procedures('branches', branchesContract);

  const explain = useReasonText(REASONS, (reason) => t(`because.${reason}`));
  const undoOf = ({ undo }: Done): { action?: { label: string; run: () => void } } =>
    undo === null ? {} : { action: { label: t('undo'), run: () => void client.undo({ root, undo }).catch((error: unknown) => showToast({ tone: 'failed', title: t('failed.undo'), text: explain(error) })) } };
  const run = async (deed: Deed, work: () => Promise<Done | null>, name = ''): Promise<boolean> => {
    setBusy(deed);
    try {
      const done = await work();
      if (done?.outcome === 'conflicts') showToast({ tone: 'failed', title: t('conflicts.title'), text: t('conflicts.text'), ...undoOf(done) });
      else if (done?.outcome === 'current') showToast({ title: t('current') });
      else showToast({ title: t(`done.${deed}`, { name }), ...(done === null ? {} : undoOf(done)) });
      return true;
    } catch (error) {
      showToast({ tone: 'failed', title: t(`failed.${deed}`), text: explain(error) });
      return false;
    } finally {
      setBusy(null);
    }
  };
  const askName = (title: string): Promise<string | null> => workbench.prompts.ask({ title, label: t('name'), submit: t('create'), check: (name) => (name.trim() === '' ? t('because.bad_name') : null) });

  return {
    busy,
    canWrite: workbench.capabilities.has('files.write') && module?.isReadOnly === false,
    cherryPick: (hash: string) => run('cherryPick', () => client.cherryPick({ root, hash })),
    revert: (hash: string) => run('revert', () => client.revert({ root, hash })),
    switchTo: (name: string) => run('switch', () => client.switch({ root, name }).then(() => null), name),
    merge: (ref: `refs/${string}`) => run('merge', () => client.merge({ root, from: ref })),
    rebase: (ref: `refs/${string}`) => run('rebase', () => client.rebase({ root, onto: ref })),
    /** One that has commits of its own stays. */
    remove: (name: string) => run('remove', () => client.remove({ root, name, force: false }).then(() => null), name),
    reset: (hash: string, mode: ResetMode) => run('reset', () => client.reset({ root, hash, mode })),
    branch: async (hash: string) => {
      const name = await askName(t('newBranchFrom', { hash: hash.slice(0, 7) }));
      if (name !== null) await run('branch', () => client.create({ root, name: name.trim(), from: hash, switchTo: true }).then(() => null));
    },
    tag: async (hash: string) => {
      const name = await askName(t('newTagAt', { hash: hash.slice(0, 7) }));
      if (name !== null) await run('tag', () => client.tag({ root, name: name.trim(), at: hash, message: '' }).then(() => null));
    },
  };
}
