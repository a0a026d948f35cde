import assert from 'node:assert/strict';
import { test } from 'node:test';

import { matchesKeybinding, parseKeybinding, strokeOf, vscodeKeybinding } from './keybinding.ts';
import { parseWhen } from './when.ts';

const press = (key: string, code = '', modifiers: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {}) => ({ key, code, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...modifiers });

test('keys are read in our writing and in VS Code’s, and written in either', () => {
  for (const [text, ours] of [
    ['ctrl+k ctrl+s', 'Ctrl+K Ctrl+S'], ['Shift+Ctrl+e', 'Ctrl+Shift+E'], ['cmd+p', 'Ctrl+P'], ['ctrl+pagedown', 'Ctrl+PageDown'], ['alt+left', 'Alt+ArrowLeft'],
    ['f12', 'F12'], ['ctrl+`', 'Ctrl+`'], ['ctrl++', 'Ctrl++'], ['ctrl+-', 'Ctrl+-'], ['escape', 'Escape'], ['ctrl+space', 'Ctrl+Space'],
  ] as const) {
    assert.equal(parseKeybinding(text), ours, text);
    assert.equal(parseKeybinding(vscodeKeybinding(ours)), ours);
  }
  assert.equal(vscodeKeybinding('Ctrl+K Alt+ArrowLeft'), 'ctrl+k alt+left');
});

test('what is no key is none', () => {
  for (const text of ['', 'ctrl+', 'hyper+a', 'ctrl+k ctrl+s ctrl+x', 'ctrl+notakey', '__proto__', 'ctrl+constructor', 'toString+a']) assert.equal(parseKeybinding(text), null, text);
});

test('a press is recorded as it would be matched', () => {
  for (const [pressed, stroke] of [
    [press('k', 'KeyK', { ctrlKey: true }), 'Ctrl+K'], [press('%', 'Digit5', { ctrlKey: true, shiftKey: true }), 'Ctrl+Shift+5'], [press('ы', 'KeyS', { ctrlKey: true }), 'Ctrl+S'],
    [press('?', 'Slash', { ctrlKey: true, shiftKey: true }), 'Ctrl+Shift+/'], [press('ArrowUp', 'ArrowUp', { altKey: true }), 'Alt+ArrowUp'], [press(' ', 'Space', { ctrlKey: true }), 'Ctrl+Space'],
    [press('Dead', 'Backquote', { ctrlKey: true }), 'Ctrl+`'],
  ] as const) {
    assert.equal(strokeOf(pressed), stroke);
    assert.equal(matchesKeybinding(stroke, pressed), true, stroke);
  }
  assert.equal(strokeOf(press('Control', 'ControlLeft', { ctrlKey: true })), null);
});

test('on a French keyboard Ctrl+A is not Ctrl+Q', () => {
  const pressed = press('a', 'KeyQ', { ctrlKey: true });
  assert.equal(matchesKeybinding('Ctrl+A', pressed), true);
  assert.equal(matchesKeybinding('Ctrl+Q', pressed), false);
});

test('conditions are read as VS Code writes them; what cannot be read is none', () => {
  const context = (name: string) => ({ editorTextFocus: true, terminalFocus: false, activeView: 'explorer' })[name];
  for (const [text, expected] of [
    ['editorTextFocus', true], ['!editorTextFocus', false], ['terminalFocus || editorTextFocus', true], ['terminalFocus || editorTextFocus && activeView == search', false],
    ['(terminalFocus || editorTextFocus) && activeView == \'explorer\'', true], ['activeView != explorer', false], ['nobodyKnows', false], ['true', true],
  ] as const) assert.equal(parseWhen(text)?.(context), expected, text);
  for (const text of ['', '&&', 'a &&', '(a', 'a b', 'a =~ /(x+)+y/', '!'.repeat(400), `${'('.repeat(50)}a${')'.repeat(50)}`, 'a'.repeat(1000)]) assert.equal(parseWhen(text), null, text);
});
