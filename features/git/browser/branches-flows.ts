import { GitBranch, Server } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { useReasonText } from '../../../components/i18n/error-text.ts';
import { useMoment } from '../../../components/i18n/provider.tsx';
import { showToast } from '../../../components/ui/toast.tsx';
import type { PickItem } from '../../../components/workbench/prompts/prompts.ts';
import type { FilePath } from '../../../shared/file-path.ts';
import { fromWireError } from '../../../shared/procedures.ts';
import type { Branch, Done } from '../../branches/contract.ts';
import { branchesSession, type BranchFlow } from './branches-session.ts';

const REASONS = ['locked', 'unsaved', 'not_merged', 'checked_out', 'in_progress', 'nothing_to_do', 'carried', 'bad_name', 'no_commit', 'no_branch', 'behind', 'conflicts_left', 'nothing_to_save'] as const;
type Told = 'switch' | 'merge' | 'rebase' | 'rename' | 'remove' | 'stash' | 'unstash' | 'dropStash' | 'proceed' | 'sync' | 'push' | 'pull' | 'fetch' | 'branch' | 'restoreBackup' | 'backUp';
type Said = { readonly title?: string; readonly done?: Done };

/** Everything that is asked of branches: what has to be chosen or typed, the deed, what became of it, the way back. */
export function useBranchFlows(): (flow: BranchFlow, root: FilePath) => Promise<void> {
  const t = useTranslations('branches');
  const moment = useMoment();
  const session = branchesSession.use();
  const { client, workbench: { prompts } } = session;

  const explain = useReasonText(REASONS, (reason) => t(`because.${reason}`));
  const failed = (deed: Told | 'undo', error: unknown): void => void showToast({ tone: 'failed', title: t(`failed.${deed}`), text: explain(error) });
  const tell = (root: FilePath, deed: Told, { title, done }: Said): void => {
    const undo = done?.undo ?? null;
    const action = undo === null ? {} : { action: { label: t('undo'), run: () => void client.undo({ root, undo }).catch((error: unknown) => failed('undo', error)) } };
    if (done?.outcome === 'conflicts') showToast({ tone: 'failed', title: t('conflicts.title'), text: t('conflicts.text'), ...action });
    else if (done?.outcome === 'current' && deed !== 'sync' && deed !== 'pull') showToast({ title: t('current') });
    else showToast({ title: title ?? t(`done.${deed}`, { name: '' }), ...action });
  };
  const run = async (root: FilePath, { flow, deed, work }: { flow: BranchFlow; deed: Told; work: () => Promise<Said> }): Promise<void> => {
    session.busy.update((known) => ({ ...known, [root]: flow }));
    try {
      tell(root, deed, await work());
    } catch (error) {
      failed(deed, error);
    } finally {
      session.busy.update(({ [root]: _ended, ...others }) => others);
    }
  };

  const itemOf = ({ name, remote, subject, isHead }: Branch): PickItem => ({ id: remote === null ? `refs/heads/${name}` : `refs/remotes/${remote}/${name}`, label: remote === null ? name : `${remote}/${name}`, detail: isHead ? `• ${subject}` : subject, icon: remote === null ? GitBranch : Server, group: remote === null ? t('pick.here') : t('pick.remote', { remote }) });
  const pickBranch = (title: string, branches: Promise<readonly Branch[]>): Promise<string | null> => prompts.pick({ title, placeholder: t('pick.placeholder'), empty: t('pick.none'), items: branches.then((all) => [...all].sort((one, other) => Number(one.remote !== null) - Number(other.remote !== null)).map(itemOf)) });
  const branchesOf = async (root: FilePath): Promise<readonly Branch[]> => (await client.list({ root })).branches;
  const askName = (title: string, { value = '', submit }: { value?: string; submit: string }): Promise<string | null> => prompts.ask({ title, label: t('name'), value, submit, check: (name) => (name.trim() === '' ? t('because.bad_name') : null) });

  const switchTo = async (root: FilePath): Promise<void> => {
    const all = branchesOf(root);
    // One of the server's that is here too is the same one.
    const choices = all.then((branches) => branches.filter(({ name, remote }) => remote === null || !branches.some((other) => other.remote === null && other.name === name)));
    const ref = await pickBranch(t('pick.switch'), choices);
    if (ref === null) return;
    const name = ref.replace(/^refs\/(heads|remotes\/[^/]+)\//, '');
    await run(root, { flow: 'switch', deed: 'switch', work: async () => ({ title: (await client.switch({ root, name })).outcome === 'brought' ? t('done.brought', { name }) : t('done.switch', { name }) }) });
  };
  const remove = async (root: FilePath): Promise<void> => {
    const ref = await pickBranch(t('pick.remove'), branchesOf(root).then((branches) => branches.filter(({ remote, isHead }) => remote === null && !isHead)));
    if (ref === null) return;
    const name = ref.slice('refs/heads/'.length);
    const deed = async (force: boolean): Promise<Said> => {
      const { hash } = await client.remove({ root, name, force });
      showToast({ title: t('done.remove', { name }), action: { label: t('undo'), run: () => void client.create({ root, name, from: hash, switchTo: false }).catch((error: unknown) => failed('undo', error)) } });
      return {};
    };
    try {
      await deed(false);
    } catch (error) {
      if (fromWireError(error).details['because'] !== 'not_merged') return failed('remove', error);
      const answer = await prompts.pick({ title: t('ask.notMerged', { name }), placeholder: t('ask.notMerged', { name }), empty: '', items: [{ id: 'keep', label: t('ask.keep') }, { id: 'remove', label: t('ask.removeAnyway'), detail: t('because.not_merged') }] });
      if (answer === 'remove') await deed(true).catch((again: unknown) => failed('remove', again));
    }
  };
  const stashes = async (root: FilePath): Promise<void> => {
    const hash = await prompts.pick({ title: t('pick.stashes'), placeholder: t('pick.stashes'), empty: t('pick.none'), items: client.stashes({ root }).then((all) => all.map((stash) => ({ id: stash.hash, label: stash.message, detail: t('pick.stash', { files: stash.files, moment: moment(stash.atMs) }), ...(stash.branch === null ? {} : { group: stash.branch }) }))) });
    if (hash === null) return;
    const what = await prompts.pick({ title: t('pick.what'), placeholder: t('pick.what'), empty: '', items: [{ id: 'pop', label: t('pick.pop') }, { id: 'apply', label: t('pick.apply') }, { id: 'show', label: t('pick.show') }, { id: 'drop', label: t('pick.drop') }] });
    if (what === 'show') session.workbench.editors.open.emit({ input: { kind: 'history', key: root, params: { root, hash, isAside: true } } });
    else if (what === 'drop') await run(root, { flow: 'stashes', deed: 'dropStash', work: () => client.dropStash({ root, hash }).then(() => ({})) });
    else if (what !== null) await run(root, { flow: 'stashes', deed: 'unstash', work: () => client.unstash({ root, hash, drop: what === 'pop' }).then(({ outcome }) => ({ done: { outcome, undo: null } })) });
  };
  const backups = async (root: FilePath): Promise<void> => {
    const items = client.backups({ root }).then((all) => all.map(({ ref, atMs, branch, message, isHere }) => ({ id: ref, label: t('pick.backup', { moment: moment(atMs), branch: branch ?? '' }), detail: message, group: isHere ? t('pick.thisWorkspace') : t('pick.otherWorkspace') })));
    const ref = await prompts.pick({ title: t('pick.backups'), placeholder: t('pick.backups'), empty: t('pick.none'), items });
    if (ref !== null) await run(root, { flow: 'backups', deed: 'restoreBackup', work: async () => ({ done: await client.restoreBackup({ root, ref: ref as `refs/${string}` }) }) });
  };
  const ontoBranch = async (root: FilePath, flow: 'merge' | 'rebase'): Promise<void> => {
    const { branch } = await client.state({ root });
    const ref = await pickBranch(t(`pick.${flow}`, { branch: branch ?? '' }), branchesOf(root).then((all) => all.filter(({ isHead }) => !isHead)));
    if (ref === null) return;
    const from = ref as `refs/${string}`;
    await run(root, { flow, deed: flow, work: async () => ({ done: flow === 'merge' ? await client.merge({ root, from }) : await client.rebase({ root, onto: from }) }) });
  };
  const simple = (flow: 'stash' | 'fetch' | 'push' | 'backUp', root: FilePath): Promise<void> => {
    const deeds = { stash: () => client.stash({ root }), fetch: () => client.fetch({ root }), push: () => client.push({ root }), backUp: () => client.backUp({ root }) };
    return run(root, { flow, deed: flow, work: () => deeds[flow]().then(() => ({})) });
  };

  return async (flow, root) => {
    if (session.busy.get()[root] !== undefined) return;
    if (flow === 'remotes') session.remotesOf.set(root);
    else if (flow === 'switch') await switchTo(root);
    else if (flow === 'create') {
      const name = await askName(t('newBranch'), { submit: t('create') });
      if (name !== null) await run(root, { flow, deed: 'branch', work: () => client.create({ root, name: name.trim(), from: null, switchTo: true }).then(() => ({ title: t('done.switch', { name }) })) });
    } else if (flow === 'rename') {
      const { branch: name } = await client.state({ root });
      const to = name === null ? null : await askName(t('ask.renameTitle', { name }), { value: name, submit: t('ask.rename') });
      if (name !== null && to !== null && to !== name) await run(root, { flow, deed: 'rename', work: () => client.rename({ root, name, to: to.trim() }).then(() => ({})) });
    } else if (flow === 'remove') await remove(root);
    else if (flow === 'merge' || flow === 'rebase') await ontoBranch(root, flow);
    else if (flow === 'stashes') await stashes(root);
    else if (flow === 'backups') await backups(root);
    else if (flow === 'sync' || flow === 'pull') await run(root, { flow, deed: flow, work: async () => ({ done: await client[flow]({ root }) }) });
    else if (flow === 'continue' || flow === 'skip') await run(root, { flow, deed: 'proceed', work: async () => ({ done: await client.proceed({ root, how: flow }) }) });
    else await simple(flow, root);
  };
}
