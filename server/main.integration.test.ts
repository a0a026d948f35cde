import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { startServer, spawnServer, type RunningServer } from '#tests/harness/server.ts';
import { until } from '#tests/harness/until.ts';
import { ask } from './gateway/gateway.fixture.ts';

let server: RunningServer;
let port = 0;
before(async () => {
  server = await startServer({ engine: false });
  port = Number(new URL(server.url).port);
});
after(() => server?.stop());

const visit = (path: string, headers: Record<string, string> = {}, method = 'GET') => ask({ port, path, method, headers: { host: `localhost:${port}`, ...headers } });

/** A start that is expected to fail: its exit code and what it printed. */
async function failedStart(options: Parameters<typeof spawnServer>[0]): Promise<{ code: number | null; output: string }> {
  const { child, output } = spawnServer({ engine: false, ...options });
  await once(child, 'close');
  return { code: child.exitCode, output: output() };
}

async function withFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-main-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test('it serves without a container engine, and prints where and how to begin', async () => {
  assert.match(server.url, /^http:\/\/localhost:\d+$/);
  assert.match(server.setupCode ?? '', /^[0-9A-Z]{8}$/);
  assert.equal((await visit('/login')).status, 200);
});

test('a second start on the same data folder is refused with the pid of the first', async () => {
  const { code, output } = await failedStart({ dataFolder: server.dataFolder });
  assert.equal(code, 1);
  assert.equal(output.trim().split('\n').length, 1, output);
  assert.match(output, new RegExp(`in use by another Atelier server \\(process ${server.pid}\\)`));
});

test('a port that is taken is one message that names the variable', async () => {
  await withFolder(async (dataFolder) => {
    const { code, output } = await failedStart({ dataFolder, port });
    assert.equal(code, 1);
    assert.match(output, new RegExp(`^Port ${port} on 127\\.0\\.0\\.1 is taken by another program\\. Set ATELIER_PORT`));
    assert.equal(output.trim().split('\n').length, 1, output);
  });
});

test('a bad configuration is one line for each variable', async () => {
  await withFolder(async (dataFolder) => {
    const { code, output } = await failedStart({ dataFolder, env: { ATELIER_PORT: 'x', ATELIER_DOMAIN: '-' } });
    assert.equal(code, 1);
    assert.deepEqual(output.trim().split('\n').map((line) => line.split(' ')[0]), ['ATELIER_PORT', 'ATELIER_DOMAIN']);
  });
});

test('SIGTERM ends it with 0 although connections are open', async () => {
  const own = await startServer({ engine: false });
  const socket = connect(Number(new URL(own.url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.on('error', () => undefined);
  socket.write('GET / HTTP/1.1\r\nhost: localho');
  assert.equal(await own.stop(), 0);
  assert.doesNotMatch(own.output(), /not everything ended in time/);
});

test('whoever reads its output may go away', async () => {
  await withFolder(async (dataFolder) => {
    const { child, output } = spawnServer({ engine: false, dataFolder });
    const url = await until('it serves', () => /Atelier is ready: (\S+)/.exec(output())?.[1]);
    child.stdout?.destroy();
    child.stderr?.destroy();
    await fetch(`${url}/api/account`);
    child.kill('SIGTERM');
    await once(child, 'exit');
    assert.equal(child.exitCode, 0);
  });
});

test('after kill -9 the same folder and port serve again', async () => {
  await withFolder(async (dataFolder) => {
    const first = await startServer({ engine: false, dataFolder });
    await first.kill();
    const second = await startServer({ engine: false, dataFolder, port: Number(new URL(first.url).port) });
    assert.equal(await second.stop(), 0);
  });
});

test('A16 pages by Next answer 401 without a cookie, however they are asked', async () => {
  const tricks: Record<string, string>[] = [{}, { 'x-middleware-subrequest': 'middleware:middleware:middleware:middleware:middleware' }, { rsc: '1' }, { rsc: '1', 'next-router-prefetch': '1' }, { 'x-matched-path': '/login' }, { 'x-nextjs-data': '1' }];
  for (const path of ['/', '/workspaces', '/account', '/workspaces?_rsc=1', '/workspaces.rsc', '//workspaces', '/%2e/workspaces', '/login/../workspaces', '/_next/data/x/account.json', '/_next/image?url=%2Faccount&w=64&q=75']) {
    for (const headers of tricks) {
      const answer = await visit(path, headers);
      assert.equal(answer.status, 401, `${path} ${JSON.stringify(headers)}`);
      assert.ok(!answer.body.includes('/_next/static'), path);
    }
  }
});

test('every script of a page carries the nonce of its policy', async () => {
  const { headers, body } = await visit('/login', { accept: 'text/html' });
  const nonce = /'nonce-([^']+)'/.exec(String(headers['content-security-policy']))?.[1] ?? '';
  const scripts = body.match(/<script\b[^>]*>/g) ?? [];
  assert.ok(scripts.length > 0);
  for (const script of scripts) assert.ok(script.includes(`nonce="${nonce}"`), script);
});

test('assets come compressed and for ever', async () => {
  const { body } = await visit('/login');
  const path = /\/_next\/static\/[^"]+\.js/.exec(body)?.[0] ?? '';
  const asset = await visit(path, { 'accept-encoding': 'br, gzip' });
  assert.equal(asset.headers['content-encoding'], 'br');
  assert.match(String(asset.headers['cache-control']), /immutable/);
});

test('a head that never ends is given up after ten seconds, and costs nobody else anything', async () => {
  const slow = connect(port, '127.0.0.1');
  slow.on('error', () => undefined);
  slow.write(`GET / HTTP/1.1\r\nhost: localhost:${port}\r\n`);
  const timer = setInterval(() => slow.write('x: y\r\n'), 500);
  slow.resume();
  const closed = once(slow, 'close');
  await until('it is closed', () => Promise.race([closed.then(() => true), visit('/healthz').then(({ status }) => (status === 200 ? null : false))]), 15_000);
  clearInterval(timer);
});
