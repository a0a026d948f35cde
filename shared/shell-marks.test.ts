import assert from 'node:assert/strict';
import { test } from 'node:test';

import { escapeMark, parseShellMark, printPastCommand, unescapeMark } from './shell-marks.ts';

test('a text comes back from a field as it was, whatever is in it', () => {
  for (const text of ['ls -l', 'a;b;c', String.raw`printf '\x3b\\n'`, 'line one\nline two', 'é€ 😀', '']) {
    const field = escapeMark(text);
    assert.doesNotMatch(field, /[;\p{Cc}]/u);
    assert.equal(unescapeMark(field), text);
  }
});

test('the text of a command is believed with the nonce of its shell only', () => {
  assert.deepEqual(parseShellMark('E;ls;abc', 'abc'), { kind: 'text', text: 'ls' });
  assert.equal(parseShellMark('E;rm -rf ~;guessed', 'abc'), null);
  assert.equal(parseShellMark('E;rm -rf ~', 'abc'), null);
  assert.equal(parseShellMark('E;rm -rf ~;', null), null);
  assert.equal(parseShellMark('R;1;;0;0;/;rm -rf ~;guessed', 'abc'), null);
});

test('a command of the past is told whole', () => {
  const past = { up: 12, outputUp: 11, isRunning: false, exitCode: 2, folder: '/workspace/a;b', text: 'make; echo "x"\n' };
  const payload = printPastCommand(past, 'abc').slice('\x1b]633;'.length, -1);
  assert.deepEqual(parseShellMark(payload, 'abc'), { kind: 'past', ...past });
  const bare = { up: 0, outputUp: null, isRunning: true, exitCode: null, folder: null, text: null };
  assert.deepEqual(parseShellMark(printPastCommand(bare, 'abc').slice('\x1b]633;'.length, -1), 'abc'), { kind: 'past', ...bare });
});

test('prompts, ends and folders', () => {
  assert.deepEqual(parseShellMark('A', null), { kind: 'prompt' });
  assert.deepEqual(parseShellMark('A;aid=1;cl=m', null), { kind: 'prompt' });
  assert.deepEqual(parseShellMark('D;130', null), { kind: 'end', exitCode: 130 });
  assert.deepEqual(parseShellMark('D', null), { kind: 'end', exitCode: null });
  assert.deepEqual(parseShellMark('D;-1', null), { kind: 'end', exitCode: null });
  assert.deepEqual(parseShellMark('P;Cwd=/home/ws', null), { kind: 'folder', folder: '/home/ws' });
  assert.equal(parseShellMark('P;Cwd=relative', null), null);
  assert.equal(parseShellMark('Z;1', null), null);
});
