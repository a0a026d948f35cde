'use client';

import { useTranslations } from 'use-intl';

import { MenuItem, MenuLine } from '../../../../components/ui/menu.tsx';
import { displayKeybinding } from '../../../../components/workbench/commands/keybinding.ts';
import { ContextMenu, type MenuPoint } from '../../../../components/workbench/context-menu.tsx';
import type { FileTarget } from '../../../../components/workbench/menus.ts';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import { editorSession } from '../editor-session.ts';
import { fileOf, TEXT, type Group, type Tab } from '../groups/tab.ts';
import { isUntitled } from '../model/untitled.ts';
import { useTabName } from './tab-name.ts';

const GROUPS = ['open', 'compare', 'git', 'search', 'terminal', 'transfer'] as const;

/** What can be done with a tab, and with the file that it shows. */
export function TabMenu({ group, tab, at, onClose }: { readonly group: Group; readonly tab: Tab; readonly at: MenuPoint; readonly onClose: () => void }) {
  const t = useTranslations();
  const workbench = useWorkbench();
  const session = editorSession.use();
  const { editors } = session;
  const { groups } = editors;
  const name = useTabName()(tab.input);
  const viewers = useStore(workbench.editors.viewers);
  const items = useStore(workbench.files.menu);
  const place = { group: group.id, tab: tab.id };
  const index = group.tabs.indexOf(tab);
  const file = fileOf(tab.input);
  const path = file === null || isUntitled(file.path) ? null : file.path;
  const targets: readonly FileTarget[] = path === null ? [] : [{ path, kind: 'file' }];
  const offered = path === null ? [] : items.filter(({ applies }) => applies(targets));
  const current = editors.viewerOf(tab.input);
  const others = path === null ? [] : viewers.filter(({ id, accepts }) => id !== current && accepts(path) !== null);
  const report = (action: void | Promise<void>): void => void Promise.resolve(action).catch((error: unknown) => session.problems.emit({ kind: 'disk', error }));
  return (
    <ContextMenu label={t('editor.menu', { name })} at={at} onClose={onClose}>
      <MenuItem keys="Delete" onAction={() => editors.close(place)}>
        {t('editor.close')}
      </MenuItem>
      <MenuItem onAction={() => editors.closeGroup(group, (other) => other.id === tab.id)}>{t('editor.closeOthers')}</MenuItem>
      <MenuItem onAction={() => editors.closeGroup(group, (other) => group.tabs.indexOf(other) <= index)}>{t('editor.closeRight')}</MenuItem>
      <MenuItem onAction={() => editors.closeGroup(group)}>{t('editor.closeAll')}</MenuItem>
      <MenuLine />
      {tab.preview && <MenuItem onAction={() => groups.keep(place)}>{t('editor.keepOpen')}</MenuItem>}
      <MenuItem onAction={() => groups.pin(place, !tab.pinned)}>{t(tab.pinned ? 'editor.unpin' : 'editor.pin')}</MenuItem>
      <MenuItem onAction={() => groups.split(group.id, { side: 'right', tab: place, copy: true })}>{t('editor.commands.splitRight')}</MenuItem>
      <MenuItem onAction={() => groups.split(group.id, { side: 'down', tab: place, copy: true })}>{t('editor.commands.splitDown')}</MenuItem>
      {current !== null && <MenuItem onAction={() => editors.reopenWith(place, TEXT)}>{t('editor.reopenAsText')}</MenuItem>}
      {others.map(({ id, titleKey }) => (
        <MenuItem key={id} onAction={() => editors.reopenWith(place, id)}>
          {t('editor.reopenWith', { viewer: t(titleKey) })}
        </MenuItem>
      ))}
      {path !== null && (
        <>
          <MenuLine />
          <MenuItem onAction={() => void navigator.clipboard.writeText(path)}>{t('editor.copyPath')}</MenuItem>
          <MenuItem onAction={() => workbench.files.reveal.emit({ path })}>{t('editor.reveal')}</MenuItem>
        </>
      )}
      {GROUPS.map((of) => offered.filter(({ group: its }) => its === of))
        .filter((some) => some.length > 0)
        .flatMap((some) => [
          <MenuLine key={some[0]?.group} />,
          ...some.map(({ id, titleKey, icon, keybinding, run }) => (
            <MenuItem key={id} icon={icon} keys={keybinding === undefined ? undefined : displayKeybinding(keybinding)} onAction={() => report(run(targets))}>
              {t(titleKey)}
            </MenuItem>
          )),
        ])}
    </ContextMenu>
  );
}
