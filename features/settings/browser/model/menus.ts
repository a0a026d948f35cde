import type { MessageKey } from '../../../../components/workbench/message-key.ts';

export type AppMenuPart = { readonly titleKey: MessageKey; /** Ids of commands, a line between groups; those that nobody brings are left out. */ readonly groups: readonly (readonly string[])[] };

/** Menus as VS Code has them, from whatever commands there are. */
export const MENUS: readonly AppMenuPart[] = [
  {
    titleKey: 'settings.menu.file',
    groups: [
      ['editor.newUntitled', 'files.newFile', 'files.newFolder'],
      ['palette.files', 'files.upload', 'files.uploadFolder', 'editor.reopenClosed'],
      ['editor.save', 'editor.saveAs', 'editor.saveAll'],
      ['settings.open', 'keys.open'],
      ['editor.close', 'editor.closeAll'],
    ],
  },
  {
    titleKey: 'settings.menu.edit',
    groups: [['files.undo', 'files.cut', 'files.copy', 'files.paste'], ['search.show', 'search.replace'], ['text.foldAll', 'text.unfoldAll', 'text.tidy'], ['editor.compareWithSaved', 'editor.compareWithClipboard']],
  },
  {
    titleKey: 'settings.menu.view',
    groups: [
      ['palette.commands'],
      ['files.show', 'search.show', 'git.show', 'services.show', 'ports.show', 'terminal.show'],
      ['workbench.toggleSide', 'workbench.togglePanel', 'workbench.toggleFullScreen'],
      ['text.outline', 'timeline.show', 'history.show'],
      ['editor.splitRight', 'editor.splitDown', 'editor.evenGroups'],
      ['text.toggleWrap', 'text.toggleMinimap', 'text.chooseTheme'],
    ],
  },
  {
    titleKey: 'settings.menu.go',
    groups: [['editor.back', 'editor.forward'], ['palette.files', 'text.goToSymbol', 'text.goToLine'], ['editor.next', 'editor.previous', 'editor.lastUsed'], ['git.nextChange', 'git.previousChange'], ['workbench.nextSheet', 'workbench.previousSheet']],
  },
  { titleKey: 'settings.menu.terminal', groups: [['terminal.new', 'terminal.newOf', 'terminal.split', 'terminal.newInEditor'], ['terminal.find', 'terminal.clear', 'terminal.runRecent'], ['terminal.kill']] },
  { titleKey: 'settings.menu.help', groups: [['palette.commands', 'palette.help'], ['keys.open', 'settings.open']] },
];
