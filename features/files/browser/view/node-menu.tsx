'use client';

import { ClipboardPaste, Copy, FilePlus2, FolderInput, FolderPlus, PenLine, Scissors, SquareArrowOutUpRight, Trash2 } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { MenuItem, MenuLine } from '../../../../components/ui/menu.tsx';
import { ContextMenu, type MenuPoint } from '../../../../components/workbench/context-menu.tsx';
import { canMoveInto, folderFor, type FilesSession } from '../files-session.ts';
import { displayName } from '../../../../shared/display-name.ts';
import { isFolder, isReadOnly, pathOf, type TreeNode } from '../tree/file-tree.ts';

/** What can be done with a row, by pointer or with the menu key. */
export function NodeMenu({ session, node, at, onClose }: { readonly session: FilesSession; readonly node: TreeNode; readonly at: MenuPoint; readonly onClose: () => void }) {
  const t = useTranslations('files');
  const isFixed = node.parent === null || isReadOnly(node);
  const folder = folderFor(node);
  const cut = session.cut.get();
  const path = pathOf(node);
  return (
    <ContextMenu label={t('menu', { name: displayName(node.name) })} at={at} onClose={onClose}>
      <MenuItem icon={SquareArrowOutUpRight} keys="Enter" onAction={() => session.activate(node, { preview: false })}>
        {t('open')}
      </MenuItem>
      {isFolder(node) && !isReadOnly(node) && (
        <>
          <MenuLine />
          <MenuItem icon={FilePlus2} onAction={() => session.startCreating('file', node)}>
            {t('newFile')}
          </MenuItem>
          <MenuItem icon={FolderPlus} onAction={() => session.startCreating('folder', node)}>
            {t('newFolder')}
          </MenuItem>
        </>
      )}
      <MenuLine />
      {!isFixed && (
        <MenuItem icon={Scissors} keys="Ctrl+X" onAction={() => session.cut.set(node)}>
          {t('cut')}
        </MenuItem>
      )}
      {cut !== null && folder !== null && canMoveInto(cut, folder) && (
        <MenuItem icon={ClipboardPaste} keys="Ctrl+V" onAction={() => void session.paste(node)}>
          {t('paste')}
        </MenuItem>
      )}
      {path !== null && (
        <MenuItem icon={Copy} onAction={() => void navigator.clipboard.writeText(path)}>
          {t('copyPath')}
        </MenuItem>
      )}
      {!isFixed && (
        <>
          <MenuLine />
          <MenuItem icon={PenLine} keys="F2" onAction={() => session.startRenaming(node)}>
            {t('rename')}
          </MenuItem>
          <MenuItem icon={FolderInput} onAction={() => session.moving.set(node)}>
            {t('moveTo')}
          </MenuItem>
          <MenuItem icon={Trash2} keys="Delete" isDanger onAction={() => session.removing.set(node)}>
            {t('delete')}
          </MenuItem>
        </>
      )}
    </ContextMenu>
  );
}
