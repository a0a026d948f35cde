import type { Hole, ProbeKind, ProbeResult } from '../../../shared/architecture.ts';

const MAX_HOLES = 200;
const MAX_CHARACTERS = 300;

/** Counts the attempts of one kind, and keeps what got through. */
export class Tally {
  readonly #kind: ProbeKind;
  readonly #holes: Hole[] = [];
  readonly #examples: { asked: string; answer: string }[] = [];
  #attempts = 0;
  #incomplete: string | null = null;

  constructor(kind: ProbeKind) {
    this.#kind = kind;
  }

  /** One attempt. `answer`: what answered; null when it came back empty. */
  tried(what: string, answer: string | null): void {
    this.#attempts += 1;
    if (answer !== null && this.#holes.length < MAX_HOLES) this.#holes.push({ what: what.slice(0, MAX_CHARACTERS), answer: answer.slice(0, MAX_CHARACTERS) });
  }

  example(asked: string, answer: string): void {
    this.#examples.push({ asked, answer });
  }

  incomplete(why: string): void {
    this.#incomplete ??= why.slice(0, MAX_CHARACTERS);
  }

  result(): ProbeResult {
    return { kind: this.#kind, attempts: this.#attempts, holes: this.#holes, incomplete: this.#incomplete, examples: this.#examples };
  }
}
