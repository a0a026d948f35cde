import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import { buildAgent } from './build.ts';

let parent: string;
before(async () => {
  parent = await mkdtemp(join(tmpdir(), 'atelier-build-'));
});
after(() => rm(parent, { recursive: true }));

test('what a workspace mounts is built once, and again when something of it is gone', async () => {
  const folder = join(parent, 'agent');
  const first = await buildAgent(folder);
  assert.equal(first.built, true);
  assert.deepEqual((await readdir(folder)).toSorted((a, b) => (a < b ? -1 : 1)), ['VERSION', 'agent.cjs', 'bundle.cjs', 'bundle.compiled', 'node', 'node_modules', 'rg', 'supervisor.sh']);
  assert.equal((await readFile(join(folder, 'VERSION'), 'utf8')).trim(), first.version);
  assert.deepEqual(await buildAgent(folder), { version: first.version, built: false });
  await rm(join(folder, 'VERSION'));
  assert.deepEqual(await buildAgent(folder), { version: first.version, built: true });
});

test('two builds at once leave one whole folder', async () => {
  const folder = join(parent, 'both');
  const script = `import(${JSON.stringify(join(import.meta.dirname, 'build.ts'))}).then((b) => b.buildAgent(${JSON.stringify(folder)}))`;
  await Promise.all([1, 2, 3].map(() => promisify(execFile)(process.execPath, ['-e', script])));
  assert.equal((await buildAgent(folder)).built, false);
  assert.deepEqual((await readdir(parent)).filter((name) => name.startsWith('both')).toSorted((a, b) => (a < b ? -1 : 1)), ['both', 'both.inputs.json']);
});

test('the Node that starts it takes the code that was compiled for it', async () => {
  const folder = join(parent, 'agent');
  const [, flags = ''] = /"\$folder\/node" (.*) "\$folder\/agent\.cjs"/.exec(await readFile(join(folder, 'supervisor.sh'), 'utf8')) ?? [];
  const print = `process.stdout.write(String(require(${JSON.stringify(join(folder, 'agent.cjs'))}).load().cachedDataRejected))`;
  const { stdout } = await promisify(execFile)(join(folder, 'node'), [...flags.split(' '), '-e', print]);
  assert.equal(stdout, 'false');
});

test('any user can read and run it', async () => {
  const folder = join(parent, 'agent');
  assert.equal((await stat(join(folder, 'node'))).mode & 0o555, 0o555);
  for (const name of ['agent.cjs', 'bundle.cjs', 'bundle.compiled']) assert.equal((await stat(join(folder, name))).mode & 0o444, 0o444);
});
