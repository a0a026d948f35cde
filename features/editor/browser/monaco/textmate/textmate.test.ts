import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, test } from 'node:test';

import darkPlus from '@shikijs/themes/dark-plus';

import { GRAMMAR_IDS } from './fences.ts';
import { GRAMMARS } from './grammars.ts';
import { TextMate, type TextMateTheme } from './textmate.ts';

let colours: TextMate;

before(async () => {
  const wasm = await readFile(new URL('../../../../../node_modules/vscode-oniguruma/release/onig.wasm', import.meta.url));
  colours = await TextMate.create(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength), 0);
  colours.setTheme({ settings: [{ settings: { foreground: '#D4D4D4', background: '#1E1E1E' } }, ...(darkPlus.tokenColors ?? [])] } as TextMateTheme);
});

/** The words of a text, line after line, with their colours. */
async function look(language: string, text: string): Promise<[string, string][]> {
  const colouring = await colours.colouring(language, text);
  assert.ok(colouring !== null);
  let state = colouring.initial;
  return text.split('\n').flatMap((line) => {
    const { pieces, state: next } = colouring.line(line, state);
    state = next;
    return pieces.map(({ start, name }, index): [string, string] => [line.slice(start, pieces[index + 1]?.start), colours.palette[Number(/^tm(\d+)/.exec(name)?.[1])] ?? '']);
  });
}

test('words have the colours that VS Code gives them in Dark+', async () => {
  const words = new Map(await look('typescript', 'const total: number = await sum("a", /b+/, 12); // done'));
  assert.deepEqual(
    ['const', 'total', 'number', 'await', 'sum', '12'].map((word) => words.get(word) ?? words.get(` ${word}`)),
    ['#569CD6', '#4FC1FF', '#4EC9B0', '#C586C0', '#DCDCAA', '#B5CEA8'],
  );
  assert.equal(words.get('// done') ?? words.get(' done'), '#6A9955');
});

test('a state goes from line to line, and equal ones say so', async () => {
  const colouring = await colours.colouring('css', '');
  assert.ok(colouring !== null);
  const open = colouring.line('/* first', colouring.initial);
  const still = colouring.line('second', open.state);
  assert.match(still.pieces[0]?.name ?? '', /\.comment$/);
  assert.ok(still.state.equals(open.state));
  assert.ok(!colouring.line('*/', still.state).state.equals(open.state));
});

test('fenced code in Markdown has its own language’s colours', async () => {
  const words = new Map(await look('markdown', '# Title\n```py\ndef total():\n```'));
  assert.equal(words.get('def'), '#569CD6');
  assert.equal(words.get('total'), '#DCDCAA');
});

test('the list of languages is the list of grammars', () => {
  assert.deepEqual([...GRAMMAR_IDS], Object.keys(GRAMMARS));
});

test('every grammar of the list can be loaded and colours a line', async () => {
  for (const language of Object.keys(GRAMMARS)) {
    const colouring = await colours.colouring(language, '');
    assert.ok(colouring !== null, language);
    assert.ok(colouring.line('a = "b" # c', colouring.initial).pieces.length > 0, language);
  }
});

test('a language without a grammar has no colouring', async () => {
  for (const language of ['plaintext', 'toString', '__proto__']) assert.equal(await colours.colouring(language, ''), null);
});
