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
