import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import { OutputBatch } from './output-batch.ts';

suite('output batch', () => {
  test('the echo of a key leaves at once, in the same call', () => {
    const { batch, sent } = newBatch();
    batch.push(Buffer.from('x'));
    assert.deepEqual(sent, ['x']);
    batch.dispose();
  });

  test('what follows at once leaves together', (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    const { batch, sent } = newBatch();
    for (const text of ['a', 'b', 'c']) batch.push(Buffer.from(text));
    context.mock.timers.tick(4);
    assert.deepEqual(sent, ['a', 'bc']);
    context.mock.timers.tick(4);
    batch.push(Buffer.from('d'));
    assert.deepEqual(sent, ['a', 'bc', 'd']);
    batch.dispose();
  });

  test('a lot does not wait', () => {
    const { batch, sent } = newBatch();
    batch.push(Buffer.from('x'));
    batch.push(Buffer.alloc(64 * 1024, 'y'));
    assert.deepEqual(sent.map((text) => text.length), [1, 64 * 1024]);
    batch.dispose();
  });

  test('nothing is lost at the end', () => {
    const { batch, sent } = newBatch();
    for (const text of ['a', 'b']) batch.push(Buffer.from(text));
    batch.dispose();
    assert.equal(sent.join(''), 'ab');
  });
});

function newBatch(): { batch: OutputBatch; sent: string[] } {
  const sent: string[] = [];
  return { batch: new OutputBatch((bytes) => sent.push(bytes.toString())), sent };
}
