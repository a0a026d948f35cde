import type { ContainerStats } from 'dockerode';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { AtelierError } from '../../../shared/errors.ts';
import { toAtelierError } from './engine-errors.ts';
import { parseEvent } from './events.ts';
import { bridgeName, workspaceOf } from './names.ts';
import { createUsageMeter } from './usage.ts';
import { withoutFrames } from './workspace-containers.ts';

describe('an error of the engine', () => {
  const engineError = (statusCode: number, message: string): Error => Object.assign(new Error(message), { statusCode });
  const nodeError = (code: string, syscall: string): Error => Object.assign(new Error(code), { code, syscall });
  const cases: [string, unknown, string][] = [
    ['of a full disk', engineError(500, 'write /var/lib/docker/x: no space left on device'), 'disk_full'],
    ['of a full data folder', nodeError('ENOSPC', 'write'), 'disk_full'],
    ['of a missing image', engineError(404, 'No such image: x:1'), 'not_found'],
    ['of a socket that is not there', nodeError('ENOENT', 'connect'), 'unavailable'],
    ['of a refused connection', nodeError('ECONNREFUSED', 'connect'), 'unavailable'],
    ['of its own', engineError(500, 'failed to create endpoint'), 'unavailable'],
    ['that is ours already', new AtelierError('timeout'), 'timeout'],
  ];
  for (const [title, error, code] of cases) it(`${title} is ${code}`, () => assert.equal(toAtelierError(error).code, code));

  it('is told with a reason that is short', () => {
    assert.equal(String(toAtelierError(engineError(500, 'x'.repeat(5000))).details['reason']).length, 300);
  });
});

describe('a line of the engine\'s events', () => {
  const line = (Action: string, label: string): string => JSON.stringify({ Type: 'container', Action, Actor: { ID: 'x', Attributes: { 'atelier.workspace': label } } });

  it('about a workspace is an event', () => {
    assert.deepEqual(parseEvent(line('die', 'w0123456789ab')), { type: 'exited', workspaceId: 'w0123456789ab' });
    assert.deepEqual(parseEvent(line('start', 'w0123456789ab')), { type: 'started', workspaceId: 'w0123456789ab' });
  });

  it('about anything else, or broken, is none', () => {
    for (const other of [line('pause', 'w0123456789ab'), line('die', '../x'), '{', '', '[]', '{"Action":"die"}', '{"Action":"constructor","Actor":{"Attributes":{"atelier.workspace":"w0123456789ab"}}}']) assert.equal(parseEvent(other), null, other);
  });
});

describe('the meter', () => {
  const stats = (cpuMs: number, atMs: number, memory: object): ContainerStats =>
    JSON.parse(JSON.stringify({ read: new Date(atMs).toISOString(), cpu_stats: { cpu_usage: { total_usage: cpuMs * 1e6 } }, memory_stats: memory }));

  it('says the share of one core since the last question, and 0 at the first', () => {
    const meter = createUsageMeter();
    assert.equal(meter.measure('a', stats(100, 1000, { usage: 5, stats: {} }))?.cpuPercent, 0);
    assert.equal(meter.measure('a', stats(350, 2000, { usage: 5, stats: {} }))?.cpuPercent, 25);
    assert.equal(meter.measure('b', stats(350, 2000, { usage: 5, stats: {} }))?.cpuPercent, 0);
    assert.equal(meter.measure('a', stats(10, 3000, { usage: 5, stats: {} }))?.cpuPercent, 0, 'started anew');
  });

  it('leaves out the file cache, as both versions of cgroups name it', () => {
    const meter = createUsageMeter();
    assert.equal(meter.measure('a', stats(0, 1, { usage: 100, stats: { total_inactive_file: 30, inactive_file: 1 } }))?.memoryBytes, 70);
    assert.equal(meter.measure('a', stats(0, 2, { usage: 100, stats: { inactive_file: 40 } }))?.memoryBytes, 60);
  });

  it('says nothing of a container that has ended', () => {
    assert.equal(createUsageMeter().measure('a', stats(0, 1, {})), null);
  });
});

describe('names', () => {
  it('of bridges fit into an interface\'s, are the same each time and differ', () => {
    const names = ['atelier-w000000000001', 'atelier-w000000000002'].map(bridgeName);
    for (const name of names) assert.match(name, /^wsbr[0-9a-f]{10}$/);
    assert.notEqual(names[0], names[1]);
    assert.equal(bridgeName('atelier-w000000000001'), names[0]);
  });

  it('of workspaces in labels are ids or nothing', () => {
    assert.equal(workspaceOf({ 'atelier.workspace': 'w0123456789ab' }), 'w0123456789ab');
    assert.equal(workspaceOf(undefined), null);
    assert.equal(workspaceOf({}), null);
    assert.equal(workspaceOf({ 'atelier.workspace': '../../etc' }), null);
  });
});

describe('the engine\'s log', () => {
  const frame = (stream: number, text: string): Buffer => {
    const head = Buffer.alloc(8);
    head[0] = stream;
    head.writeUInt32BE(Buffer.byteLength(text), 4);
    return Buffer.concat([head, Buffer.from(text)]);
  };

  it('is read without its frames, and may be empty', () => {
    const whole = Buffer.concat([frame(1, 'one\n'), frame(2, 'zwei é\n')]);
    assert.equal(withoutFrames(whole), 'one\nzwei é\n');
    assert.equal(withoutFrames(Buffer.alloc(0)), '');
  });
});
