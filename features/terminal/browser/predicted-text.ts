import type { Terminal } from '@xterm/xterm';

import type { CommandTracker } from '../../../shared/command-tracker.ts';
import { Prediction, type PredictionRule, type TypingPlace } from './prediction.ts';

/** Draws over the terminal what was typed and has not come back yet. */
export class PredictedText {
  readonly #terminal: Terminal;
  readonly #commands: CommandTracker;
  readonly #prediction: Prediction;
  readonly #element = document.createElement('span');
  #drawn = '';

  constructor(terminal: Terminal, commands: CommandTracker, rule: () => PredictionRule) {
    this.#terminal = terminal;
    this.#commands = commands;
    this.#prediction = new Prediction(rule);
    this.#element.className = 'terminal-predicted';
    this.#element.setAttribute('aria-hidden', 'true'); // it is read when it is there
    terminal.onWriteParsed(() => this.#look());
    terminal.onScroll(() => this.#draw());
  }

  /** Before it is sent. */
  type(text: string): void {
    this.#prediction.type(text, { place: this.#place(), atMs: performance.now() });
    this.#draw();
  }

  #look(): void {
    if (!this.#prediction.isWaiting) return;
    this.#prediction.look(this.#place(), performance.now());
    this.#draw();
  }

  #place(): TypingPlace {
    const { active } = this.#terminal.buffer;
    const row = active.baseY + active.cursorY;
    const line = active.getLine(row);
    const isOpen = active.type === 'normal' && this.#commands.isAtPrompt && line?.translateToString(true, active.cursorX) === '';
    return {
      isOpen,
      prompt: this.#commands.commands.at(-1)?.prompt ?? null,
      row,
      column: active.cursorX,
      textFrom: (from, column) => (from === row && column <= active.cursorX ? (line?.translateToString(false, column, active.cursorX) ?? null) : null),
    };
  }

  #draw(): void {
    const { buffer, cols, rows, element } = this.#terminal;
    const { active } = buffer;
    const text = active.viewportY === active.baseY ? this.#prediction.text.slice(0, cols - active.cursorX - 1) : '';
    const drawn = `${text} ${active.cursorX} ${active.cursorY}`;
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#element.hidden = text === '';
    if (text === '') return;
    const screen = element?.querySelector<HTMLElement>('.xterm-screen') ?? null;
    if (screen === null) return;
    if (this.#element.parentElement !== screen) screen.append(this.#element);
    const [width, height] = [screen.clientWidth / cols, screen.clientHeight / rows];
    const { fontFamily, fontSize } = this.#terminal.options;
    Object.assign(this.#element.style, { left: `${active.cursorX * width}px`, top: `${active.cursorY * height}px`, height: `${height}px`, lineHeight: `${height}px`, fontFamily, fontSize: `${fontSize}px` });
    this.#element.style.setProperty('--cell', `${width}px`);
    this.#element.replaceChildren(...Array.from(text, cell), cell(''));
  }
}

/** Cells are as wide as xterm's, whatever the font says. The last one is where the cursor will be. */
function cell(character: string): HTMLElement {
  const element = document.createElement('i');
  element.textContent = character === ' ' ? '\u00a0' : character;
  return element;
}
