import assert from 'node:assert/strict';
import { test } from 'node:test';

import { soon } from '../../../../../tests/harness/soon.ts';
import { BUILT_IN_THEMES, builtInTheme } from './built-in.ts';
import { colourOfScope, parseColourTheme, textMateRules } from './colour-theme.ts';

const defaults = { foreground: '#ffffff', background: '#000000' };

test('a theme with comments and a comma too many is read; short colours are written out', () => {
  const theme = parseColourTheme(`{ // mine
    "type": "dark",
    "colors": { "editor.background": "#123", "editor.foreground": "#AABBCCDD", },
    "tokenColors": [{ "scope": "comment, string.quoted", "settings": { "foreground": "#0f0", "fontStyle": "italic bold" } }],
  }`);
  assert.deepEqual(theme, {
    kind: 'dark',
    colors: { 'editor.background': '#112233', 'editor.foreground': '#aabbccdd' },
    rules: [{ scopes: ['comment', 'string.quoted'], foreground: '#00ff00', fontStyle: 'italic bold' }],
  });
  assert.ok(theme !== null);
  assert.deepEqual(textMateRules(theme, defaults).settings[0], { settings: { foreground: '#aabbcc', background: '#112233' } });
  assert.equal(colourOfScope(theme, 'comment.line'), '#00ff00');
  assert.equal(colourOfScope(theme, 'comments'), null);
});

test('A27 a hostile theme puts nothing but colours into the page', () => {
  const theme = parseColourTheme(JSON.stringify({
    type: 'dark',
    colors: { 'editor.background': '#000;} body{background:url(https://evil.example)}', 'a}b{': '#fff', 'editor.foreground': 'url(javascript:alert(1))', 'editorCursor.foreground': '#ff0000' },
    tokenColors: [
      { scope: ['x'.repeat(301)], settings: { foreground: '#fff' } },
      { scope: 'comment', settings: { foreground: 'expression(alert(1))', fontStyle: 'italic; color: red' } },
      { scope: { toString: 1 }, settings: 4 },
      'text', null, 7,
    ],
  }));
  assert.deepEqual(theme, { kind: 'dark', colors: { 'editorCursor.foreground': '#ff0000' }, rules: [{ scopes: ['comment'], foreground: undefined, fontStyle: '' }] });
});

test('A27 a theme that is too large, too deep, too long or none is refused at once', () => {
  const many = { tokenColors: Array.from({ length: 5001 }, () => ({ scope: 'a', settings: { foreground: '#fff' } })) };
  for (const text of ['', 'null', '[]', '7', '{}', '{"include": "./other.json"}', '{"tokenColors": "./x.tmTheme"}', '['.repeat(100_000), `"${'x'.repeat(2_000_000)}"`, JSON.stringify(many)]) {
    assert.equal(soon(() => parseColourTheme(text)), null, text.slice(0, 30));
  }
  assert.equal(Reflect.get({}, 'polluted'), undefined);
  parseColourTheme('{"__proto__": {"polluted": 1}, "colors": {"__proto__": {"polluted": 1}, "editor.background": "#fff"}}');
  assert.equal(Reflect.get({}, 'polluted'), undefined);
});

test('A27 no theme has more colours than a token can name', () => {
  const tokenColors = Array.from({ length: 2000 }, (_, index) => ({ scope: `s${index}`, settings: { foreground: `#${index.toString(16).padStart(6, '0')}` } }));
  const theme = parseColourTheme(JSON.stringify({ tokenColors }));
  assert.equal(new Set(theme?.rules.map(({ foreground }) => foreground)).size, 400);
});

test('the themes that come along are whole, also by the names that VS Code writes', async () => {
  for (const name of [...Object.keys(BUILT_IN_THEMES), 'Default Dark+']) {
    const theme = parseColourTheme(JSON.stringify(await builtInTheme(name)));
    assert.ok(theme !== null && theme.rules.length > 20 && theme.colors['editor.background'] !== undefined, name);
  }
  assert.equal(await builtInTheme('toString'), null);
});
