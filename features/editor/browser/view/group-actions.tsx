'use client';

import { Columns2, Ellipsis } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { IconButton } from '../../../../components/ui/button.tsx';
import { Menu, MenuItem, MenuLine, MenuTrigger } from '../../../../components/ui/menu.tsx';
import { displayKeybinding } from '../../../../components/workbench/commands/keybinding.ts';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import { editorSession } from '../editor-session.ts';
import type { Group } from '../groups/tab.ts';

/** Right of a group's tabs: split it, and what else can be done with all of them. */
export function GroupActions({ group }: { readonly group: Group }) {
  const t = useTranslations();
  const { commands } = useWorkbench();
  const { groups } = editorSession.use().editors;
  const known = useStore(commands.all);
  const run = (id: string): void => {
    groups.focusGroup(group.id);
    commands.run(id);
  };
  const item = (id: string) => {
    const command = known.get(id);
    if (command === undefined) return null;
    return (
      <MenuItem key={id} keys={command.keybinding && displayKeybinding(command.keybinding)} onAction={() => run(id)}>
        {t(command.titleKey)}
      </MenuItem>
    );
  };
  return (
    <div className="group-actions">
      <IconButton size="mini" icon={Columns2} label={t('editor.commands.splitRight')} keys="Ctrl \" onPress={() => run('editor.splitRight')} />
      <MenuTrigger>
        <IconButton size="mini" icon={Ellipsis} label={t('editor.groups.more')} />
        <Menu aria-label={t('editor.groups.more')}>
          {['editor.splitDown', 'editor.compareWithSaved', 'editor.compareWithClipboard'].map(item)}
          <MenuLine />
          {['editor.closeSaved', 'editor.closeAll', 'editor.reopenClosed', 'editor.evenGroups'].map(item)}
        </Menu>
      </MenuTrigger>
    </div>
  );
}
