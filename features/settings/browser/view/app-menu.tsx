'use client';

import { Menu as MenuSign } from 'lucide-react';
import { Fragment, useState } from 'react';
import { Menu as AriaMenu, MenuItem as AriaMenuItem, SubmenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { useTranslations } from 'use-intl';

import { IconButton } from '../../../../components/ui/button.tsx';
import { Menu, MenuItem, MenuLine, MenuTrigger } from '../../../../components/ui/menu.tsx';
import type { Command } from '../../../../components/workbench/commands/command.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import { MENUS } from '../model/menus.ts';

/** The commands that most people look for, where other editors have them. What cannot be done now is left out. */
export function AppMenu() {
  const t = useTranslations();
  const { commands } = useWorkbench();
  // Asked when it opens: whether a command is enabled is no state that can be watched.
  const [all, setAll] = useState<ReadonlyMap<string, Command>>(new Map());
  const run = (id: string): void => {
    // The focus goes back to where it was first, where the command may find it.
    requestAnimationFrame(() => commands.run(id));
  };
  const enabled = (ids: readonly string[]): readonly Command[] => ids.flatMap((id) => all.get(id) ?? []).filter((command) => command.enabled?.() !== false);
  const menus = MENUS.map(({ titleKey, groups }) => ({ titleKey, groups: groups.map(enabled).filter((group) => group.length > 0) })).filter(({ groups }) => groups.length > 0);
  return (
    <MenuTrigger onOpenChange={(isOpen) => isOpen && setAll(commands.all.get())}>
      <IconButton icon={MenuSign} label={t('settings.menu.title')} />
      <Menu placement="bottom start">
        {menus.map(({ titleKey, groups }) => (
          <SubmenuTrigger key={titleKey}>
            <AriaMenuItem className="item submenu" textValue={t(titleKey)}>
              {t(titleKey)}
            </AriaMenuItem>
            <Popover className="popover" offset={-2}>
              <AriaMenu className="menu" onAction={(key) => run(String(key))}>
                {groups.map((group, index) => (
                  <Fragment key={group[0]?.id}>
                    {index > 0 && <MenuLine />}
                    {group.map(({ id, titleKey: title, keybinding }) => (
                      <MenuItem key={id} id={id} {...(keybinding === undefined ? {} : { keys: keybinding })}>
                        {t(title)}
                      </MenuItem>
                    ))}
                  </Fragment>
                ))}
              </AriaMenu>
            </Popover>
          </SubmenuTrigger>
        ))}
      </Menu>
    </MenuTrigger>
  );
}
