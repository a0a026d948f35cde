import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';

import { createEngine } from './engine.ts';

test('the engine’s client is there, without what it would load for SSH and BuildKit, which others still can', () => {
  const { cache, resolve } = createRequire(import.meta.url);
  assert.equal(typeof createEngine().getContainer('x').start, 'function');
  assert.deepEqual(Object.keys(cache).filter((path) => /[\\/](ssh2|grpc-js)[\\/]/.test(path)), []);
  assert.match(resolve('dockerode'), /dockerode/);
});
