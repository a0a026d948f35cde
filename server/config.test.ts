import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';

import { ConfigError, cookiesWork, publicOrigin, readConfig } from './config.ts';

function problems(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
  return [];
}

test('an empty environment gives a server for this machine only', () => {
  const config = readConfig({});
  assert.equal(config.port, 3000);
  assert.equal(config.host, '127.0.0.1');
  assert.equal(config.dataFolder, resolve('data'));
  assert.equal(publicOrigin(config, 3000), 'http://localhost:3000');
});

test('a domain opens the server to the network', () => {
  const config = readConfig({ ATELIER_DOMAIN: 'ide.example.com', ATELIER_PORT: '80' });
  assert.equal(config.host, '0.0.0.0');
  assert.equal(publicOrigin(config, 80), 'http://ide.example.com');
});

test('an empty variable counts as unset', () => {
  assert.equal(readConfig({ MONGODB_URI: '', ATELIER_DOMAIN: '' }).host, '127.0.0.1');
});

test('every bad value is one line that names its variable', () => {
  const lines = problems({ ATELIER_PORT: '80x', ATELIER_DOMAIN: 'a b', ATELIER_PUBLIC_URL: 'https://x/path', MONGODB_URI: 'http://x', ATELIER_EXTRA_CA: '/no/such.pem', ATELIER_TRUST_PROXY: 'yes', ATELIER_LOG_LEVEL: 'loud' });
  assert.deepEqual(lines.map((line) => line.split(' ')[0] ?? '').toSorted((a, b) => a.localeCompare(b)), ['ATELIER_DOMAIN', 'ATELIER_EXTRA_CA', 'ATELIER_LOG_LEVEL', 'ATELIER_PORT', 'ATELIER_PUBLIC_URL', 'ATELIER_TRUST_PROXY', 'MONGODB_URI']);
  assert.ok(lines.every((line) => !line.includes('\n')));
});

test('ports above 65535 are refused', () => {
  assert.match(problems({ ATELIER_PORT: '65536' })[0] ?? '', /^ATELIER_PORT /);
});

test('an unattended owner needs both variables, and a message never holds the password', () => {
  assert.match(problems({ ATELIER_OWNER_EMAIL: 'a@example.com' })[0] ?? '', /go together/);
  const lines = problems({ ATELIER_OWNER_EMAIL: 'a@example.com', ATELIER_OWNER_PASSWORD: 'secret' });
  assert.match(lines[0] ?? '', /^ATELIER_OWNER_PASSWORD /);
  assert.ok(!lines.join().includes('secret'));
});

test('a token for the metrics is long enough not to be guessed, and is never shown', () => {
  const [line = ''] = problems({ ATELIER_METRICS_TOKEN: 'short-secret' });
  assert.match(line, /^ATELIER_METRICS_TOKEN /);
  assert.ok(!line.includes('short-secret'));
  assert.equal(readConfig({}).metricsToken, undefined);
  assert.equal(readConfig({ ATELIER_METRICS_TOKEN: 'a'.repeat(32) }).metricsToken, 'a'.repeat(32));
});

test('mail needs a server and a sender, and what they are is checked', () => {
  assert.match(problems({ ATELIER_SMTP_URL: 'smtp://localhost' })[0] ?? '', /go together/);
  assert.match(problems({ ATELIER_SMTP_URL: 'http://localhost', ATELIER_MAIL_FROM: 'a@example.com' })[0] ?? '', /^ATELIER_SMTP_URL /);
  assert.match(problems({ ATELIER_SMTP_URL: 'smtp://localhost', ATELIER_MAIL_FROM: 'nobody' })[0] ?? '', /^ATELIER_MAIL_FROM /);
  assert.match(problems({ ATELIER_SMTP_URL: 'smtp://localhost', ATELIER_MAIL_FROM: 'A <a@example.com>\r\nBcc: b@example.com' })[0] ?? '', /^ATELIER_MAIL_FROM /);
  const config = readConfig({ ATELIER_SMTP_URL: 'smtps://user:p%40ss@mail.example.com', ATELIER_MAIL_FROM: 'Atelier <atelier@example.com>' });
  assert.deepEqual([config.smtpUrl, config.mailFrom], ['smtps://user:p%40ss@mail.example.com', 'Atelier <atelier@example.com>']);
});

test('an outside sign-in needs an issuer, an id and a secret, and is called after its host by default', () => {
  const three = { ATELIER_OIDC_ISSUER: 'https://login.example.com/realm', ATELIER_OIDC_CLIENT_ID: 'atelier', ATELIER_OIDC_CLIENT_SECRET: 'hush' };
  assert.deepEqual(readConfig(three).oidc, { issuer: 'https://login.example.com/realm', clientId: 'atelier', clientSecret: 'hush', name: 'login.example.com' });
  assert.equal(readConfig({ ...three, ATELIER_OIDC_NAME: 'Campus' }).oidc?.name, 'Campus');
  assert.match(problems({ ...three, ATELIER_OIDC_CLIENT_SECRET: '' })[0] ?? '', /go together/);
  assert.match(problems({ ...three, ATELIER_OIDC_ISSUER: 'ftp://x' })[0] ?? '', /^ATELIER_OIDC_ISSUER /);
});

test('secure cookies work on https and on this machine', () => {
  assert.equal(cookiesWork('https://ide.example.com'), true);
  assert.equal(cookiesWork('http://localhost:3000'), true);
  assert.equal(cookiesWork('http://ide.example.com'), false);
  assert.equal(cookiesWork('http://localhost.example.com'), false);
});
