import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MAX_RULES, readRules } from './key-rules.ts';

test('rules are read as VS Code writes them, its commands by the names that they have here', () => {
  const { rules, problems } = readRules([
    { key: 'ctrl+alt+p', command: 'workbench.action.quickOpen' },
    { key: 'ctrl+b', command: '-workbench.action.toggleSidebarVisibility', when: 'editorTextFocus' },
    { key: 'f9', command: 'some.extension.command', args: { x: 1 } },
    { key: '', command: '-editor.save' },
  ]);
  assert.deepEqual(rules, [
    { key: 'ctrl+alt+p', command: 'palette.files' },
    { key: 'ctrl+b', command: '-workbench.toggleSide', when: 'editorTextFocus' },
    { key: 'f9', command: 'some.extension.command' },
    { key: '', command: '-editor.save' },
  ]);
  assert.deepEqual(problems, []);
});

test('A27 what is no rule is said by its place and followed by nobody', () => {
  const { rules, problems } = readRules([null, 7, 'x', {}, { key: 1, command: 'a' }, { key: 'ctrl+', command: 'a' }, { key: 'f2', command: 'a', when: 'a =~ /(x+)+$/' }, { key: 'f2', command: 'a' }]);
  assert.deepEqual(rules, [{ key: 'f2', command: 'a' }]);
  assert.deepEqual(problems.map(({ at, problem }) => [at, problem]), [[1, 'no_rule'], [2, 'no_rule'], [3, 'no_rule'], [4, 'no_rule'], [5, 'no_rule'], [6, 'no_key'], [7, 'no_when']]);
  const many = readRules(Array.from({ length: MAX_RULES + 5 }, () => ({ key: 'f2', command: 'a' })));
  assert.deepEqual([many.rules.length, many.problems], [MAX_RULES, [{ at: MAX_RULES + 1, problem: 'too_many' }]]);
});
