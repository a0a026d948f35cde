import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import { GIB } from '../../../shared/units.ts';
import { hardened } from './container-recipe.ts';
import type { Recipe } from './container-recipe.ts';

const RECIPE: Recipe = {
  image: 'image', uid: 20_007, command: ['/bin/sh', '/opt/agent/supervisor.sh'], labels: {}, env: {},
  limits: { cpus: 1.5, memoryBytes: GIB, diskBytes: 10 * GIB, maxProcesses: 512 }, network: 'none',
  volumes: [{ volume: 'atelier-x-home', target: '/home/ws', readOnly: false }], binds: [{ source: '/data/run/x', target: '/run/agent' }], logs: 'workspace',
};

test('the recipe is the one that was agreed, line by line', () => {
  const { HostConfig, ...container } = hardened(RECIPE);
  assert.equal(container.User, '20007:20007');
  assert.deepEqual([container.Entrypoint, container.Cmd], [['/bin/sh'], ['/opt/agent/supervisor.sh']]);
  assert.deepEqual(HostConfig?.CapDrop, ['ALL']);
  assert.deepEqual(HostConfig?.CapAdd, []);
  assert.equal(HostConfig?.SecurityOpt[0], 'no-new-privileges:true');
  assert.equal(HostConfig?.MemorySwap, HostConfig?.Memory);
  assert.equal(HostConfig?.NanoCpus, 1_500_000_000);
  assert.equal(HostConfig?.Binds, undefined);
  for (const [line, value] of Object.entries({ ReadonlyRootfs: true, Init: true, Privileged: false, PublishAllPorts: false, PidsLimit: 512, IpcMode: 'private', AutoRemove: false })) {
    assert.equal(HostConfig?.[line as 'Init'], value, line);
  }
});

test('binds are read-only, private and not recursive; volumes bring nothing of the image', () => {
  const [volume, bind] = hardened(RECIPE).HostConfig?.Mounts ?? [];
  assert.deepEqual(bind, { Type: 'bind', Source: '/data/run/x', Target: '/run/agent', ReadOnly: true, BindOptions: { Propagation: 'rprivate', NonRecursive: true } });
  assert.equal(volume?.Type, 'volume');
  assert.equal(volume?.VolumeOptions?.NoCopy, true);
});

test('the seccomp profile refuses by default and names no call of io_uring and no way around a filter on sockets', async () => {
  const profile = JSON.parse(await readFile(new URL('seccomp/profile.json', import.meta.url), 'utf8'));
  assert.equal(profile.defaultAction, 'SCMP_ACT_ERRNO');
  const names: string[] = profile.syscalls.flatMap((entry: { names: string[] }) => entry.names);
  for (const absent of ['io_uring_setup', 'io_uring_enter', 'io_uring_register', 'socketcall', 'mount', 'unshare', 'setns', 'bpf', 'keyctl', 'userfaultfd', 'kexec_load', 'init_module', 'open_by_handle_at', 'pivot_root', 'chroot']) {
    assert.ok(!names.includes(absent), absent);
  }
  for (const present of ['read', 'write', 'openat', 'execve', 'futex', 'epoll_wait', 'clone', 'ptrace', 'inotify_add_watch', 'memfd_create', 'rseq']) assert.ok(names.includes(present), present);
  const sockets = profile.syscalls.filter((entry: { names: string[] }) => entry.names.includes('socket'));
  assert.deepEqual(sockets.map((entry: { args: { value: number; op: string }[] }) => [entry.args[0]?.op, entry.args[0]?.value]), [1, 2, 10, 16].map((family) => ['SCMP_CMP_EQ', family]));
});
