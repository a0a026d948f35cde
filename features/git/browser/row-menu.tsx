'use client';
import { FileText, GitCompareArrows, Minus, Plus, Undo2 } from 'lucide-react';
import { Fragment, useCallback, useMemo, useState, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';

import { MenuItem, MenuLine } from '../../../components/ui/menu.tsx';
import { ContextMenu, type MenuPoint } from '../../../components/workbench/context-menu.tsx';
import type { FileTarget } from '../../../components/workbench/menus.ts';
import { displayName } from '../../../shared/display-name.ts';
import { baseName, type FilePath } from '../../../shared/file-path.ts';
import { GitDeeds } from './deeds.ts';
import { gitSession } from './git-session.ts';
import { openChange } from './git-texts.ts';
import { pathsOf, type ChangeRow, type ListKind } from './rows.ts';

type Opened = { readonly row: ChangeRow; readonly at: MenuPoint };

/** The menu of one of a list's rows: by pointer, or with the menu key. `menu` is drawn beside the list, `handlers` are its. */
export function useRowMenu(rows: readonly ChangeRow[], about: { readonly root: FilePath; readonly kind: ListKind; readonly isSimple: boolean }) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const open = useCallback(
    (target: EventTarget, at: MenuPoint | null): boolean => {
      const item = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null;
      const row = item === null ? undefined : rows[Number(item.dataset['index'])];
      if (item === null || row === undefined) return false;
      const box = item.getBoundingClientRect();
      setOpened({ row, at: at ?? { x: box.left + 24, y: box.bottom } });
      return true;
    },
    [rows],
  );
  const handlers = {
    onContextMenu: (event: MouseEvent): void => {
      if (open(event.target, { x: event.clientX, y: event.clientY })) event.preventDefault();
    },
    onKeyDownCapture: (event: KeyboardEvent): void => {
      if (event.key !== 'ContextMenu' && !(event.key === 'F10' && event.shiftKey)) return;
      if (!open(event.target, null)) return;
      event.preventDefault();
      event.stopPropagation();
    },
  };
  return { handlers, menu: opened === null ? null : <RowMenu {...about} {...opened} onClose={() => setOpened(null)} /> };
}

/** What the row's signs do, and what other features offer for such a file or folder. */
function RowMenu({ row, root, kind, isSimple, at, onClose }: Opened & { readonly root: FilePath; readonly kind: ListKind; readonly isSimple: boolean; readonly onClose: () => void }) {
  const t = useTranslations('git');
  const words = useTranslations();
  const session = gitSession.use();
  const deeds = useMemo(() => new GitDeeds(session), [session]);
  const { files } = session.workbench;
  const change = row.kind === 'file' ? row.change : null;
  const path = change?.path ?? (`${root}/${row.key.slice(`${kind} ${root}/`.length)}` as FilePath);
  const paths = row.kind === 'file' ? pathsOf([row.change]) : row.paths;
  const mayChange = session.mayChange(root);
  const isThere = change === null || change.kind !== 'deleted';
  const target: FileTarget = { path, kind: change === null ? 'folder' : 'file' };
  const others = isThere ? files.menu.get().filter((item) => (item.group === 'git' || item.group === 'compare') && !item.id.startsWith('git.') && item.applies([target])) : [];
  const own: readonly ReactNode[] = [
    change !== null && (
      <MenuItem key="open" icon={GitCompareArrows} onAction={() => openChange(session, change, { side: kind === 'staged' || change.unstaged === null ? 'staged' : 'unstaged', preview: false })}>
        {t('menu.openChanges')}
      </MenuItem>
    ),
    change !== null && isThere && (
      <MenuItem key="file" icon={FileText} onAction={() => files.open.emit({ path, preview: false })}>
        {t('menu.openFile')}
      </MenuItem>
    ),
  ];
  const deedsOf: readonly ReactNode[] = [
    mayChange && !isSimple && kind !== 'staged' && (
      <MenuItem key="stage" icon={Plus} onAction={() => void deeds.stage(root, paths)}>
        {t(kind === 'conflicts' ? 'menu.settled' : 'menu.stage')}
      </MenuItem>
    ),
    mayChange && !isSimple && kind === 'staged' && (
      <MenuItem key="unstage" icon={Minus} onAction={() => void deeds.unstage(root, paths)}>
        {t('menu.unstage')}
      </MenuItem>
    ),
    mayChange && kind === 'changes' && change?.unstaged !== null && (
      <MenuItem key="discard" icon={Undo2} onAction={() => void deeds.discard(root, row.kind === 'file' ? [path] : row.paths)}>
        {t(isSimple ? 'menu.goBack' : 'menu.discard')}
      </MenuItem>
    ),
  ];
  const more = others.map((item) => (
    <MenuItem key={item.id} {...(item.icon === undefined ? {} : { icon: item.icon })} onAction={() => void item.run([target])}>
      {words(item.titleKey)}
    </MenuItem>
  ));
  const groups = [own, deedsOf, more].map((group) => group.filter((item) => item !== false)).filter((group) => group.length > 0);
  return (
    <ContextMenu label={t('menu.of', { name: displayName(row.kind === 'file' ? baseName(path) : row.name) })} at={at} onClose={onClose}>
      {groups.map((group, index) => (
        <Fragment key={index === 0 ? 'first' : index === 1 ? 'second' : 'third'}>
          {index > 0 && <MenuLine />}
          {group}
        </Fragment>
      ))}
    </ContextMenu>
  );
}
