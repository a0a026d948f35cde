import type { editor } from 'monaco-editor/editor';

import type { TextEditorContext } from '../../../../components/workbench/editors/text-editor.ts';
import { button } from './buttons.ts';
import type { LineChange } from './line-diff.ts';

const HEAD_PX = 28;
const MAX_LINES_SHOWN = 12;

export type PeekAbout = {
  readonly change: LineChange;
  readonly title: string;
  readonly old: readonly string[];
  readonly actions: readonly { readonly label: string; readonly run: () => void }[];
  readonly onClose: () => void;
};

/** Between the lines: what stood here, and what to do about it. */
export class Peek {
  private readonly context: TextEditorContext;
  private readonly element = Object.assign(document.createElement('div'), { className: 'git-peek' });
  private zone = '';

  constructor(context: TextEditorContext, { change, title, old, actions, onClose }: PeekAbout) {
    this.context = context;
    const { editor: view, monaco, model } = context;
    this.element.setAttribute('role', 'dialog');
    this.element.setAttribute('aria-label', title);
    const head = Object.assign(document.createElement('div'), { className: 'git-peek-head' });
    head.append(Object.assign(document.createElement('b'), { textContent: title }), ...actions.map(({ label, run }) => button(label, run)));
    const text = Object.assign(document.createElement('pre'), { className: 'git-peek-text', tabIndex: 0, textContent: old.join('\n') });
    const font = view.getOption(monaco.editor.EditorOption.fontInfo);
    Object.assign(text.style, { fontFamily: font.fontFamily, fontSize: `${font.fontSize}px`, lineHeight: `${font.lineHeight}px`, paddingLeft: `${view.getLayoutInfo().contentLeft}px` });
    this.element.append(head, ...(old.length > 0 ? [text] : []));
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      onClose();
      view.focus();
    });
    void monaco.editor.colorize(old.join('\n'), model.getLanguageId(), { tabSize: model.getOptions().tabSize }).then((html) => (text.innerHTML = html)); // Monaco's own spans, of escaped text

    const heightPx = HEAD_PX + Math.min(old.length, MAX_LINES_SHOWN) * font.lineHeight + 8;
    const after = change.newCount === 0 ? change.newFrom - 1 : change.newFrom + change.newCount - 1;
    view.addOverlayWidget(this);
    view.changeViewZones((zones) => {
      this.zone = zones.addZone({
        afterLineNumber: after, heightInPx: heightPx, domNode: document.createElement('div'),
        onDomNodeTop: (top) => (this.element.style.top = `${top}px`),
        onComputedHeight: (height) => (this.element.style.height = `${height}px`),
      });
    });
    view.revealLineInCenterIfOutsideViewport(Math.max(1, after));
    this.element.querySelector('button')?.focus();
  }

  // As Monaco wants overlay widgets.
  getId(): string {
    return 'atelier.git.peek';
  }
  getDomNode(): HTMLElement {
    return this.element;
  }
  getPosition(): editor.IOverlayWidgetPosition | null {
    return null;
  }

  dispose(): void {
    this.context.editor.changeViewZones((zones) => zones.removeZone(this.zone));
    this.context.editor.removeOverlayWidget(this);
  }
}
