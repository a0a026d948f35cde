import type { editor } from 'monaco-editor/editor';

const HEIGHT_PX = 28;
let made = 0;

/** A line of our own between the lines of a text: room in the text, and above it what can be pressed. */
export class ZoneBar {
  private readonly view: editor.IStandaloneCodeEditor;
  private readonly element: HTMLElement;
  private readonly id = `atelier.git.bar.${(made += 1)}`;
  private zone = '';

  constructor(view: editor.IStandaloneCodeEditor, { afterLine, element }: { readonly afterLine: number; readonly element: HTMLElement }) {
    this.view = view;
    this.element = element;
    element.style.height = `${HEIGHT_PX}px`;
    view.addOverlayWidget(this);
    view.changeViewZones((zones) => {
      this.zone = zones.addZone({ afterLineNumber: Math.max(0, afterLine), heightInPx: HEIGHT_PX, domNode: document.createElement('div'), onDomNodeTop: (top) => (element.style.top = `${top}px`) });
    });
  }

  // As Monaco wants overlay widgets.
  getId(): string {
    return this.id;
  }
  getDomNode(): HTMLElement {
    return this.element;
  }
  getPosition(): editor.IOverlayWidgetPosition | null {
    return null;
  }

  dispose(): void {
    this.view.changeViewZones((zones) => zones.removeZone(this.zone));
    this.view.removeOverlayWidget(this);
  }
}
