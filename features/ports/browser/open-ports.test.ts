import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { WorkspaceConnection } from '../../../components/workbench/connection/workspace-connection.ts';
import type { ListeningPort } from '../contract.ts';
import { OpenPorts } from './open-ports.ts';

const port = (number: number): ListeningPort => ({ port: number, program: 'node', reachable: true });

function session(): OpenPorts {
  const silent = { procedures: () => ({}), resuming: async function* () {} } as unknown as WorkspaceConnection;
  return new OpenPorts(silent);
}

test('what listened before is no news, what comes later is, also when it comes again', () => {
  const ports = session();
  const opened: number[] = [];
  ports.opened.subscribe(({ port: number }) => opened.push(number));
  ports.receive([port(3000)]);
  ports.receive([port(8000), port(3000)]);
  ports.receive([port(3000)]);
  ports.receive([port(3000), port(8000)]);
  assert.deepEqual(opened, [8000, 8000]);
});

test('ports are in the order of their numbers', () => {
  const ports = session();
  ports.receive([port(8000), port(443), port(3000)]);
  assert.deepEqual(ports.ports.get()?.map(({ port: number }) => number), [443, 3000, 8000]);
  assert.equal(ports.count.get(), 3);
});
