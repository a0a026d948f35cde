import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { test } from 'node:test';

import { AtelierError } from '#shared/errors.ts';
import { bounded } from './bounded.ts';

test('as many bytes as allowed pass, and one more is too large', async () => {
  const read = async (text: string): Promise<string> => Buffer.concat(await Readable.from([Buffer.from(text)]).pipe(bounded(4)).toArray()).toString('utf8');
  assert.equal(await read('four'), 'four');
  await assert.rejects(read('five5'), { code: 'too_large' });
});

test('what breaks before anybody reads it ends no process, and is told to whoever reads it then', async () => {
  const stream = bounded(4);
  stream.destroy(new AtelierError('invalid_input', { reason: 'damaged' }));
  await setImmediate();
  await assert.rejects(stream.toArray(), { code: 'invalid_input' });
});
