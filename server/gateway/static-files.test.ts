import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { ask, type Answer } from './gateway.fixture.ts';
import { listStaticFiles } from './static-files.ts';

let folder = '';
const server = createServer();
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-static-'));
  await mkdir(join(folder, 'static/chunks'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await writeFile(join(folder, 'static/chunks/a[b].js'), 'plain');
  await writeFile(join(folder, 'static/chunks/a[b].js.br'), 'brotli');
  await writeFile(join(folder, 'static/chunks/a[b].js.gz'), 'gzipped');
  await writeFile(join(folder, 'static/only.css'), 'style');
  const files = await listStaticFiles(join(folder, 'static'), { prefix: '/_next/static', cacheControl: 'immutable' });
  server.on('request', (request, response) => {
    if (!files.serve(request, response, request.url ?? '')) response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
});
after(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

const get = (path: string, encoding?: string, method = 'GET'): Promise<Answer> =>
  ask({ port: (server.address() as AddressInfo).port, path, method, headers: encoding === undefined ? {} : { 'accept-encoding': encoding } });

test('the best encoding that was made and is accepted is served', async () => {
  for (const [accepted, body, encoding] of [['gzip, deflate, br', 'brotli', 'br'], ['gzip', 'gzipped', 'gzip'], [undefined, 'plain', undefined], ['br;q=0, gzip', 'gzipped', 'gzip'], ['identity', 'plain', undefined]] as const) {
    const answer = await get('/_next/static/chunks/a%5Bb%5D.js', accepted);
    assert.equal(answer.body, body);
    assert.equal(answer.headers['content-encoding'], encoding);
    assert.equal(answer.headers['cache-control'], 'immutable');
    assert.equal(answer.headers['content-type'], 'text/javascript; charset=utf-8');
    // A worker lives under its script's own policy and loads the rest of itself.
    assert.match(String(answer.headers['content-security-policy']), /script-src 'self'/);
  }
  assert.equal((await get('/_next/static/chunks/a[b].js', 'br')).body, 'brotli');
  assert.equal((await get('/_next/static/only.css', 'br')).body, 'style');
});

test('HEAD has the same head and no body, other methods are not answered', async () => {
  const answer = await get('/_next/static/only.css', undefined, 'HEAD');
  assert.equal(answer.headers['content-length'], '5');
  assert.equal(answer.body, '');
  assert.equal((await get('/_next/static/only.css', undefined, 'POST')).status, 404);
});

test('nothing but the listed files is found', async () => {
  for (const path of ['/_next/static/../secret.txt', '/_next/static/%2e%2e/secret.txt', '/_next/static/..%2fsecret.txt', '/_next/static//only.css', '/_next/static/', '/_next/static/chunks', '/_next/static/chunks/a[b].js.br', '/_next/static/only.css%00', '/_next/static/%zz']) {
    assert.equal((await get(path)).status, 404, path);
  }
});
