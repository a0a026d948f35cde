/** What stands on the screen where somebody types. Rows as in `TextMarker`. */
export type TypingPlace = {
  /** A shell waits for a command, and nothing stands behind the cursor. */
  readonly isOpen: boolean;
  /** Which prompt it is; another one is another object. */
  readonly prompt: object | null;
  readonly row: number;
  readonly column: number;
  /** The text between a place and the cursor; null when the cursor is not behind it, in the same line. */
  textFrom(row: number, column: number): string | null;
};

export type PredictionRule = { readonly mode: 'auto' | 'on' | 'off'; readonly aboveMs: number };

const PLAIN = /^[\x20-\x7e]$/;
/** Of so many answers the middle one counts: one that was held up says nothing of the others. */
const REMEMBERED = 5;
/** An answer that takes longer was none: a key that prints nothing. */
const LOST_AFTER_MS = 3000;

/**
 * What was typed at a shell's prompt and has not come back yet. Nothing of it is ever written to the screen: it is drawn
 * over it, and goes away as the true text comes. Only plain characters at the end of a line are foreseen; whatever else
 * is typed, or comes, ends it, and one that was wrong ends it until the next prompt.
 */
export class Prediction {
  readonly #rule: () => PredictionRule;
  /** Where the first of the foreseen characters goes. */
  #from: { readonly row: number; readonly column: number } | null = null;
  #typed = '';
  #shown = 0;
  #sentAtMs: number[] = [];
  #answersMs: number[] = [];
  /** Where something was typed or came that was not foreseen. */
  #closed: object | null = null;

  constructor(rule: () => PredictionRule) {
    this.#rule = rule;
  }

  /** How long a key takes to come back, in the middle; null until that is known. */
  get answerMs(): number | null {
    return this.#answersMs.length < REMEMBERED ? null : (this.#answersMs.toSorted((a, b) => a - b)[REMEMBERED >> 1] ?? null);
  }

  /** What to draw at the cursor. */
  get text(): string {
    const { mode, aboveMs } = this.#rule();
    const isWanted = mode === 'on' || (mode === 'auto' && (this.answerMs ?? 0) > aboveMs);
    return isWanted ? this.#typed.slice(this.#shown) : '';
  }

  get isWaiting(): boolean {
    return this.#from !== null;
  }

  /** Something was typed, at this place. */
  type(text: string, { place, atMs }: { readonly place: TypingPlace; readonly atMs: number }): void {
    if (this.#rule().mode === 'off') return this.#end();
    if (!PLAIN.test(text) || !place.isOpen || (this.#closed !== null && place.prompt === this.#closed)) return this.#close(place);
    this.#from ??= { row: place.row, column: place.column };
    this.#typed += text;
    this.#sentAtMs.push(atMs);
  }

  /** Something came, after which the screen is so. */
  look(place: TypingPlace, atMs: number): void {
    if (this.#from === null) return;
    const text = place.isOpen ? place.textFrom(this.#from.row, this.#from.column) : null;
    if (text === null || !this.#typed.startsWith(text) || atMs - (this.#sentAtMs[0] ?? atMs) > LOST_AFTER_MS) return this.#close(place);
    for (; this.#shown < text.length; this.#shown += 1) {
      const sentAtMs = this.#sentAtMs.shift();
      if (sentAtMs !== undefined) this.#answersMs = [...this.#answersMs, atMs - sentAtMs].slice(-REMEMBERED);
    }
    if (text.length === this.#typed.length) this.#end();
  }

  #close({ prompt }: TypingPlace): void {
    this.#closed = prompt;
    this.#end();
  }

  #end(): void {
    this.#from = null;
    this.#typed = '';
    this.#shown = 0;
    this.#sentAtMs = [];
  }
}
