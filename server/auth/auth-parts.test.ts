import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { describe, test } from 'node:test';
import { pino } from 'pino';

import { AtelierError } from '#shared/errors.ts';

import { networkOf } from './attempts.ts';
import { describeClient } from './client-name.ts';
import { originAllowed } from './origin.ts';
import { Passwords } from './passwords.ts';
import { Refusals } from './refusals.ts';

/** "password" with "somesalt", as the reference implementation's own tests have it; cheap. */
const KNOWN = '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4';

describe('passwords', () => {
  test('a hash is a PHC string with its costs, never the same twice, and fits its password only', async () => {
    const passwords = new Passwords();
    const [one, two] = await Promise.all([passwords.hash('correct horse'), passwords.hash('correct horse')]);
    assert.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    assert.notEqual(one, two);
    assert.equal(await passwords.verify('correct horse', one), true);
    assert.equal(await passwords.verify('correct horse ', one), false);
    assert.equal(await passwords.verify('correct horse', null), false);
  });

  test('an accented letter is the same however the keyboard composes it', async () => {
    const passwords = new Passwords();
    assert.equal(await passwords.verify('de\u0301ja\u0300 vu', await passwords.hash('d\u00e9j\u00e0 vu')), true);
  });

  test('a hash with other costs is checked with those', async () => {
    assert.equal(await new Passwords().verify('password', KNOWN), true);
    assert.equal(await new Passwords().verify('Password', KNOWN), false);
  });

  test('what is stored but no hash is an error, not a refusal', async () => {
    await assert.rejects(new Passwords().verify('x', 'plain'), /cannot be read/);
  });

  test('more hashings than can wait are refused, the others are all done', async () => {
    const passwords = new Passwords();
    const results = await Promise.allSettled(Array.from({ length: 70 }, () => passwords.verify('password', KNOWN)));
    assert.equal(results.filter((result) => result.status === 'fulfilled' && result.value).length, 66);
    for (const result of results) {
      if (result.status === 'rejected') assert.ok(result.reason instanceof AtelierError && result.reason.code === 'unavailable');
    }
    assert.equal(await passwords.verify('password', KNOWN), true);
  });
});

test('only an exact Origin is allowed', () => {
  const allowed = ['https://ide.example.com', 'http://localhost:3000'];
  const from = (origin: string | undefined) => originAllowed({ headers: { origin } } as IncomingMessage, allowed);
  assert.equal(from('https://ide.example.com'), true);
  assert.equal(from('http://localhost:3000'), true);
  for (const origin of [
    undefined, '', 'null', 'http://ide.example.com', 'https://ide.example.com.evil.com', 'https://evil-ide.example.com', 'https://ide.example.com:444',
    'https://ide.example.com/', 'https://IDE.example.com', 'http://localhost', 'http://3000--w1.localhost:3000', 'https://ide.example.com, https://evil',
  ]) {
    assert.equal(from(origin), false, origin);
  }
});

test('a browser is named as people say it', () => {
  const linux = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)';
  assert.equal(describeClient(`${linux} Chrome/140.0.0.0 Safari/537.36`), 'Chrome, Linux');
  assert.equal(describeClient(`${linux} HeadlessChrome/140.0.0.0 Safari/537.36`), 'Chromium, Linux');
  assert.equal(describeClient('Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140 Safari/537.36 Edg/140.0'), 'Edge, Windows');
  assert.equal(describeClient('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/17 Safari/605'), 'Safari, macOS');
  assert.equal(describeClient('Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17 Safari/604'), 'Safari, iOS');
  assert.equal(describeClient('Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0'), 'Firefox, Android');
  assert.equal(describeClient('curl/8.5.0'), 'curl');
  assert.equal(describeClient('<script>'), '');
  assert.equal(describeClient(undefined), '');
});

test('an IPv6 network of 64 bits counts as one address', () => {
  assert.equal(networkOf('192.0.2.7'), '192.0.2.7');
  assert.equal(networkOf('::ffff:192.0.2.7'), '192.0.2.7');
  assert.equal(networkOf('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2');
  assert.equal(networkOf('2001:db8:1:2::9'), '2001:db8:1:2');
  assert.equal(networkOf('2001:db8::9'), '2001:db8:0:0');
  assert.equal(networkOf('::1'), '0:0:0:0');
  assert.equal(networkOf(''), '');
});

test('refusals from one address fill the audit log up to sixty a minute', async () => {
  const recorded: string[] = [];
  const refusals = new Refusals({ audit: { record: async ({ address }) => void recorded.push(address) }, log: pino({ level: 'silent' }) });
  const refuse = (address: string) =>
    refusals.record({ action: 'session.create', target: '', caller: { address, client: '', requestId: '' }, reason: 'wrong_credentials' });
  for (let count = 0; count < 100; count += 1) await refuse('192.0.2.7');
  await refuse('192.0.2.8');
  assert.deepEqual([recorded.length, recorded.at(-1)], [61, '192.0.2.8']);
});
