import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { createApi } from '../../../../components/api/client.ts';
import { useReasonText } from '../../../../components/i18n/error-text.ts';
import { showToast } from '../../../../components/ui/toast.tsx';
import type { FilePath } from '../../../../shared/file-path.ts';
import { fromWireError } from '../../../../shared/procedures.ts';
import type { KeyText, RemoteDeed, RemoteKeyView } from '../../../../shared/remotes.ts';
import { remoteKeysContract, remotesContract, type Remote } from '../../../remotes/contract.ts';
import { branchesSession } from '../branches-session.ts';

const api = createApi({ remoteKeys: remoteKeysContract });
const REASONS = ['key_refused', 'moved', 'behind', 'no_branch', 'unsaved', 'in_progress'] as const;

export type RemoteAct = 'fetch' | 'pull' | 'push';
/** What waits for a key. */
export type Refused = { readonly remote: Remote; readonly act: RemoteAct | null };

/** The remotes of a module beside Atelier's own, the member's keys for them, and what can be done with both. */
export function useRemotes(root: FilePath) {
  const t = useTranslations('branches');
  const { client: branches, workbench } = branchesSession.use();
  const client = workbench.connection.procedures('remotes', remotesContract);
  const queries = useQueryClient();
  const [busy, setBusy] = useState<{ readonly name: string; readonly act: RemoteAct } | null>(null);
  const [asksKey, setAsksKey] = useState<Refused | null>(null);
  const remotes = useQuery({ queryKey: ['remotes', workbench.workspace.id, root], queryFn: ({ signal }) => client.list({ root }, { signal }) });
  const keys = useQuery(api.query.remoteKeys.list.queryOptions());
  const explain = useReasonText(REASONS, (reason) => t(`because.${reason}`));
  const again = (): Promise<unknown> => Promise.all([remotes.refetch(), queries.invalidateQueries({ queryKey: api.query.remoteKeys.list.queryKey() })]);
  const keyOf = ({ place }: Remote): RemoteKeyView | null => keys.data?.find((key) => key.place === place) ?? null;

  const run = ({ name, place }: Remote, deed: RemoteDeed): Promise<unknown> => api.client.remoteKeys.run({ workspaceId: workbench.workspace.id, root, name, place, deed });
  const deeds: Readonly<Record<RemoteAct, (remote: Remote, branch: string) => Promise<string>>> = {
    fetch: async (remote) => {
      await run(remote, { kind: 'fetch' });
      return t('remotes.done.fetch', { name: remote.name });
    },
    pull: async (remote, branch) => {
      await run(remote, { kind: 'fetch' });
      const { outcome } = await branches.merge({ root, from: `refs/remotes/${remote.name}/${branch}` });
      return outcome === 'conflicts' ? t('conflicts.title') : outcome === 'current' ? t('current') : t('remotes.done.pull', { name: remote.name });
    },
    push: async (remote, branch) => {
      await run(remote, { kind: 'push', branch });
      return t('remotes.done.push', { name: remote.name, branch });
    },
  };
  const act = async (remote: Remote, which: RemoteAct): Promise<void> => {
    setBusy({ name: remote.name, act: which });
    try {
      const { branch } = await branches.state({ root });
      if (branch === null && which !== 'fetch') showToast({ tone: 'failed', title: t(`failed.${which}`), text: t('because.no_branch') });
      else showToast({ title: await deeds[which](remote, branch ?? '') });
    } catch (error) {
      if (fromWireError(error).details['because'] === 'key_refused' && remote.place !== null) setAsksKey({ remote, act: which });
      else showToast({ tone: 'failed', title: t(`failed.${which}`), text: explain(error) });
    } finally {
      setBusy(null);
      void again();
    }
  };

  return {
    remotes, keyOf, busy, asksKey, act,
    failed: (error: unknown): void => void showToast({ tone: 'failed', title: t('remotes.failed'), text: explain(error) }),
    askKey: (refused: Refused | null) => setAsksKey(refused),
    add: (about: { readonly name: string; readonly url: string }) => client.add({ root, ...about }).then(again),
    rename: (name: string, to: string) => client.rename({ root, name, to }).then(again),
    remove: (name: string) => client.remove({ root, name }).then(again),
    saveKey: async ({ remote, act: which }: Refused, key: KeyText): Promise<void> => {
      await api.client.remoteKeys.save({ ...key, place: remote.place ?? '' });
      await again();
      setAsksKey(null);
      if (which !== null) void act(remote, which);
    },
    forgetKey: async (remote: Remote): Promise<void> => {
      const key = keyOf(remote);
      if (key !== null) await api.client.remoteKeys.remove({ keyId: key.id });
      await again();
    },
  };
}

export type Remotes = ReturnType<typeof useRemotes>;
