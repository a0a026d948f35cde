import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

type Palette = Readonly<Record<string, string>>;
type Minimum = { readonly text: number; readonly part: number };

const css = readFileSync(join(import.meta.dirname, 'theme.css'), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
const [dark = {}, light = {}, highDark = {}, highLight = {}] = css.split(/@theme static|@variant light-root \{|@variant high-contrast \{/).slice(1).map(coloursOf).filter((palette) => Object.keys(palette).length > 0);

function coloursOf(part: string): Palette {
  return Object.fromEntries([...part.matchAll(/--color-([\w-]+):\s*(#[0-9a-f]{6})\b(?![0-9a-f])/g)].map(([, name = '', value = '']) => [name, value]));
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function ratio(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

const STATES = 'running progress stopped failed warning interface api ai service library docs owner developer stagiaire'.split(' ');
const CODE = ['', '-keyword', '-string', '-number', '-function', '-type', '-property', '-tag', '-punct'].map((kind) => `code${kind}`);
const ANSI = ['red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'].flatMap((name) => [`term-${name}`, `term-bright-${name}`]);
/** What stands on what: text, then parts of the interface. */
const TEXT: readonly (readonly [fronts: readonly string[], grounds: readonly string[]])[] = [
  [['ink', 'ink-2'], ['bench', 'sheet', 'inset', 'raised', 'hover', 'pressed', 'selected', 'selected-dim', 'accent-soft', 'warning-soft', 'failed-soft', 'running-soft']],
  [['ink-3'], ['bench', 'sheet', 'inset', 'raised', 'hover', 'selected-dim']],
  [['accent-ink'], ['bench', 'sheet', 'inset', 'raised', 'hover', 'accent-soft', 'selected']],
  [['on-accent'], ['accent', 'accent-hover']],
  [['on-danger'], ['danger']],
  ...STATES.map((state) => [[state], ['sheet', 'raised', 'inset', `${state}-soft`]] as const),
  [['running', 'failed', 'warning'], ['bench']],
  [['on-person'], [1, 2, 3, 4, 5, 6].map((at) => `person-${at}`)],
  [['added', 'modified', 'deleted', 'renamed', 'untracked', 'conflict', 'ignored'].map((name) => `git-${name}`), ['sheet', 'hover', 'selected-dim']],
  [[...CODE, 'code-comment'], ['sheet', 'inset', 'code-active', 'diff-add', 'diff-del']],
  [[...ANSI, 'term-bright-black'], ['inset']],
];
const PARTS: typeof TEXT = [
  [['edge'], ['bench', 'sheet', 'raised', 'inset']],
  [['focus', 'brass', 'accent-ink', 'accent'], ['bench', 'sheet', 'raised']],
  [['code-line', 'code-cursor'], ['sheet', 'code-active']],
  [['diff-add-gutter', 'diff-del-gutter'], ['sheet', 'diff-add', 'diff-del']],
  [['graph-1', 'graph-2', 'graph-3'], ['sheet']],
  [CODE, ['code-select', 'diff-add-word', 'diff-del-word']],
];

function tooFaint(palette: Palette, minimum: Minimum): string[] {
  const under = (pairs: typeof TEXT, least: number): string[] =>
    pairs.flatMap(([fronts, grounds]) => fronts.flatMap((front) => grounds.flatMap((ground) => {
      const [one, other] = [palette[front], palette[ground]];
      if (one === undefined || other === undefined) return [`no ${front} or ${ground}`];
      return ratio(one, other) < least ? [`${front} ${one} on ${ground} ${other}: ${ratio(one, other).toFixed(2)}, not ${least}`] : [];
    })));
  return [...under(TEXT, minimum.text), ...under(PARTS, minimum.part)];
}

test('text has 4.5:1 and parts of the interface 3:1, dark and light', () => {
  assert.deepEqual(tooFaint(dark, { text: 4.5, part: 3 }), []);
  assert.deepEqual(tooFaint({ ...dark, ...light }, { text: 4.5, part: 3 }), []);
});

test('in high contrast text has 7:1 and parts of the interface 4.5:1, dark and light', () => {
  assert.deepEqual(tooFaint({ ...dark, ...highDark }, { text: 7, part: 4.5 }), []);
  assert.deepEqual(tooFaint({ ...dark, ...light, ...highDark, ...highLight }, { text: 7, part: 4.5 }), []);
});

test('in high contrast both lights set the same colours: neither shows through the other', () => {
  assert.deepEqual(Object.keys(highLight).toSorted(), Object.keys(highDark).toSorted());
});
