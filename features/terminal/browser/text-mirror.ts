import type { Terminal } from '@xterm/xterm';

/** The text follows the screen so late at most; a flood costs one pass over the rows in that time. */
const DELAY_MS = 100;

/**
 * The screen's text, for whoever cannot see it drawn: assistive technology, tests, the page's own search.
 * xterm's screen reader mode does more (it announces what appears), but has a share in every printed
 * character; this reads the visible rows ten times a second while they change.
 */
export class TextMirror {
  readonly element: HTMLElement;
  readonly #terminal: Terminal;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(terminal: Terminal, label: string) {
    this.#terminal = terminal;
    this.element = document.createElement('pre');
    this.element.className = 'terminal-text';
    this.element.setAttribute('role', 'document');
    this.element.setAttribute('aria-label', label);
    const changed = (): void => {
      this.#timer ??= setTimeout(() => this.#update(), DELAY_MS);
    };
    terminal.onWriteParsed(changed);
    terminal.onScroll(changed);
    terminal.onResize(changed);
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.element.remove();
  }

  #update(): void {
    this.#timer = null;
    const { buffer, rows } = this.#terminal;
    const { active } = buffer;
    let text = '';
    for (let row = 0; row < rows; row += 1) {
      const line = active.getLine(active.viewportY + row);
      // A line that wraps is one line of text.
      text += `${row > 0 && line?.isWrapped === true ? '' : '\n'}${line?.translateToString(true) ?? ''}`;
    }
    text = text.trim();
    if (text !== this.element.textContent) this.element.textContent = text;
  }
}
