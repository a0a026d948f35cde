import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { PORT_POLL_MS, type ListeningPort } from '../contract.ts';
import { PortScanner, type PortScannerDeps } from './port-scanner.ts';
import { TcpCounts } from './socket-table.ts';

/** What the promise of "noticed within a second" allows. */
const NOTICED_WITHIN_MS = 1000;
const log: PortScannerDeps['log'] = { info() {}, warn() {}, error: (_fields, message) => process.emitWarning(message) };

/** A scanner whose looks come only when the test moves the clock. */
function scannerOnTestClock(t: TestContext, parts: Partial<PortScannerDeps> = {}): PortScanner {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const scanner = new PortScanner({ log, ...parts });
  t.after(() => scanner.close());
  return scanner;
}

/** As /proc/net/tcp says it. */
function table(port: number): string {
  const address = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return `head\n 0: ${address} 00000000:0000 0A 00000000:00000000 00:00000000 00000000 1000 0 ${port} 1\n`;
}

/** Resolves with the first list that is as wanted. */
async function told(scanner: PortScanner, wanted: (ports: readonly ListeningPort[]) => boolean): Promise<readonly ListeningPort[]> {
  return new Promise((resolve) => {
    const stop = scanner.onChange((ports) => {
      if (!wanted(ports)) return;
      stop();
      resolve(ports);
    });
  });
}

test('a listener opened between two looks is told by the next one, which comes within a second', async (t) => {
  const scanner = scannerOnTestClock(t);
  await scanner.scan();
  scanner.start();
  const server = createServer().listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  assert.ok(!scanner.ports().some((one) => one.port === port), 'nobody has looked yet');

  const shown = told(scanner, (ports) => ports.some((one) => one.port === port));
  t.mock.timers.tick(NOTICED_WITHIN_MS);
  assert.deepEqual((await shown).find((one) => one.port === port), { port, program: 'node', reachable: true });

  server.close();
  await once(server, 'close');
  const gone = told(scanner, (ports) => !ports.some((one) => one.port === port));
  t.mock.timers.tick(NOTICED_WITHIN_MS);
  await gone;
});

test('looks come every PORT_POLL_MS, none before and none once it is closed', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-ports-'));
  t.after(() => rm(folder, { recursive: true }));
  const tables = { tcp4: join(folder, 'tcp'), tcp6: join(folder, 'tcp6') };
  const listening = (port: number): void => writeFileSync(tables.tcp4, table(port));
  const scanner = scannerOnTestClock(t, { tables, counts: { haveChanged: () => true } });
  const looks = t.mock.method(scanner, 'scan');
  scanner.start();

  for (const turn of [1, 2, 3, 4]) {
    listening(3000 + turn);
    t.mock.timers.tick(PORT_POLL_MS - 1);
    assert.equal(looks.mock.callCount(), turn - 1, 'not before its time');
    t.mock.timers.tick(1);
    assert.equal(looks.mock.callCount(), turn);
    await looks.mock.calls.at(-1)?.result;
    assert.deepEqual(scanner.ports().map(({ port }) => port), [3000 + turn]);
  }
  scanner.close();
  t.mock.timers.tick(10 * PORT_POLL_MS);
  assert.equal(looks.mock.callCount(), 4);
});

test('who asks while a look is under way is told of what began to listen after it', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-ports-'));
  t.after(() => rm(folder, { recursive: true }));
  const tables = { tcp4: join(folder, 'tcp'), tcp6: join(folder, 'tcp6') };
  const scanner = scannerOnTestClock(t, { tables });
  writeFileSync(tables.tcp4, table(3001));
  const underWay = scanner.scan();
  writeFileSync(tables.tcp4, table(3002));
  await Promise.all([scanner.scan(), scanner.scan()]);
  assert.deepEqual(scanner.ports().map(({ port }) => port), [3002]);
  await underWay;
});

test('while the counts stay as they are the tables are left alone, but not for longer than ten looks', async (t) => {
  let haveChanged = true;
  const scanner = scannerOnTestClock(t, { counts: { haveChanged: () => haveChanged } });
  const looks = t.mock.method(scanner, 'scan');
  const glance = async (): Promise<number> => {
    t.mock.timers.tick(PORT_POLL_MS);
    await looks.mock.calls.at(-1)?.result;
    return looks.mock.callCount();
  };
  scanner.start();
  assert.equal(await glance(), 1);
  haveChanged = false;
  for (let turn = 1; turn < 10; turn += 1) assert.equal(await glance(), 1);
  assert.equal(await glance(), 2, 'one may have taken the place of another');
  haveChanged = true;
  assert.equal(await glance(), 3);
});

test('a listener that comes or goes changes the counts of the kernel', async (t) => {
  const counts = new TcpCounts();
  const server = createServer();
  t.after(() => server.close());
  const changes = async (act: () => Promise<unknown>): Promise<boolean> => {
    counts.haveChanged();
    await act();
    return counts.haveChanged();
  };
  assert.ok(await changes(() => once(server.listen(0, '127.0.0.1'), 'listening')));
  assert.ok(await changes(() => once(server.close(), 'close')));
});
