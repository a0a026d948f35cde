import type { Command } from '../../../components/workbench/commands/command-registry.ts';
import { diffInput } from '../../../components/workbench/editors/editors.ts';
import type { Workbench } from '../../../components/workbench/workbench.ts';
import type { FilePath } from '../../../shared/file-path.ts';
import { closeTabs } from './close-tabs.ts';
import { editorSession } from './editor-session.ts';
import type { Side } from './groups/layout.ts';
import { FILE, ownText, type TabPlace } from './groups/tab.ts';
import { CLIPBOARD, SAVED } from './model/text-reader.ts';
import { isUntitled } from './model/untitled.ts';

/** What can be done with open editors by name. */
export function editorCommands(workbench: Workbench): readonly Command[] {
  return [...savingCommands(workbench), ...tabCommands(workbench), ...groupCommands(workbench), ...comparingCommands(workbench)];
}

function savingCommands(workbench: Workbench): readonly Command[] {
  const session = editorSession.of(workbench);
  const { editors } = session;
  const save = async (): Promise<void> => {
    const model = editors.active.get();
    if (model !== null) await session.save(model);
  };
  const saveAs = async (): Promise<void> => {
    const model = editors.active.get();
    if (model !== null) await session.saveAs(model);
  };
  const saveAll = async (): Promise<void> => {
    for (const path of editors.files.unsaved.get()) {
      const model = editors.find(path);
      if (model !== null) await session.save(model);
    }
  };
  return [
    { id: 'editor.save', titleKey: 'editor.commands.save', keybinding: 'Ctrl+S', run: save },
    { id: 'editor.saveAs', titleKey: 'editor.commands.saveAs', keybinding: 'Ctrl+Shift+S', enabled: () => editors.active.get()?.buffer.get() !== undefined, run: saveAs },
    { id: 'editor.saveAll', titleKey: 'editor.commands.saveAll', keybinding: 'Ctrl+Alt+S', run: saveAll },
    {
      id: 'editor.newUntitled',
      titleKey: 'editor.commands.newUntitled',
      keybinding: 'Ctrl+N',
      alsoBoundTo: ['Ctrl+Alt+N'],
      run: () => {
        editors.openUntitled();
        workbench.layout.showEditor();
        session.focusText('text');
      },
    },
  ];
}

function tabCommands(workbench: Workbench): readonly Command[] {
  const session = editorSession.of(workbench);
  const { editors } = session;
  const { groups } = editors;
  const hasActive = (): boolean => groups.front().active !== null;
  const inFront = (run: (place: TabPlace) => void) => (): void => {
    const { id, active } = groups.front();
    if (active !== null) run({ group: id, tab: active });
  };
  return [
    { id: 'editor.close', titleKey: 'editor.commands.close', keybinding: 'Ctrl+F4', alsoBoundTo: ['Alt+W', 'Ctrl+W'], enabled: hasActive, run: inFront((place) => closeTabs(session, () => editors.close(place))) },
    { id: 'editor.closeAll', titleKey: 'editor.commands.closeAll', keybinding: 'Ctrl+K Ctrl+W', enabled: hasActive, run: () => editors.close(...groups.tabs()) },
    { id: 'editor.closeOthers', titleKey: 'editor.commands.closeOthers', enabled: hasActive, run: inFront(({ tab }) => closeTabs(session, () => editors.closeGroup(groups.front(), (other) => other.id === tab))) },
    { id: 'editor.closeSaved', titleKey: 'editor.commands.closeSaved', keybinding: 'Ctrl+K U', enabled: hasActive, run: () => closeTabs(session, () => editors.closeSaved()) },
    { id: 'editor.reopenClosed', titleKey: 'editor.commands.reopenClosed', keybinding: 'Ctrl+Shift+T', alsoBoundTo: ['Alt+Shift+T'], run: () => void groups.reopen() },
    { id: 'editor.keep', titleKey: 'editor.commands.keep', keybinding: 'Ctrl+K Enter', enabled: hasActive, run: inFront((place) => groups.keep(place)) },
    { id: 'editor.togglePin', titleKey: 'editor.commands.togglePin', keybinding: 'Ctrl+K Shift+Enter', enabled: hasActive, run: inFront((place) => groups.pin(place, groups.tab(place)?.pinned !== true)) },
    { id: 'editor.back', titleKey: 'editor.commands.back', keybinding: 'Alt+ArrowLeft', enabled: () => session.navigation.canGo(-1), run: () => session.go(-1) },
    { id: 'editor.forward', titleKey: 'editor.commands.forward', keybinding: 'Alt+ArrowRight', enabled: () => session.navigation.canGo(1), run: () => session.go(1) },
    {
      id: 'editor.lastUsed',
      titleKey: 'editor.commands.lastUsed',
      keybinding: 'Ctrl+Tab',
      enabled: hasActive,
      run: () => {
        const { id, recent } = groups.front();
        const before = recent.at(-2);
        if (before !== undefined) groups.show({ group: id, tab: before });
        session.focusText('text');
      },
    },
    { id: 'editor.next', titleKey: 'editor.commands.next', keybinding: 'Ctrl+PageDown', alsoBoundTo: ['Ctrl+Alt+PageDown'], enabled: hasActive, run: () => groups.step(1) },
    { id: 'editor.previous', titleKey: 'editor.commands.previous', keybinding: 'Ctrl+PageUp', alsoBoundTo: ['Ctrl+Alt+PageUp'], enabled: hasActive, run: () => groups.step(-1) },
  ];
}

function groupCommands(workbench: Workbench): readonly Command[] {
  const session = editorSession.of(workbench);
  const { groups } = session.editors;
  const hasActive = (): boolean => groups.front().active !== null;
  const split = (side: Side) => (): void => {
    const { id, active } = groups.front();
    groups.split(id, { side, tab: active === null ? null : { group: id, tab: active }, copy: true });
    session.focusText('text');
  };
  const focus = (id: string | null | undefined): void => {
    if (id === null || id === undefined) return;
    groups.focusGroup(id);
    workbench.layout.showEditor();
    session.focusText('text');
  };
  // A group that is not there yet is made, with what is in front.
  const focusNumber = (number: number): void => (groups.all().length < number ? split('right')() : focus(groups.all()[number - 1]?.id));
  const moveBy = (by: 1 | -1) => (): void => {
    const { id, active } = groups.front();
    const order = groups.all().map((group) => group.id);
    const target = order[order.indexOf(id) + by];
    if (active === null) return;
    if (target !== undefined) groups.move({ group: id, tab: active }, { group: target });
    else groups.split(id, { side: by === 1 ? 'right' : 'left', tab: { group: id, tab: active }, copy: false });
    session.focusText('text');
  };
  return [
    { id: 'editor.focus', titleKey: 'editor.commands.focus', keybinding: 'Ctrl+1', enabled: hasActive, run: () => focus(groups.all()[0]?.id) },
    { id: 'editor.focusGroup2', titleKey: 'editor.commands.focusGroup2', keybinding: 'Ctrl+2', enabled: hasActive, run: () => focusNumber(2) },
    { id: 'editor.focusGroup3', titleKey: 'editor.commands.focusGroup3', keybinding: 'Ctrl+3', enabled: () => groups.all().length > 1, run: () => focusNumber(3) },
    { id: 'editor.splitRight', titleKey: 'editor.commands.splitRight', keybinding: 'Ctrl+\\', enabled: hasActive, run: split('right') },
    { id: 'editor.splitDown', titleKey: 'editor.commands.splitDown', keybinding: 'Ctrl+K Ctrl+\\', enabled: hasActive, run: split('down') },
    { id: 'editor.groupLeft', titleKey: 'editor.commands.groupLeft', keybinding: 'Ctrl+K Ctrl+ArrowLeft', enabled: hasActive, run: () => focus(groups.neighbour('left')) },
    { id: 'editor.groupRight', titleKey: 'editor.commands.groupRight', keybinding: 'Ctrl+K Ctrl+ArrowRight', enabled: hasActive, run: () => focus(groups.neighbour('right')) },
    { id: 'editor.groupUp', titleKey: 'editor.commands.groupUp', keybinding: 'Ctrl+K Ctrl+ArrowUp', enabled: hasActive, run: () => focus(groups.neighbour('up')) },
    { id: 'editor.groupDown', titleKey: 'editor.commands.groupDown', keybinding: 'Ctrl+K Ctrl+ArrowDown', enabled: hasActive, run: () => focus(groups.neighbour('down')) },
    { id: 'editor.moveToNextGroup', titleKey: 'editor.commands.moveToNextGroup', keybinding: 'Ctrl+Alt+ArrowRight', enabled: hasActive, run: moveBy(1) },
    { id: 'editor.moveToPreviousGroup', titleKey: 'editor.commands.moveToPreviousGroup', keybinding: 'Ctrl+Alt+ArrowLeft', enabled: hasActive, run: moveBy(-1) },
    { id: 'editor.closeGroup', titleKey: 'editor.commands.closeGroup', keybinding: 'Ctrl+K W', enabled: hasActive, run: () => closeTabs(session, () => session.editors.closeGroup(groups.front())) },
    { id: 'editor.evenGroups', titleKey: 'editor.commands.evenGroups', enabled: () => groups.all().length > 1, run: () => groups.evenOut() },
  ];
}

function comparingCommands(workbench: Workbench): readonly Command[] {
  const session = editorSession.of(workbench);
  const { editors } = session;
  const path = (): FilePath | null => {
    const tab = editors.groups.activeTab();
    return tab === null ? null : ownText(tab.input);
  };
  const withSaved = (): void => {
    const file = path();
    if (file === null || isUntitled(file)) return;
    editors.openInput(diffInput({ left: { source: SAVED, path: file }, right: { source: FILE, path: file } }), {});
  };
  const withClipboard = async (): Promise<void> => {
    const file = path();
    const text = await navigator.clipboard.readText();
    if (file === null) return;
    editors.openInput(diffInput({ left: { source: CLIPBOARD, path: file, version: session.texts.keepPasted(text) }, right: { source: FILE, path: file } }), {});
  };
  const isFile = (): boolean => path() !== null;
  return [
    { id: 'editor.compareWithSaved', titleKey: 'editor.commands.compareWithSaved', keybinding: 'Ctrl+K D', enabled: isFile, run: withSaved },
    { id: 'editor.compareWithClipboard', titleKey: 'editor.commands.compareWithClipboard', keybinding: 'Ctrl+K C', enabled: isFile, run: withClipboard },
  ];
}
