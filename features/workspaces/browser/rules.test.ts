import assert from 'node:assert/strict';
import { test } from 'node:test';

import { GIB } from '../../../shared/units.ts';
import { DEFAULT_LIMITS, WorkspaceView, type HostView } from '../contract.ts';
import { fitOf } from './fit.ts';
import { judgeName, suggestName } from './names.ts';
import { USAGE_SLOTS, UsageHistory } from './usage-history.ts';

const HOST: HostView = {
  cores: 2,
  cpuPercent: 10,
  memoryBytes: 8 * GIB,
  memoryUsedBytes: GIB,
  diskBytes: 100 * GIB,
  diskFreeBytes: 50 * GIB,
  promisedCpus: 6,
  promisedMemoryBytes: 7 * GIB,
  promisedDiskBytes: 80 * GIB,
  isolation: { state: 'proved', atMs: 0, holes: [], tried: null },
  engine: { reachable: true, version: '29.6.0', warnings: [] },
};

test('a name that is not allowed comes with the nearest one that is', () => {
  assert.equal(suggestName('Humans Lab!'), 'humans-lab');
  assert.equal(suggestName('  Été à Liège '), 'ete-a-liege');
  assert.equal(suggestName('--x--'), 'x');
  assert.equal(suggestName('日本'), null);
  assert.equal(suggestName(`${'a'.repeat(39)}--b`), 'a'.repeat(39));
  assert.deepEqual(judgeName(' lab '), { state: 'good', name: 'lab' });
  assert.deepEqual(judgeName(' '), { state: 'missing' });
  assert.deepEqual(judgeName('My lab'), { state: 'wrong', suggestion: 'my-lab' });
});

test('memory and disk are promised once, processors four times, but never more at once than there are', () => {
  const fits = fitOf(HOST, { ...DEFAULT_LIMITS, cpus: 2, memoryBytes: GIB, diskBytes: 20 * GIB });
  assert.equal(fits.all, true);
  assert.deepEqual(fits.cpus, { whole: 8, promised: 6, wanted: 2, fits: true });
  assert.equal(fitOf(HOST, { ...DEFAULT_LIMITS, memoryBytes: GIB + 1 }).memory.fits, false);
  assert.equal(fitOf(HOST, { ...DEFAULT_LIMITS, diskBytes: 20 * GIB + 1 }).all, false);
  assert.equal(fitOf({ ...HOST, promisedCpus: 0 }, { ...DEFAULT_LIMITS, cpus: 2.5 }).cpus.fits, false);
});

test('what a workspace has already is not counted twice when its limits change', () => {
  const limits = { ...DEFAULT_LIMITS, memoryBytes: 2 * GIB };
  assert.equal(fitOf(HOST, limits).memory.fits, false);
  assert.equal(fitOf(HOST, limits, { memoryBytes: GIB }).memory.fits, true);
});

function running(cpuPercent: number, id = 'w00000000000a'): WorkspaceView {
  return WorkspaceView.parse({
    id,
    name: 'lab',
    memberId: 'm00000000000a',
    memberName: 'Anna',
    imageId: 'base',
    imageName: 'base',
    limits: DEFAULT_LIMITS,
    idleStopMs: null,
    createdAtMs: 0,
    state: { phase: 'running', startedAtMs: 0, idleStopAtMs: null, agentConnected: true },
    usage: { cpuPercent, memoryBytes: cpuPercent * 1000, diskBytes: null, terminals: 0, ports: [] },
    capabilities: [],
    modules: [],
    absentModuleIds: [],
    visit: null,
  });
}

test('a minute of figures is kept, the oldest fall out', () => {
  const history = new UsageHistory();
  for (let value = 0; value < USAGE_SLOTS + 5; value += 1) history.add([running(value)], value * 2000);
  const series = history.add([running(99)], 1_000_000).get('w00000000000a');
  assert.equal(series?.cpuPercent.length, USAGE_SLOTS);
  assert.equal(series.cpuPercent[0], 6);
  assert.equal(series.cpuPercent.at(-1), 99);
});

test('a figure that is only sent again counts once, the same one measured again counts, and a stopped workspace begins anew', () => {
  const history = new UsageHistory();
  history.add([running(5)], 0);
  assert.deepEqual(history.add([running(5), running(7, 'w00000000000b')], 300).get('w00000000000a')?.cpuPercent, [5]);
  assert.deepEqual(history.add([running(5)], 2000).get('w00000000000a')?.cpuPercent, [5, 5]);
  history.add([{ ...running(5), usage: null }], 4000);
  assert.deepEqual(history.add([running(8)], 6000).get('w00000000000a')?.cpuPercent, [8]);
});
