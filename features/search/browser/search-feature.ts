import type { editor } from 'monaco-editor/editor';

import { defineSession } from '../../../components/workbench/session.ts';
import type { Workbench } from '../../../components/workbench/workbench.ts';
import { EMPTY_FORM, SearchForm } from './model/query.ts';
import { SearchSession } from './search-session.ts';
import { SEED_FROM_SELECTION } from './settings.ts';

/** The search of the side panel, and what it begins with. */
export class SearchFeature {
  readonly session: SearchSession;
  private readonly workbench: Workbench;
  private readonly stop: () => void;
  /** The text editor that had the focus last. */
  private editor: editor.IStandaloneCodeEditor | null = null;

  constructor(workbench: Workbench) {
    this.workbench = workbench;
    const key = `atelier:search:${workbench.workspace.id}`;
    this.session = new SearchSession({ workbench, form: read(localStorage.getItem(key)), keep: (form) => localStorage.setItem(key, JSON.stringify(form)) });
    this.stop = workbench.editors.attachments.add(({ editor: shown }) => {
      const focus = shown.onDidFocusEditorText(() => (this.editor = shown));
      if (shown.hasTextFocus()) this.editor = shown;
      return () => {
        focus.dispose();
        if (this.editor === shown) this.editor = null;
      };
    });
  }

  /** Shows the search with what is selected in the editor, ready to be typed over. */
  show(options: { readonly replace?: boolean; readonly include?: string } = {}): void {
    const { layout, settings } = this.workbench;
    const selected = settings.get(SEED_FROM_SELECTION) ? this.selection() : '';
    layout.showActivity('search');
    const { text } = this.session.form.get();
    this.session.change({
      ...(selected === '' || selected === text ? {} : { text: this.session.form.get().isRegex ? selected.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`) : selected }),
      ...(options.replace === true ? { isReplacing: true } : {}),
      ...(options.include === undefined ? {} : { include: options.include }),
    });
    this.session.focusWish.set(options.replace === true && (selected !== '' || text !== '') ? 'replacement' : 'text');
  }

  dispose(): void {
    this.stop();
    this.session.dispose();
  }

  /** One line that is selected where the person was. */
  private selection(): string {
    const model = this.editor?.getModel();
    const range = this.editor?.getSelection();
    if (!model || !range || range.startLineNumber !== range.endLineNumber || this.editor?.hasTextFocus() !== true) return '';
    return model.getValueInRange(range).slice(0, 1000);
  }
}

export const searchFeature = defineSession((workbench) => new SearchFeature(workbench));

function read(text: string | null): SearchForm {
  try {
    return SearchForm.parse(JSON.parse(text ?? '{}'));
  } catch {
    return EMPTY_FORM;
  }
}
