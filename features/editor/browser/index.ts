import type { Contribution } from '../../../components/workbench/contribution.ts';
import { editorSession } from './editor-session.ts';
import { isDirty } from './model/file-state.ts';
import { EditorArea } from './view/editor-area.tsx';
import { EditorDialogs } from './view/editor-dialogs.tsx';
import { EditorPhoneHead } from './view/phone-head.tsx';
import { FileFacts } from './view/status-items.tsx';

/** Open files: their tabs, texts and conflicts. */
export const editorContribution: Contribution = {
  name: 'editor',
  activate: editorSession.activate,
  editorArea: { View: EditorArea, PhoneHead: EditorPhoneHead },
  statusItems: [{ id: 'file-facts', side: 'right', Item: FileFacts }],
  background: [EditorDialogs],
  commands: (workbench) => {
    const session = editorSession.of(workbench);
    const { editors } = session;
    const active = () => editors.active.get();
    const hasActive = (): boolean => active() !== null;
    const save = async (): Promise<void> => {
      await active()?.save();
    };
    const saveAll = async (): Promise<void> => {
      const dirty = editors.files.get().filter(({ model }) => isDirty(model.state.get()));
      await Promise.all(dirty.map(({ model }) => model.save()));
    };
    const close = (): void => {
      const model = active();
      if (model !== null) editors.close(model);
    };
    return [
      { id: 'editor.save', titleKey: 'editor.commands.save', keybinding: 'Ctrl+S', run: save },
      { id: 'editor.saveAll', titleKey: 'editor.commands.saveAll', keybinding: 'Ctrl+Alt+S', run: saveAll },
      { id: 'editor.close', titleKey: 'editor.commands.close', keybinding: 'Ctrl+F4', alsoBoundTo: ['Alt+W'], enabled: hasActive, run: close },
      { id: 'editor.next', titleKey: 'editor.commands.next', keybinding: 'Ctrl+PageDown', alsoBoundTo: ['Ctrl+Alt+PageDown'], enabled: hasActive, run: () => editors.step(1) },
      { id: 'editor.previous', titleKey: 'editor.commands.previous', keybinding: 'Ctrl+PageUp', alsoBoundTo: ['Ctrl+Alt+PageUp'], enabled: hasActive, run: () => editors.step(-1) },
      {
        id: 'editor.focus',
        titleKey: 'editor.commands.focus',
        keybinding: 'Ctrl+1',
        enabled: hasActive,
        run: () => {
          workbench.layout.showEditor();
          session.focusText('text');
        },
      },
    ];
  },
};
