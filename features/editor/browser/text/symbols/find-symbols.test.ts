import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, test } from 'node:test';

import { TextMate } from '../../monaco/textmate/textmate.ts';
import { flattened, SymbolFinder, symbolsAt, type TextSymbol } from './find-symbols.ts';

let textmate: TextMate;
before(async () => {
  const wasm = await readFile(new URL('../../../../../node_modules/vscode-oniguruma/release/onig.wasm', import.meta.url));
  textmate = await TextMate.create(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength), 0);
});

async function find(language: string, text: string): Promise<readonly TextSymbol[]> {
  const scoping = await textmate.scoping(language, text);
  assert.ok(scoping !== null);
  const finder = new SymbolFinder(language);
  let state = scoping.initial;
  for (const [index, line] of text.split('\n').entries()) {
    const scoped = scoping.line(line, state);
    ({ state } = scoped);
    finder.add(index + 1, line, scoped.words);
  }
  return finder.end();
}

const names = (symbols: readonly TextSymbol[]): string[] => flattened(symbols).map(({ symbol, within }) => `${'  '.repeat(within.length)}${symbol.kind} ${symbol.name}`);

test('classes, methods, functions and constants of TypeScript; not what is only used', async () => {
  const text = ['import { x } from "y";', 'export const LIMIT = 5;', 'export class Shop extends Base {', '  total(): number {', '    return sum(this.items);', '  }', '}', 'interface Item { readonly name: string }', 'export async function main(): Promise<void> {', '  await run();', '}'].join('\n');
  assert.deepEqual(names(await find('typescript', text)), ['constant LIMIT', 'class Shop', '  method total', 'interface Item', 'function main']);
});

test('what encloses a line is known by how far in it stands', async () => {
  const symbols = await find('python', 'class Shop:\n    def total(self):\n        return 1\n\n    def name(self):\n        return ""\n\ndef main():\n    Shop().total()\n');
  assert.deepEqual(names(symbols), ['class Shop', '  method total', '  method name', 'function main']);
  assert.deepEqual(symbolsAt(symbols, 6).map(({ name }) => name), ['Shop', 'name']);
  assert.deepEqual(symbolsAt(symbols, 9).map(({ name }) => name), ['main']);
});

test('headings of Markdown are in one another by their rank, and code is no heading', async () => {
  assert.deepEqual(names(await find('markdown', '# One\ntext\n## Two\n```sh\n# not one\n```\n### Three\n# Four')), ['heading One', '  heading Two', '    heading Three', 'heading Four']);
});

test('rules of a stylesheet, keys of data, targets of a Makefile', async () => {
  assert.deepEqual(names(await find('css', 'a:hover {\n  color: red;\n}\n.x .y { margin: 0 }')), ['rule a:hover', 'rule .x .y']);
  assert.deepEqual(names(await find('json', '{\n  "name": "x",\n  "scripts": {\n    "test": "y"\n  }\n}')), ['property name', 'property scripts', '  property test']);
  assert.deepEqual(names(await find('go', 'package main\n\ntype Shop struct {\n\tName string\n}\n\nfunc (s Shop) Total() int {\n\treturn sum(1)\n}\n')), ['module main', 'struct Shop', 'function Total']);
});
