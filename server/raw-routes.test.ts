import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createFeatures, type FeatureDeps } from './features.ts';

/** Features are only made here, never asked: whatever they take from what they are given is this again. */
const anything: object = new Proxy(() => anything, { get: (_, name) => (name === Symbol.toPrimitive ? () => '' : anything), apply: () => anything });

test('A18 what is taken or given as bytes is this, and for whom', () => {
  const { rawRoutes } = createFeatures(new Proxy({ config: { dataFolder: '/' } }, { get: (known, name) => Reflect.get(known, name) ?? anything }) as unknown as FeatureDeps);
  assert.deepEqual(rawRoutes.map(({ method, path, access }) => `${access} ${method} ${path.source.replaceAll('\\', '')}`), [
    'owner GET ^/api/kept-copies/(?<copyId>w[0-9a-z]{12}-r[0-9a-z]{12})/bundle$',
    'owner PUT ^/api/imports/(?<importId>[^/]+)/archive$',
  ]);
});
