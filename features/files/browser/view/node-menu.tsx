'use client';

import { ClipboardCopy, ClipboardPaste, Copy, CopyPlus, FilePlus2, FolderInput, FolderPlus, FolderUp, PenLine, Scissors, SquareArrowOutUpRight, Trash2, Upload, type LucideIcon } from 'lucide-react';
import { Fragment } from 'react';
import { useTranslations } from 'use-intl';

import { MenuItem, MenuLine } from '../../../../components/ui/menu.tsx';
import { displayKeybinding } from '../../../../components/workbench/commands/keybinding.ts';
import { ContextMenu, type MenuPoint } from '../../../../components/workbench/context-menu.tsx';
import type { FileMenuItem } from '../../../../components/workbench/menus.ts';
import { displayName } from '../../../../shared/display-name.ts';
import { isChangeable, pathsOf, type FilesSession } from '../files-session.ts';
import { fileTargets } from '../menu-items.ts';
import { isFolder, isReadOnly, pathOf, type TreeNode } from '../tree/file-tree.ts';

type Entry = { readonly id: string; readonly text: string; readonly icon?: LucideIcon; readonly keys?: string; readonly isDanger?: boolean; readonly run: () => void };

/** What can be done with a row, or with all that are chosen with it: by pointer, or with the menu key. */
export function NodeMenu({ session, node, at, onClose }: { readonly session: FilesSession; readonly node: TreeNode; readonly at: MenuPoint; readonly onClose: () => void }) {
  const t = useTranslations('files');
  const groups = useGroups(session, node);
  const count = session.targets(node).length;
  return (
    <ContextMenu label={count > 1 ? t('menuOfSeveral', { count }) : t('menu', { name: displayName(node.name) })} at={at} onClose={onClose}>
      {groups.map((entries, index) => (
        <Fragment key={entries[0]?.id}>
          {index > 0 && <MenuLine />}
          {entries.map(({ id, text, run, ...looks }) => (
            <MenuItem key={id} {...looks} onAction={run}>
              {text}
            </MenuItem>
          ))}
        </Fragment>
      ))}
    </ContextMenu>
  );
}

function useGroups(session: FilesSession, node: TreeNode): readonly (readonly Entry[])[] {
  const t = useTranslations('files');
  const words = useTranslations();
  const { commands, files } = session.workbench;
  const nodes = session.targets(node);
  const isOne = nodes.length === 1;
  const isMovable = nodes.length > 0 && nodes.every((one) => isChangeable(one));
  const targets = fileTargets(nodes);
  const folder = isOne && isFolder(node) && !isReadOnly(node) ? node : null;
  const path = pathOf(node);
  const keys = (command: string): { keys?: string } => {
    const binding = commands.get(command)?.keybinding;
    return binding === undefined ? {} : { keys: displayKeybinding(binding) };
  };
  const when = (condition: boolean, ...entries: readonly Entry[]): readonly Entry[] => (condition ? entries : []);
  const of = (group: FileMenuItem['group']): readonly Entry[] =>
    files.menu
      .get()
      .filter((item) => item.group === group && item.applies(targets))
      .map((item) => ({ id: item.id, text: words(item.titleKey), ...(item.icon === undefined ? {} : { icon: item.icon }), ...(item.keybinding === undefined ? {} : { keys: displayKeybinding(item.keybinding) }), run: () => void item.run(targets) }));

  return [
    [
      ...when(isOne, { id: 'open', text: t('open'), icon: SquareArrowOutUpRight, keys: 'Enter', run: () => session.activate(node, { preview: false }) }),
      ...of('open'),
    ],
    [
      ...when(folder !== null, { id: 'newFile', text: t('newFile'), icon: FilePlus2, run: () => session.startCreating('file', node) }, { id: 'newFolder', text: t('newFolder'), icon: FolderPlus, run: () => session.startCreating('folder', node) }),
      ...when(
        folder !== null && session.transfers.allowed && path !== null,
        { id: 'upload', text: t('upload.files'), icon: Upload, run: () => path !== null && session.transfers.choose(path, 'files') },
        { id: 'uploadFolder', text: t('upload.folder'), icon: FolderUp, run: () => path !== null && session.transfers.choose(path, 'folder') },
      ),
    ],
    of('compare'),
    of('git'),
    [...of('search'), ...of('terminal')],
    [
      ...when(isMovable, { id: 'cut', text: t('cut'), icon: Scissors, ...keys('files.cut'), run: () => session.clipboard.set({ kind: 'cut', nodes }) }),
      ...when(nodes.some(({ parent }) => parent !== null), { id: 'copy', text: t('copy'), icon: Copy, ...keys('files.copy'), run: () => session.clipboard.set({ kind: 'copy', nodes }) }),
      ...when(session.canPaste(node), { id: 'paste', text: t('paste'), icon: ClipboardPaste, ...keys('files.paste'), run: () => void session.paste(node) }),
      ...when(isMovable, { id: 'duplicate', text: t('duplicate'), icon: CopyPlus, run: () => void session.duplicate(nodes) }),
      ...when(pathsOf(nodes).length > 0, { id: 'copyPath', text: t('copyPath'), icon: ClipboardCopy, ...keys('files.copyPath'), run: () => void commands.run('files.copyPath') }, { id: 'copyRelativePath', text: t('copyRelativePath'), icon: ClipboardCopy, ...keys('files.copyRelativePath'), run: () => void commands.run('files.copyRelativePath') }),
    ],
    of('transfer'),
    [
      ...when(isMovable && isOne, { id: 'rename', text: t('rename'), icon: PenLine, ...keys('files.rename'), run: () => session.startRenaming(node) }, { id: 'move', text: t('moveTo'), icon: FolderInput, run: () => session.moving.set(node) }),
      ...when(isMovable, { id: 'delete', text: t('delete'), icon: Trash2, ...keys('files.delete'), isDanger: true, run: () => session.startRemoving(nodes, { forGood: false }) }),
    ],
  ].filter((entries) => entries.length > 0);
}
