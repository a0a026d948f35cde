import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import { Prediction, type PredictionRule, type TypingPlace } from './prediction.ts';

suite('text that is drawn before it comes back', () => {
  test('nothing is drawn until answers are known to be slow; then what is on its way is, and goes as it comes', () => {
    const line = new SlowShell({ mode: 'auto', aboveMs: 30 }, 100);
    for (const key of 'git s') line.key(key);
    assert.deepEqual(line.drawn, ['', '', '', '', '']);
    line.wait(100);
    assert.equal(line.prediction.answerMs, 100);
    for (const key of 'tat') line.key(key);
    assert.deepEqual(line.drawn.slice(-3), ['t', 'ta', 'tat']);
    assert.equal(line.screen, 'git s');
    line.wait(100);
    assert.equal(line.screen, 'git stat');
    assert.equal(line.prediction.text, '');
  });

  test('on a fast line nothing is ever drawn, unless it is asked for', () => {
    for (const [mode, expected] of [['auto', ''], ['on', 'x'], ['off', '']] as const) {
      const line = new SlowShell({ mode, aboveMs: 30 }, 5);
      for (let count = 0; count < 10; count += 1) {
        line.key('a');
        line.wait(5);
      }
      line.key('x');
      assert.equal(line.prediction.text, expected, mode);
    }
  });

  test('a key that prints nothing, or a text that was not typed, ends it until the next prompt', () => {
    const line = new SlowShell({ mode: 'on', aboveMs: 0 }, 50);
    line.key('l');
    line.key('\t');
    assert.equal(line.prediction.text, '');
    line.key('s');
    assert.equal(line.prediction.text, '', 'after a Tab nobody knows what stands there');
    line.wait(50);
    line.newPrompt();
    line.key('x');
    assert.equal(line.prediction.text, 'x');
    line.print('* ');
    assert.equal(line.prediction.text, '');
    line.key('y');
    assert.equal(line.prediction.text, '');
  });

  test('while a program runs, a password is asked for, or text stands behind the cursor, nothing is foreseen', () => {
    const line = new SlowShell({ mode: 'on', aboveMs: 0 }, 50);
    line.isOpen = false;
    for (const key of 'secret') line.key(key);
    assert.deepEqual(line.drawn.filter((text) => text !== ''), []);
  });

  test('several characters at once, a line end and wide characters are not foreseen', () => {
    for (const text of ['ab', '\r', 'é', '漢', '\u{1b}[A', '\u007f']) {
      const line = new SlowShell({ mode: 'on', aboveMs: 0 }, 50);
      line.key(text);
      assert.equal(line.prediction.text, '', JSON.stringify(text));
    }
  });
});

/** A prompt far away that prints what is typed, so many milliseconds later. */
class SlowShell {
  readonly prediction: Prediction;
  readonly drawn: string[] = [];
  screen = '';
  isOpen = true;
  readonly #delayMs: number;
  readonly #coming: { readonly text: string; readonly atMs: number }[] = [];
  #nowMs = 0;
  #row = 0;
  #prompt = {};

  constructor(rule: PredictionRule, delayMs: number) {
    this.prediction = new Prediction(() => rule);
    this.#delayMs = delayMs;
  }

  key(text: string): void {
    this.prediction.type(text, { place: this.#place(), atMs: this.#nowMs });
    this.drawn.push(this.prediction.text);
    if (/^[ -~]$/.test(text)) this.#coming.push({ text, atMs: this.#nowMs + this.#delayMs });
  }

  wait(ms: number): void {
    this.#nowMs += ms;
    for (let first = this.#coming[0]; first !== undefined && first.atMs <= this.#nowMs; first = this.#coming[0]) {
      this.#coming.shift();
      this.print(first.text);
    }
  }

  print(text: string): void {
    this.screen += text;
    this.prediction.look(this.#place(), this.#nowMs);
  }

  newPrompt(): void {
    this.#row += 1;
    this.#prompt = {};
    this.screen = '';
    this.prediction.look(this.#place(), this.#nowMs);
  }

  #place(): TypingPlace {
    const { screen } = this;
    const row = this.#row;
    return { isOpen: this.isOpen, prompt: this.#prompt, row, column: screen.length, textFrom: (from, column) => (from === row && column <= screen.length ? screen.slice(column) : null) };
  }
}
