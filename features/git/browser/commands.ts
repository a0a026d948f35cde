import type { Command } from '../../../components/workbench/commands/command-registry.ts';
import type { FileMenuItem } from '../../../components/workbench/menus.ts';
import type { Workbench } from '../../../components/workbench/workbench.ts';
import type { FilePath } from '../../../shared/file-path.ts';
import type { ModuleStatus } from '../contract.ts';
import { GitDeeds } from './deeds.ts';
import { gitSession } from './git-session.ts';
import { openChange } from './git-texts.ts';
import { INLINE_BLAME, VIEW_MODE, WORDS } from './settings.ts';

const NOWHERE = '/' as FilePath;
export const SHOW_KEY = 'Ctrl+Shift+G';

/** By name: of the file in front, or of its module. */
export function gitCommands(workbench: Workbench): readonly Command[] {
  const session = gitSession.of(workbench);
  const deeds = new GitDeeds(session);
  const { settings, layout } = workbench;
  const front = (): FilePath | null => workbench.files.active.get();
  const module = (): ModuleStatus | null => {
    const path = front();
    const all = (session.modules.get() ?? []).filter(({ root }) => session.mayChange(root));
    return (path === null ? null : session.moduleOf(path)) ?? all.find(({ changeCount }) => changeCount > 0) ?? all[0] ?? null;
  };
  const inModule = (work: (root: FilePath) => unknown) => ({
    enabled: () => session.mayChange(module()?.root ?? NOWHERE),
    run: async () => {
      const root = module()?.root;
      if (root !== undefined) await work(root);
    },
  });
  const inFile = (work: (path: FilePath, root: FilePath) => unknown) => ({
    enabled: () => session.mayChange(front() ?? NOWHERE) && session.changeOf(front() ?? NOWHERE) !== null,
    run: async () => {
      const path = front();
      const root = path === null ? undefined : session.moduleOf(path)?.root;
      if (path !== null && root !== undefined) await work(path, root);
    },
  });
  return [
    { id: 'git.show', titleKey: 'git.commands.show', keybinding: SHOW_KEY, run: () => layout.showActivity('git') },
    {
      id: 'git.commit', titleKey: 'git.commands.commit', ...inModule((root) => {
        layout.showActivity('git');
        if ((session.messages.get()[root] ?? '').trim() === '') requestAnimationFrame(() => session.focusMessage.emit({ root }));
        else return deeds.commit(root);
        return undefined;
      }),
    },
    { id: 'git.undoCommit', titleKey: 'git.commands.undoCommit', ...inModule((root) => deeds.undoCommit(root)) },
    { id: 'git.stageAll', titleKey: 'git.commands.stageAll', ...inModule((root) => deeds.stage(root, null)) },
    { id: 'git.unstageAll', titleKey: 'git.commands.unstageAll', ...inModule((root) => deeds.unstage(root, null)) },
    { id: 'git.discardAll', titleKey: 'git.commands.discardAll', ...inModule((root) => deeds.discard(root, null)) },
    { id: 'git.stage', titleKey: 'git.commands.stage', ...inFile((path, root) => deeds.stage(root, [path])) },
    { id: 'git.unstage', titleKey: 'git.commands.unstage', ...inFile((path, root) => deeds.unstage(root, [path])) },
    { id: 'git.discard', titleKey: 'git.commands.discard', ...inFile((path, root) => deeds.discard(root, [path])) },
    { id: 'git.openChanges', titleKey: 'git.commands.openChanges', ...inFile((path) => openChanges(workbench, path)), enabled: () => session.changeOf(front() ?? NOWHERE) !== null },
    { id: 'git.blame.toggleEditorDecoration', titleKey: 'git.commands.inlineBlame', run: () => settings.asked.emit({ key: INLINE_BLAME.key, value: !settings.get(INLINE_BLAME) }) },
    { id: 'git.blame.toggle', titleKey: 'git.commands.blame', enabled: () => front() !== null, run: () => session.blamed.set(!session.blamed.get()) },
    { id: 'git.toggleView', titleKey: 'git.commands.toggleView', run: () => settings.asked.emit({ key: VIEW_MODE.key, value: settings.get(VIEW_MODE) === 'list' ? 'tree' : 'list' }) },
    { id: 'git.toggleWords', titleKey: 'git.commands.toggleWords', run: () => settings.asked.emit({ key: WORDS.key, value: settings.get(WORDS) === 'simple' ? 'git' : 'simple' }) },
    { id: 'git.unlock', titleKey: 'git.commands.unlock', enabled: () => module()?.lockedAtMs !== null && session.mayChange(module()?.root ?? NOWHERE), run: () => inModule((root) => deeds.unlock(root)).run() },
  ];
}

function openChanges(workbench: Workbench, path: FilePath): void {
  const session = gitSession.of(workbench);
  const change = session.changeOf(path);
  if (change !== null) openChange(session, change, { side: change.unstaged === null && change.conflict === null ? 'staged' : 'unstaged', preview: false });
}

/** In the menu of a file, in the tree and of its tab. */
export function gitMenu(workbench: Workbench): readonly FileMenuItem[] {
  const session = gitSession.of(workbench);
  const deeds = new GitDeeds(session);
  const one = (...targets: readonly { readonly path: FilePath }[]): boolean => targets.length === 1 && targets.every(({ path }) => session.changeOf(path) !== null);
  const each = (targets: readonly { readonly path: FilePath }[], work: (root: FilePath, paths: readonly FilePath[]) => Promise<boolean>): void => {
    for (const { root } of session.modules.get() ?? []) {
      const paths = targets.map(({ path }) => path).filter((path) => session.moduleOf(path)?.root === root);
      if (paths.length > 0) void work(root, paths);
    }
  };
  const has = (targets: readonly { readonly path: FilePath }[], what: 'staged' | 'unstaged'): boolean => targets.length > 0 && targets.every(({ path }) => session.mayChange(path) && (session.changeOf(path)?.[what] ?? null) !== null);
  return [
    { id: 'git.openChanges', titleKey: 'git.commands.openChanges', group: 'git', applies: (targets) => one(...targets), run: ([target]) => (target === undefined ? undefined : openChanges(workbench, target.path)) },
    { id: 'git.stage', titleKey: 'git.commands.stage', group: 'git', applies: (targets) => has(targets, 'unstaged'), run: (targets) => each(targets, (root, paths) => deeds.stage(root, paths)) },
    { id: 'git.unstage', titleKey: 'git.commands.unstage', group: 'git', applies: (targets) => has(targets, 'staged'), run: (targets) => each(targets, (root, paths) => deeds.unstage(root, paths)) },
    { id: 'git.discard', titleKey: 'git.commands.discard', group: 'git', applies: (targets) => has(targets, 'unstaged'), run: (targets) => each(targets, (root, paths) => deeds.discard(root, paths)) },
  ];
}
