import type { Command } from '../../../components/workbench/commands/command-registry.ts';
import type { Workbench } from '../../../components/workbench/workbench.ts';
import type { FilePath } from '../../../shared/file-path.ts';
import { filesSession, folderFor, isChangeable, pathsOf } from './files-session.ts';
import { fileTargets } from './menu-items.ts';
import { isReadOnly, pathOf } from './tree/file-tree.ts';

/** Where the keys of the tree hold; a name that is typed in it has its own. */
const IN_TREE = 'filesTreeFocus && !inputFocus';

/** What can be done by name. Those for the tree are done to the rows that are chosen in it. */
export function commandsOf(workbench: Workbench): readonly Command[] {
  const session = filesSession.of(workbench);
  const { controller, selection, transfers, deeds } = session;
  const show = (): void => workbench.layout.showActivity('explorer');
  const focused = () => session.targets()[0] ?? null;
  const hasAny = (): boolean => session.targets().some((node) => isChangeable(node));
  const hasNodes = (): boolean => session.targets().some(({ parent }) => parent !== null);
  const intoFolder = (): FilePath | null => {
    const folder = folderFor(selection.focused.get()) ?? controller.tree.roots[0] ?? null;
    return folder === null || isReadOnly(folder) ? null : pathOf(folder);
  };
  const choose = (what: 'files' | 'folder') => (): void => {
    const folder = intoFolder();
    show();
    if (folder !== null) transfers.choose(folder, what);
  };
  const copyText = (text: (path: FilePath) => string) => async (): Promise<void> => {
    const paths = pathsOf(session.targets());
    const active = workbench.files.active.get();
    const all = paths.length > 0 ? paths : active === null ? [] : [active];
    if (all.length > 0) await navigator.clipboard.writeText(all.map((path) => text(path)).join('\n'));
  };
  const relative = (path: FilePath): string => {
    const root = controller.tree.roots.find((node) => path.startsWith(`${node.root?.path ?? ''}/`));
    return root === undefined ? path : path.slice((root.root?.path ?? '').length + 1);
  };
  const titleKey = <Name extends string>(name: Name) => `files.commands.${name}` as const;
  return [
    { id: 'files.show', titleKey: titleKey('show'), keybinding: 'Ctrl+Shift+E', run: show },
    { id: 'files.newFile', titleKey: titleKey('newFile'), run: () => (show(), session.startCreating('file')) },
    { id: 'files.newFolder', titleKey: titleKey('newFolder'), run: () => (show(), session.startCreating('folder')) },
    { id: 'files.refresh', titleKey: titleKey('refresh'), run: () => controller.refresh() },
    { id: 'files.collapseAll', titleKey: titleKey('collapseAll'), run: () => controller.collapseAll() },
    {
      id: 'files.revealActive',
      titleKey: titleKey('revealActive'),
      keybinding: 'Ctrl+K R',
      enabled: () => workbench.files.active.get() !== null,
      run: () => {
        const path = workbench.files.active.get();
        if (path !== null) workbench.files.reveal.emit({ path });
      },
    },
    {
      id: 'files.filter',
      titleKey: titleKey('filter'),
      keybinding: 'Ctrl+F',
      when: IN_TREE,
      run: () => {
        show();
        session.filter.update((text) => text ?? '');
      },
    },
    { id: 'files.rename', titleKey: titleKey('rename'), keybinding: 'F2', when: IN_TREE, enabled: () => isChangeableNode(focused()), run: () => withNode(focused(), (node) => session.startRenaming(node)) },
    { id: 'files.delete', titleKey: titleKey('delete'), keybinding: 'Delete', when: IN_TREE, enabled: hasAny, run: () => session.startRemoving(session.targets(), { forGood: false }) },
    { id: 'files.deleteForGood', titleKey: titleKey('deleteForGood'), keybinding: 'Shift+Delete', when: IN_TREE, enabled: hasAny, run: () => session.startRemoving(session.targets(), { forGood: true }) },
    { id: 'files.cut', titleKey: titleKey('cut'), keybinding: 'Ctrl+X', when: IN_TREE, enabled: hasAny, run: () => session.clipboard.set({ kind: 'cut', nodes: session.targets().filter((node) => isChangeable(node)) }) },
    { id: 'files.copy', titleKey: titleKey('copy'), keybinding: 'Ctrl+C', when: IN_TREE, enabled: hasNodes, run: () => session.clipboard.set({ kind: 'copy', nodes: session.targets().filter(({ parent }) => parent !== null) }) },
    { id: 'files.paste', titleKey: titleKey('paste'), keybinding: 'Ctrl+V', when: IN_TREE, enabled: () => session.canPaste(selection.focused.get()), run: () => withNode(selection.focused.get(), (node) => session.paste(node)) },
    { id: 'files.duplicate', titleKey: titleKey('duplicate'), enabled: hasAny, run: () => session.duplicate(session.targets().filter((node) => isChangeable(node))) },
    { id: 'files.undo', titleKey: titleKey('undo'), keybinding: 'Ctrl+Z', when: IN_TREE, run: () => void deeds.undo() },
    { id: 'files.copyPath', titleKey: titleKey('copyPath'), keybinding: 'Shift+Alt+C', when: IN_TREE, run: copyText((path) => path) },
    { id: 'files.copyRelativePath', titleKey: titleKey('copyRelativePath'), keybinding: 'Ctrl+K Ctrl+Shift+C', when: IN_TREE, run: copyText(relative) },
    { id: 'files.copyActivePath', titleKey: titleKey('copyActivePath'), keybinding: 'Ctrl+K P', enabled: () => workbench.files.active.get() !== null, run: () => navigator.clipboard.writeText(workbench.files.active.get() ?? '') },
    { id: 'files.trash', titleKey: titleKey('trash'), run: () => session.trashOpen.set(true) },
    ...(transfers.allowed
      ? ([
          { id: 'files.upload', titleKey: titleKey('upload'), run: choose('files') },
          { id: 'files.uploadFolder', titleKey: titleKey('uploadFolder'), run: choose('folder') },
          { id: 'files.download', titleKey: titleKey('download'), enabled: () => session.targets().length > 0, run: () => transfers.download(fileTargets(session.targets()), null) },
        ] satisfies Command[])
      : []),
  ];
}

type Node = ReturnType<ReturnType<typeof filesSession.of>['targets']>[number];

function isChangeableNode(node: Node | null): boolean {
  return node !== null && isChangeable(node);
}

function withNode(node: Node | null, work: (node: Node) => void | Promise<void>): void | Promise<void> {
  return node === null ? undefined : work(node);
}
