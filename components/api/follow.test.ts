import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AtelierError } from '../../shared/errors.ts';
import { follow, type Surroundings } from './follow.ts';
import { loginAddress } from './login-address.ts';

/** A page whose visibility and waits the test decides. */
function createPage(): Surroundings & { show(visible: boolean): void; readonly waits: number[]; readonly reachable: boolean[] } {
  const listeners = new Set<() => void>();
  const waits: number[] = [];
  const reachable: boolean[] = [];
  let isVisible = true;
  return {
    waits,
    reachable,
    isVisible: () => isVisible,
    show(visible) {
      isVisible = visible;
      for (const listener of listeners) listener();
    },
    onVisibility(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    wait(ms) {
      waits.push(ms);
      return Promise.resolve();
    },
    setReachable: (value) => reachable.push(value),
  };
}

async function* items(...values: number[]): AsyncGenerator<number> {
  yield* values;
}

async function* until(signal: AbortSignal, first: number): AsyncGenerator<number> {
  yield first;
  await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('closed'))));
}

test('a stream that ends or breaks is opened again, after longer and longer waits, until one brings something', async () => {
  const page = createPage();
  const control = new AbortController();
  const received: number[] = [];
  const broken = (): Promise<never> => Promise.reject(new TypeError('network'));
  const attempts = [broken, broken, broken, () => Promise.resolve(items(1, 2)), broken, () => Promise.resolve(items(3))];
  await assert.rejects(
    follow(
      {
        open: () => (attempts.shift() ?? broken)(),
        receive(item) {
          received.push(item);
          if (item === 3) control.abort(new Error('enough'));
        },
        signal: control.signal,
      },
      page,
    ),
    /enough/,
  );
  assert.deepEqual(received, [1, 2, 3]);
  assert.deepEqual(page.waits.slice(0, 5), [500, 1000, 2000, 500, 500]);
  assert.deepEqual(page.reachable.slice(0, 4), [false, false, false, true]);
});

test('the wait never exceeds eight seconds', async () => {
  const page = createPage();
  const control = new AbortController();
  let opened = 0;
  const open = (): Promise<never> => {
    opened += 1;
    if (opened === 20) control.abort(new Error('enough'));
    return Promise.reject(new TypeError('network'));
  };
  await assert.rejects(follow({ open, receive: () => undefined, signal: control.signal }, page), /enough/);
  assert.equal(Math.max(...page.waits), 8000);
});

test('what another try cannot repair is thrown at once', async () => {
  const page = createPage();
  const open = (): Promise<never> => Promise.reject(new AtelierError('not_signed_in'));
  await assert.rejects(follow({ open, receive: () => undefined, signal: new AbortController().signal }, page), { code: 'not_signed_in' });
  assert.deepEqual(page.waits, []);
});

test('a hidden page holds no connection, and takes it up again when it is shown', async () => {
  const page = createPage();
  const control = new AbortController();
  const signals: AbortSignal[] = [];
  const second = Promise.withResolvers<void>();
  const first = Promise.withResolvers<void>();
  const following = follow(
    {
      open(signal) {
        signals.push(signal);
        return Promise.resolve(until(signal, signals.length));
      },
      receive: (item) => (item === 1 ? first : second).resolve(),
      signal: control.signal,
    },
    page,
  );
  await first.promise;
  page.show(false);
  assert.equal(signals[0]?.aborted, true);
  await Promise.resolve();
  assert.equal(signals.length, 1);
  page.show(true);
  await second.promise;
  assert.deepEqual(page.waits, []);
  assert.equal(page.reachable.includes(false), false);
  control.abort(new Error('enough'));
  await assert.rejects(following, /enough/);
});

test('whoever is signed out is led to the sign-in and back, but not from the sign-in itself', () => {
  assert.equal(loginAddress({ pathname: '/w/lab', search: '?a=b&c' }), '/login?next=%2Fw%2Flab%3Fa%3Db%26c');
  assert.equal(loginAddress({ pathname: '/login', search: '' }), null);
  assert.equal(loginAddress({ pathname: '/setup', search: '' }), null);
});
