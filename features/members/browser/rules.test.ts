import assert from 'node:assert/strict';
import { test } from 'node:test';

import { judgePassword } from './password-rule.ts';
import { readSetupCode } from './setup-code.ts';

test('a password is judged while it is typed, with the figure that is shown', () => {
  assert.deepEqual(judgePassword(''), { state: 'empty', count: 12 });
  assert.deepEqual(judgePassword('x'.repeat(11)), { state: 'short', count: 1 });
  assert.deepEqual(judgePassword('x'.repeat(12)), { state: 'enough', count: 12 });
  assert.deepEqual(judgePassword('x'.repeat(128)), { state: 'enough', count: 128 });
  assert.deepEqual(judgePassword('x'.repeat(129)), { state: 'tooLong', count: 128 });
});

test('a one-time code may be pasted as the console shows it, or typed in small letters', () => {
  assert.equal(readSetupCode('  7k4m-q2xy \n'), '7K4MQ2XY');
  assert.equal(readSetupCode('7K4M Q2XY and more'), '7K4MQ2XY');
  assert.equal(readSetupCode('7k'), '7K');
  assert.equal(readSetupCode('—'), '');
});
