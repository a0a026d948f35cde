import assert from 'node:assert/strict';
import { test } from 'node:test';

import { CommandRegistry } from '../../../../components/workbench/commands/command-registry.ts';
import type { KeybindingRule } from '../../../../components/workbench/commands/resolve-bindings.ts';
import { changeFor, clashesWith, keyRows, removalOf, resetOf, type KeyChange } from './key-rows.ts';

function registry() {
  const commands = new CommandRegistry(() => undefined);
  const command = (id: string, keybinding?: string, when?: string) => ({ id, titleKey: 'common.save' as const, run: () => undefined, ...(keybinding === undefined ? {} : { keybinding }), ...(when === undefined ? {} : { when }) });
  commands.register([command('save', 'Ctrl+S'), command('timeline', 'Ctrl+K'), command('fold', 'Ctrl+K Ctrl+0', 'editorTextFocus'), command('copy', 'Ctrl+C', 'terminalFocus'), command('compare')]);
  const apply = ({ added, isOut }: KeyChange): void => commands.rules.set([...commands.rules.get().filter((rule: KeybindingRule) => !isOut(rule)), ...added]);
  const keysOf = (id: string) => commands.bindings.filter((binding) => binding.command === id).map(({ key }) => key);
  return { commands, apply, keysOf };
}

test('what a key would hide is named before it does: the same key, and those of two strokes that it begins', () => {
  const { commands } = registry();
  const names = (key: string, when: string | null = null) => clashesWith(commands.bindings, { key, command: 'compare', when }).map(({ command }) => command);
  assert.deepEqual(names('Ctrl+K'), ['fold', 'timeline']);
  assert.deepEqual(names('Ctrl+K Ctrl+D'), ['timeline']);
  assert.deepEqual(names('Ctrl+C', 'editorTextFocus'), []);
  assert.deepEqual(names('Ctrl+C', 'terminalFocus'), ['copy']);
  assert.deepEqual(names('F9'), []);
});

test('a key is given, others freed, taken away again and put back as it was', () => {
  const { commands, apply, keysOf } = registry();
  const freed = clashesWith(commands.bindings, { key: 'Ctrl+K', command: 'compare', when: null });
  apply(changeFor({ command: 'compare', key: 'Ctrl+K', when: null, replaced: null, freed }));
  assert.deepEqual([keysOf('compare'), keysOf('timeline'), keysOf('fold')], [['Ctrl+K'], [], []]);
  const given = commands.bindings.find(({ command }) => command === 'compare');
  assert.ok(given);
  apply(changeFor({ command: 'compare', key: 'Ctrl+K Ctrl+D', when: null, replaced: given, freed: [] }));
  assert.deepEqual(keysOf('compare'), ['Ctrl+K Ctrl+D']);
  apply(removalOf(commands.bindings.filter(({ command }) => command === 'save')));
  assert.deepEqual(keysOf('save'), []);
  for (const id of ['save', 'timeline', 'fold', 'compare']) apply(resetOf(id));
  assert.deepEqual(commands.rules.get(), []);
  assert.deepEqual([keysOf('save'), keysOf('compare')], [['Ctrl+S'], []]);
});

test('every command is listed; only what the member set can clash', () => {
  const { commands, apply } = registry();
  const rows = () => keyRows(commands.all.get().values(), commands.bindings);
  assert.deepEqual(rows().map(({ command, binding }) => `${command.id} ${binding?.key ?? '-'}`), ['save Ctrl+S', 'timeline Ctrl+K', 'fold Ctrl+K Ctrl+0', 'copy Ctrl+C', 'compare -']);
  assert.equal(rows().some(({ isClash }) => isClash), false);
  apply(changeFor({ command: 'compare', key: 'Ctrl+S', when: null, replaced: null, freed: [] }));
  assert.deepEqual(rows().filter(({ isClash }) => isClash).map(({ command }) => command.id), ['save', 'compare']);
});
