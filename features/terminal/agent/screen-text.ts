import { SerializeAddon } from '@xterm/addon-serialize';
import type { IBuffer, Terminal } from '@xterm/headless';

/** Rows made into text in one go: 2 to 5 ms, as long as a slice of parsing takes. */
export const ROWS_AT_ONCE = 200;
const TO_ALTERNATE_SCREEN = '\x1b[?1049h\x1b[H';
const PLAIN = '\x1b[m';

/**
 * Makes a terminal's text with its colours and its cursor into the sequences that print it again. A full scrollback
 * takes a fifth of a second, so it is done in pieces between which others get their turn; whoever calls keeps
 * the terminal from changing meanwhile.
 */
export class ScreenText {
  readonly #terminal: Terminal;
  readonly #whole = new SerializeAddon();
  readonly #scrolled = new SerializeAddon();

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    terminal.loadAddon(this.#whole);
    // The add-on takes the first screenful for printed on a blank screen, and what comes below for scrolled in. To
    // one that is told of a screen without rows, a piece from the middle is scrolled in from its first row on.
    const withoutRows: Terminal = Object.create(terminal, { rows: { value: 0 } });
    withoutRows.loadAddon(this.#scrolled);
  }

  /**
   * `takeTurns` is awaited between the pieces; what it answers says whether to go on. `behind` is printed where the
   * normal screen ends, its cursor in place. @returns '' when told to stop
   */
  async make(takeTurns: () => Promise<boolean>, behind: () => string): Promise<string> {
    const pieces = await this.#pieces(takeTurns);
    return pieces === null ? '' : pieces.join('') + behind() + this.#alternate();
  }

  /** The end of the normal screen's text, of at most so many characters. null when told to stop */
  async makeEnd(takeTurns: () => Promise<boolean>, { maxCharacters, behind }: { maxCharacters: number; behind: () => string }): Promise<string | null> {
    const pieces = await this.#pieces(takeTurns);
    if (pieces === null) return null;
    let length = 0;
    const first = pieces.findLastIndex((piece) => (length += piece.length) > maxCharacters);
    return pieces.slice(first + 1).join('') + behind();
  }

  /** The normal screen in pieces that begin at a row and in plain style; the last one places the cursor. */
  async #pieces(takeTurns: () => Promise<boolean>): Promise<string[] | null> {
    const { normal } = this.#terminal.buffer;
    const pieces: string[] = [];
    let from = 0;
    for (let to = this.#nextCut(normal, from); to < normal.length; to = this.#nextCut(normal, from)) {
      const addon = from === 0 ? this.#whole : this.#scrolled;
      const text = addon.serialize({ range: { start: from, end: to - 1 }, excludeModes: true, excludeAltBuffer: true });
      pieces.push(text + (normal.getLine(to)?.isWrapped === true ? PLAIN : `${PLAIN}\r\n`));
      from = to;
      if (!(await takeTurns())) return null;
    }
    const addon = from === 0 ? this.#whole : this.#scrolled;
    pieces.push(addon.serialize({ scrollback: normal.length - from, excludeModes: true, excludeAltBuffer: true }));
    return pieces;
  }

  /** '' while the normal screen shows. */
  #alternate(): string {
    if (this.#terminal.buffer.active.type === 'normal') return '';
    const both = this.#whole.serialize({ scrollback: 0, excludeModes: true });
    return PLAIN + both.slice(both.indexOf(TO_ALTERNATE_SCREEN)); // the add-on forgets that a style may be set by then
  }

  /** The first row of the next piece; the buffer's length when what is left is the last one, cursor and all. */
  #nextCut(buffer: IBuffer, from: number): number {
    const last = buffer.length - this.#terminal.rows;
    for (let row = Math.max(from + ROWS_AT_ONCE, this.#terminal.rows); row < last; row += 1) if (canCut(buffer, row)) return row;
    return buffer.length;
  }
}

/**
 * Between two lines; and within a line that wraps, where one plain character follows another: the second one
 * makes the next row by itself.
 */
function canCut(buffer: IBuffer, row: number): boolean {
  const line = buffer.getLine(row);
  const before = buffer.getLine(row - 1);
  if (line === undefined || before === undefined) return false;
  if (!line.isWrapped) return true;
  const first = line.getCell(0);
  const last = before.getCell(before.length - 1);
  return first !== undefined && last !== undefined && [first, last].every((cell) => cell.getWidth() === 1 && cell.getChars() !== '' && cell.isBgDefault());
}
