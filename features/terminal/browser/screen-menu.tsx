'use client';

import { ArrowUpToLine, ClipboardPaste, Columns2, Copy, History, PanelBottom, Repeat, Search, SquareTerminal, TextSelect, Trash2, Eraser, Pencil, Palette, Ungroup } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { MenuItem, MenuLine } from '../../../components/ui/menu.tsx';
import { ContextMenu, type MenuPoint } from '../../../components/workbench/context-menu.tsx';
import { useStore } from '../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../components/workbench/workbench-context.tsx';
import type { TrackedCommand } from '../../../shared/command-tracker.ts';
import type { TerminalView } from '../contract.ts';
import type { OpenTerminal, TerminalMenuAt } from './open-terminal.ts';
import { terminalFeature } from './terminal-feature.ts';

/** The menu of the right button over a terminal, and the one of the sign beside a command. */
export function ScreenMenu({ terminal, view, menu }: { readonly terminal: OpenTerminal; readonly view: TerminalView; readonly menu: TerminalMenuAt }) {
  const t = useTranslations('terminal.menu');
  const close = (): void => {
    terminal.menu.set(null);
    if (document.activeElement === document.body) terminal.screen.focus();
  };
  return (
    <ContextMenu label={t('label')} at={menu.at} onClose={close}>
      {menu.command === null ? <TerminalItems terminal={terminal} view={view} /> : <CommandItems terminal={terminal} command={menu.command} />}
    </ContextMenu>
  );
}

function CommandItems({ terminal, command }: { readonly terminal: OpenTerminal; readonly command: TrackedCommand }) {
  const t = useTranslations('terminal.menu');
  const { text } = command;
  return (
    <>
      {text !== null && (
        <>
          <MenuItem icon={Repeat} onAction={() => terminal.type(text, { runs: true })}>
            {t('runAgain')}
          </MenuItem>
          <MenuItem icon={Copy} onAction={() => void navigator.clipboard.writeText(text)}>
            {t('copyCommand')}
          </MenuItem>
        </>
      )}
      <MenuItem icon={TextSelect} onAction={() => void navigator.clipboard.writeText(terminal.screen.outputOf(command))}>
        {t('copyOutput')}
      </MenuItem>
    </>
  );
}

function TerminalItems({ terminal, view }: { readonly terminal: OpenTerminal; readonly view: TerminalView }) {
  const t = useTranslations('terminal');
  const { commands } = useWorkbench();
  const { terminals } = terminalFeature.use();
  const keys = (id: string): { keys?: string } => {
    const keybinding = commands.get(id)?.keybinding;
    return keybinding === undefined ? {} : { keys: keybinding };
  };
  return (
    <>
      <MenuItem icon={Copy} keys="Ctrl+Shift+C" isDisabled={terminal.screen.selection === ''} onAction={() => terminal.copySelection()}>
        {t('menu.copy')}
      </MenuItem>
      <MenuItem icon={ClipboardPaste} keys="Ctrl+Shift+V" onAction={() => void terminal.pasteClipboard()}>
        {t('menu.paste')}
      </MenuItem>
      <MenuItem icon={TextSelect} onAction={() => terminal.screen.selectAll()}>
        {t('menu.selectAll')}
      </MenuItem>
      <MenuLine />
      <MenuItem icon={Search} {...keys('terminal.find')} onAction={() => terminal.isFinding.set(true)}>
        {t('menu.find')}
      </MenuItem>
      <MenuItem icon={History} {...keys('terminal.runRecent')} onAction={() => void commands.run('terminal.runRecent')}>
        {t('menu.runRecent')}
      </MenuItem>
      <MenuItem icon={Eraser} onAction={() => void terminals.clear(view.id)}>
        {t('menu.clear')}
      </MenuItem>
      <MenuLine />
      <TabItems view={view} />
    </>
  );
}

/** The menu of a tab. */
export function TabMenu({ view, at, onClose }: { readonly view: TerminalView; readonly at: MenuPoint; readonly onClose: () => void }) {
  const t = useTranslations('terminal.menu');
  return (
    <ContextMenu label={t('label')} at={at} onClose={onClose}>
      <TabItems view={view} />
    </ContextMenu>
  );
}

/** What both the terminal's and its tab's menu offer. */
function TabItems({ view }: { readonly view: TerminalView }) {
  const t = useTranslations('terminal.menu');
  const { commands } = useWorkbench();
  const { terminals } = terminalFeature.use();
  const { inEditor } = useStore(terminals.state);
  const isInEditor = inEditor.has(view.id);
  const isSplit = terminals.groups().some((group) => group.length > 1 && group.includes(view.id));
  // The commands are about the terminal that was used last.
  const run = (id: string) => () => {
    terminals.noteFocus(view.id);
    commands.run(id);
  };
  return (
    <>
      <MenuItem icon={Columns2} isDisabled={isInEditor} onAction={run('terminal.split')}>
        {t('split')}
      </MenuItem>
      {isSplit && (
        <MenuItem icon={Ungroup} onAction={run('terminal.unsplit')}>
          {t('unsplit')}
        </MenuItem>
      )}
      <MenuItem icon={Pencil} onAction={run('terminal.rename')}>
        {t('rename')}
      </MenuItem>
      <MenuItem icon={Palette} onAction={run('terminal.colour')}>
        {t('colour')}
      </MenuItem>
      <MenuItem icon={isInEditor ? PanelBottom : ArrowUpToLine} onAction={run(isInEditor ? 'terminal.moveToPanel' : 'terminal.moveToEditor')}>
        {t(isInEditor ? 'moveToPanel' : 'moveToEditor')}
      </MenuItem>
      <MenuLine />
      <MenuItem icon={SquareTerminal} onAction={run('terminal.new')}>
        {t('new')}
      </MenuItem>
      <MenuItem icon={Trash2} isDanger onAction={run('terminal.kill')}>
        {t('kill')}
      </MenuItem>
    </>
  );
}
