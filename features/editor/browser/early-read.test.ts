import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';

import { WorkspaceId } from '../../../shared/ids.ts';
import { contentAddress } from './content-address.ts';
import { dropEarly, readEarly, takeEarly } from './early-read.ts';

const WORKSPACE = WorkspaceId.parse('w000000000001');
let asked = 0;
const server = createServer((_, response) => response.end(String((asked += 1))));

before(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
after(() => server.close());

/** The page's address asks for a file; what the editor would read it at. */
function pageAt(path: string): string {
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.defineProperty(globalThis, 'location', { configurable: true, value: { origin, search: `?file=${path}` } });
  return `${origin}/api/workspaces/${WORKSPACE}/agent/${contentAddress(path)}`;
}

test('the file in front is asked for early, and its answer taken once', async () => {
  const url = pageAt('/home/ws/a.txt');
  readEarly(WORKSPACE);
  assert.equal(await (await takeEarly(url))?.text(), String(asked));
  assert.equal(await takeEarly(url), null);
});

test('an answer that comes after the editor has read for itself is never taken: it would be an older text', async () => {
  const url = pageAt('/home/ws/b.txt');
  assert.equal(await takeEarly(url), null);
  readEarly(WORKSPACE);
  assert.equal(await takeEarly(url), null);
});

test('an answer that the editor did not take at once is not kept', async () => {
  const url = pageAt('/home/ws/c.txt');
  readEarly(WORKSPACE);
  dropEarly();
  assert.equal(await takeEarly(url), null);
});
