import assert from 'node:assert/strict';
import { test } from 'node:test';

import { contrast, PART_PAIRS, TEXT_PAIRS, type Pairs } from '../../../../../components/ui/contrast.ts';
import { PALETTES } from '../../../../../components/ui/theme.fixture.ts';
import { BUILT_IN_THEMES, builtInTheme } from './built-in.ts';
import { parseColourTheme, type ColourTheme } from './colour-theme.ts';
import { shellColours } from './shell-colours.ts';

const baseOf = (kind: 'dark' | 'light') => (kind === 'dark' ? PALETTES.dark : { ...PALETTES.dark, ...PALETTES.light });

function tooFaint(theme: ColourTheme): string[] {
  const base = baseOf(theme.kind);
  const made = { ...base, ...shellColours(theme, base) };
  const under = (pairs: Pairs, least: number): string[] =>
    pairs.flatMap(([fronts, grounds]) => fronts.flatMap((front) => grounds.flatMap((ground) => {
      const [one = '#000000', other = '#000000'] = [made[front], made[ground]];
      return contrast(one, other) < least ? [`${front} ${one} on ${ground} ${other}`] : [];
    })));
  return [...under(TEXT_PAIRS, 4.5), ...under(PART_PAIRS, 3)];
}

async function themeOf(name: string): Promise<ColourTheme> {
  const theme = parseColourTheme(JSON.stringify(await builtInTheme(name)));
  assert.ok(theme !== null);
  return theme;
}

test('in every theme that comes along all can be read, and the page has its ground', async () => {
  for (const name of Object.keys(BUILT_IN_THEMES)) {
    const theme = await themeOf(name);
    const made = shellColours(theme, baseOf(theme.kind));
    assert.equal(made?.['sheet'], theme.colors['editor.background']?.slice(0, 7), name);
    assert.deepEqual(tooFaint(theme), [], name);
  }
});

test('a theme’s own colours are kept where they can be read', async () => {
  const made = shellColours(await themeOf('Dracula'), baseOf('dark'));
  assert.equal(made?.['ink'], '#f8f8f2');
  assert.equal(made?.['term-green'], '#50fa7b');
});

test('A27 a theme that would make all unreadable does not, and one without a ground is none for the page', () => {
  const names = ['foreground', 'menu.background', 'list.activeSelectionBackground', 'activityBar.background', 'button.background', 'button.foreground', 'focusBorder', 'input.background', 'terminal.ansiRed', 'descriptionForeground'];
  for (const background of ['#ffffff', '#000000', '#101010', '#777777', '#ff0000', '#00ff00', '#0000ff', '#ffff00', '#888888']) {
    for (const colour of [background, '#ffffff', '#000000', '#80808080', '#ff00ff']) {
      const theme = parseColourTheme(JSON.stringify({ colors: { 'editor.background': background, ...Object.fromEntries(names.map((name) => [name, colour])) } }));
      assert.ok(theme !== null);
      assert.deepEqual(tooFaint(theme), [], `${colour} on ${background}`);
    }
  }
  assert.equal(shellColours({ kind: 'dark', colors: {}, rules: [] }, baseOf('dark')), null);
});
