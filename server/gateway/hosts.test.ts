import assert from 'node:assert/strict';
import { test } from 'node:test';

import { WorkspaceId } from '#shared/ids.ts';
import { createHosts } from './hosts.ts';

const ID = WorkspaceId.parse('wabcdefghijkl');
const local = createHosts({ publicUrl: 'http://localhost:3000', domain: 'localhost' });
const proxied = createHosts({ publicUrl: 'https://ide.example.com', domain: 'previews.example.net' });

test('on one’s own machine its addresses are the IDE too, each an origin of its own', () => {
  assert.deepEqual(local.classify('localhost:3000'), { kind: 'ide', origin: 'http://localhost:3000' });
  assert.deepEqual(local.classify('127.0.0.1:3000'), { kind: 'ide', origin: 'http://127.0.0.1:3000' });
  assert.deepEqual(local.classify('[::1]:3000'), { kind: 'ide', origin: 'http://[::1]:3000' });
  assert.deepEqual(local.classify('LocalHost:3000'), { kind: 'ide', origin: 'http://localhost:3000' });
});

test('behind a proxy only the public name is the IDE, with or without its default port', () => {
  assert.equal(proxied.classify('ide.example.com').kind, 'ide');
  assert.equal(proxied.classify('ide.example.com:443').kind, 'ide');
  assert.equal(proxied.classify('ide.example.com:3000').kind, 'unknown');
  for (const host of ['127.0.0.1:3000', 'localhost', '[::1]:3000', '10.0.0.5']) assert.equal(proxied.classify(host).kind, 'address', host);
  for (const host of [undefined, '', 'previews.example.net', 'evil.example.com', 'ide.example.com.evil.com', 'xide.example.com']) assert.equal(proxied.classify(host).kind, 'unknown', host);
});

test('a preview’s name leads back to its port and workspace', () => {
  for (const hosts of [local, proxied]) {
    const origin = hosts.previewOrigin({ workspaceId: ID, port: 8080 });
    assert.deepEqual(hosts.classify(new URL(origin).host), { kind: 'preview', origin, workspaceId: ID, port: 8080 });
  }
  assert.equal(proxied.previewOrigin({ workspaceId: ID, port: 80 }), 'https://80--wabcdefghijkl.previews.example.net');
});

test('a preview on another port of the server is none', () => {
  assert.equal(local.classify(`80--${ID}.localhost:3001`).kind, 'unknown');
  assert.equal(local.classify(`80--${ID}.localhost`).kind, 'unknown');
});
