import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { MessageKey } from '../message-key.ts';
import { CommandRegistry } from './command-registry.ts';
import { ariaKeybinding, matchesKeybinding } from './keybinding.ts';

const TITLE: MessageKey = 'common.save';
const press = (key: string, modifiers: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {}, code = '') => ({ key, code, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...modifiers });

test('a binding is met by exactly its modifiers, Command counting as Ctrl', () => {
  assert.equal(matchesKeybinding('Ctrl+Shift+E', press('E', { ctrlKey: true, shiftKey: true })), true);
  assert.equal(matchesKeybinding('Ctrl+Shift+E', press('e', { metaKey: true, shiftKey: true })), true);
  assert.equal(matchesKeybinding('Ctrl+E', press('e', { ctrlKey: true, shiftKey: true })), false);
  assert.equal(matchesKeybinding('Ctrl+E', press('e')), false);
  assert.equal(matchesKeybinding('F6', press('F6')), true);
});

test('letters and the backquote go by position where the layout has others there', () => {
  assert.equal(matchesKeybinding('Ctrl+S', press('ы', { ctrlKey: true }, 'KeyS')), true);
  assert.equal(matchesKeybinding('Ctrl+`', press('Dead', { ctrlKey: true }, 'Backquote')), true);
});

test('assistive technology is told of the key in its own words', () => {
  assert.equal(ariaKeybinding('Ctrl+Shift+E'), 'Control+Shift+E');
});

test('a key runs its command and is used up; a command that is off lets the key go on', () => {
  const ran: string[] = [];
  const registry = new CommandRegistry(() => undefined);
  let isOn = false;
  const remove = registry.register([{ id: 'a', titleKey: TITLE, keybinding: 'Ctrl+J', alsoBoundTo: ['F2'], enabled: () => isOn, run: () => void ran.push('a') }]);
  assert.equal(registry.handleKey(press('j', { ctrlKey: true })), false);
  isOn = true;
  assert.equal(registry.handleKey(press('j', { ctrlKey: true })), true);
  assert.equal(registry.handleKey(press('F2')), true);
  remove();
  assert.equal(registry.handleKey(press('F2')), false);
  assert.equal(registry.run('a'), false);
  assert.deepEqual(ran, ['a', 'a']);
});

test('what a command throws is told, at once or later', async () => {
  const told: unknown[] = [];
  const registry = new CommandRegistry((error) => told.push(error));
  registry.register([
    { id: 'now', titleKey: TITLE, run: () => { throw new Error('now'); } },
    { id: 'later', titleKey: TITLE, run: () => Promise.reject(new Error('later')) },
  ]);
  registry.run('now');
  registry.run('later');
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(told.map(String), ['Error: now', 'Error: later']);
});

test('two commands of one id are a mistake', () => {
  const registry = new CommandRegistry(() => undefined);
  const command = { id: 'a', titleKey: TITLE, run: () => undefined };
  registry.register([command]);
  assert.throws(() => registry.register([command]));
});

const CTRL = { ctrlKey: true };

function keys() {
  const ran: string[] = [];
  const registry = new CommandRegistry(() => undefined);
  const command = (id: string, more: object = {}) => ({ id, titleKey: TITLE, run: () => void ran.push(id), ...more });
  return { ran, registry, command };
}

test('two strokes are one key: the second runs, any other key ends the waiting and goes on', () => {
  const { ran, registry, command } = keys();
  registry.register([command('keys', { keybinding: 'Ctrl+K Ctrl+S' }), command('save', { keybinding: 'Ctrl+S' })]);
  assert.equal(registry.handleKey(press('k', CTRL)), true);
  assert.equal(registry.pending.get(), 'Ctrl+K');
  assert.equal(registry.handleKey(press('Control', CTRL)), false);
  assert.equal(registry.handleKey(press('s', CTRL)), true);
  assert.deepEqual(ran, ['keys']);
  assert.equal(registry.handleKey(press('k', CTRL)), true);
  assert.equal(registry.handleKey(press('x')), false);
  assert.equal(registry.pending.get(), null);
  registry.handleKey(press('k', CTRL));
  assert.equal(registry.handleKey(press('Escape')), true);
  registry.handleKey(press('s', CTRL));
  assert.deepEqual(ran, ['keys', 'save']);
});

test('in a terminal the first stroke of two stays the shell’s, unless the member wants it', () => {
  const { ran, registry, command } = keys();
  registry.register([command('keys', { keybinding: 'Ctrl+K Ctrl+S' })]);
  registry.setContext((name) => name === 'terminalFocus');
  assert.equal(registry.handleKey(press('k', CTRL)), false);
  registry.rules.set([{ key: 'ctrl+k ctrl+s', command: 'keys', when: 'terminalFocus' }]);
  registry.handleKey(press('k', CTRL));
  registry.handleKey(press('s', CTRL));
  assert.deepEqual(ran, ['keys']);
});

test('a terminal keeps the keys that shells live by, unless they are meant for it or the member binds them', () => {
  const { ran, registry, command } = keys();
  registry.register([command('close', { keybinding: 'Ctrl+W' }), command('go', { keybinding: 'Ctrl+P' }), command('back', { keybinding: 'Alt+ArrowLeft' }), command('clear', { keybinding: 'Ctrl+L', when: 'terminalFocus' })]);
  registry.setContext((name) => name === 'terminalFocus');
  for (const key of ['w', 'p', 'l']) registry.handleKey(press(key, CTRL));
  registry.handleKey(press('ArrowLeft', { altKey: true }));
  assert.deepEqual(ran, ['go', 'clear']);
  registry.rules.set([{ key: 'ctrl+w', command: 'close' }]);
  registry.handleKey(press('w', CTRL));
  assert.deepEqual(ran, ['go', 'clear', 'close']);
});

test('the member’s rules come first, the last one of them above all, and take defaults away', () => {
  const { ran, registry, command } = keys();
  registry.register([command('a', { keybinding: 'Ctrl+J' }), command('b', { keybinding: 'Ctrl+B' }), command('c')]);
  registry.rules.set([{ key: 'ctrl+j', command: 'b' }, { key: 'ctrl+j', command: 'c', when: 'editorTextFocus' }, { key: 'ctrl+b', command: '-b' }]);
  assert.equal(registry.handleKey(press('j', CTRL)), true);
  assert.equal(registry.handleKey(press('b', CTRL)), false);
  registry.setContext((name) => name === 'editorTextFocus');
  registry.handleKey(press('j', CTRL));
  assert.deepEqual(ran, ['b', 'c']);
  assert.equal(registry.get('b')?.keybinding, 'Ctrl+J');
  assert.equal(registry.get('c')?.keybinding, 'Ctrl+J');
  assert.deepEqual([registry.keyInsteadOf('Ctrl+B'), registry.keyInsteadOf('F9')], ['Ctrl+J', 'F9']);
  registry.rules.set([{ key: '', command: '-a' }]);
  assert.equal(registry.get('a')?.keybinding, undefined);
  assert.equal(registry.get('b')?.keybinding, 'Ctrl+B');
});

test('a default that holds under a condition only is not what menus show', () => {
  const { ran, registry, command } = keys();
  registry.register([command('close', { keybinding: 'Ctrl+F4' })]);
  registry.defaults.add({ key: 'Ctrl+W', command: 'close', when: 'installedApp' });
  assert.equal(registry.handleKey(press('w', CTRL)), false);
  registry.setContext((name) => name === 'installedApp');
  assert.equal(registry.handleKey(press('w', CTRL)), true);
  assert.equal(registry.get('close')?.keybinding, 'Ctrl+F4');
  assert.deepEqual(ran, ['close']);
});

test('rules that cannot be read, and commands that nobody has, bind nothing', () => {
  const { registry, command } = keys();
  registry.register([command('a')]);
  registry.rules.set([{ key: 'nonsense+', command: 'a' }, { key: 'ctrl+j', command: 'nobody' }, { key: 'ctrl+j', command: 'a', when: '((' }]);
  assert.equal(registry.handleKey(press('j', CTRL)), false);
  assert.deepEqual([...registry.all.get().values()].map(({ keybinding }) => keybinding), [undefined]);
});

test('a key that holds in one place is meant there before the one that holds everywhere', () => {
  const { ran, registry, command } = keys();
  registry.register([command('save', { keybinding: 'Ctrl+S' }), command('saveJson', { keybinding: 'Ctrl+S', when: 'jsonFocus' })]);
  registry.handleKey(press('s', CTRL));
  registry.setContext((name) => name === 'jsonFocus');
  registry.handleKey(press('s', CTRL));
  assert.deepEqual(ran, ['save', 'saveJson']);
});
