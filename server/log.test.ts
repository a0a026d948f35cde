import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createLog } from './log.ts';

test('cookies, authorization and passwords never reach the log', () => {
  let text = '';
  const log = createLog('info', { write: (line) => (text += line) });
  log.info({ request: { headers: { cookie: 'SECRET1', authorization: 'SECRET2' } }, headers: { 'set-cookie': 'SECRET3' }, body: { password: 'SECRET4' }, secret: 'SECRET5' }, 'all');
  assert.ok(text.includes('[secret]'));
  assert.ok(!text.includes('SECRET'));
});
