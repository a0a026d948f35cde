import type { Command } from '../../../../components/workbench/commands/command-registry.ts';
import type { Setting } from '../../../../components/workbench/settings/settings.ts';
import type { Workbench } from '../../../../components/workbench/workbench.ts';
import { formatterFor } from './formatting.ts';
import { minimap, wordWrap } from './settings.ts';
import { textSession } from './text-session.ts';

/** What the palette has about the text that one is in. */
export function textCommands(workbench: Workbench): readonly Command[] {
  const session = textSession.of(workbench);
  const { settings } = workbench;
  const hasText = (): boolean => session.current.get() !== null;
  const hasFormatter = (): boolean => {
    const context = session.current.get();
    return context !== null && formatterFor(workbench.editors.formatters.get(), context) !== null;
  };
  const turn = <T>(setting: Setting<T>, next: (value: T) => T): void => settings.asked.emit({ key: setting.key, value: next(settings.get(setting)) });
  return [
    { id: 'text.goToLine', titleKey: 'text.commands.goToLine', keybinding: 'Ctrl+G', enabled: hasText, run: () => workbench.quickOpen.emit({ text: ':' }) },
    { id: 'text.goToSymbol', titleKey: 'text.commands.goToSymbol', keybinding: 'Ctrl+Shift+O', enabled: hasText, run: () => workbench.quickOpen.emit({ text: '@' }) },
    { id: 'text.chooseTheme', titleKey: 'text.commands.chooseTheme', keybinding: 'Ctrl+K Ctrl+T', run: () => session.asked.emit('theme') },
    ...(workbench.capabilities.has('transfer') ? [{ id: 'text.importTheme', titleKey: 'text.commands.importTheme', run: () => session.asked.emit('importTheme') } as const] : []),
    { id: 'text.changeEncoding', titleKey: 'text.commands.changeEncoding', enabled: hasText, run: () => session.asked.emit('encoding') },
    { id: 'text.changeEol', titleKey: 'text.commands.changeEol', enabled: hasText, run: () => session.asked.emit('eol') },
    { id: 'text.changeIndentation', titleKey: 'text.commands.changeIndentation', enabled: hasText, run: () => session.asked.emit('indentation') },
    { id: 'text.changeLanguage', titleKey: 'text.commands.changeLanguage', keybinding: 'Ctrl+K M', enabled: hasText, run: () => session.asked.emit('language') },
    { id: 'text.format', titleKey: 'text.commands.format', keybinding: 'Shift+Alt+F', when: 'editorTextFocus', enabled: () => hasFormatter(), run: () => session.format() },
    { id: 'text.outline', titleKey: 'text.commands.focusOutline', run: () => session.isOutlineOpen.set(true) },
    { id: 'text.toggleWrap', titleKey: 'text.commands.toggleWrap', keybinding: 'Alt+Z', enabled: hasText, run: () => turn(wordWrap, (value) => (value === 'off' ? 'on' : 'off')) },
    { id: 'text.toggleMinimap', titleKey: 'text.commands.toggleMinimap', run: () => turn(minimap, (value) => !value) },
  ];
}

/** Monaco's own that have no other way into the palette; it knows their keys itself. */
export function editorCommand(workbench: Workbench): readonly Command[] {
  const session = textSession.of(workbench);
  const run = (action: string) => async (): Promise<void> => {
    const view = session.current.get()?.editor;
    view?.focus();
    await view?.getAction(action)?.run();
  };
  const hasText = (): boolean => session.current.get() !== null;
  return [
    { id: 'text.foldAll', titleKey: 'text.commands.foldAll', enabled: hasText, run: run('editor.foldAll') },
    { id: 'text.unfoldAll', titleKey: 'text.commands.unfoldAll', enabled: hasText, run: run('editor.unfoldAll') },
  ];
}
