import assert from 'node:assert/strict';
import { copyFile, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';

import { ferretDbProgram } from '../harness/ferretdb/build.ts';
import { freePort } from '../harness/free-port.ts';
import { signInOverHttp, type SignedIn } from '../harness/http.ts';
import { buildImage } from '../harness/images.ts';
import { run } from '../harness/run.ts';
import { until } from '../harness/until.ts';

const ROOT = join(import.meta.dirname, '../..');
const PROJECT = `atelier-compose-${process.pid}`;
const OWNER = { email: 'owner@example.com', password: 'a long enough password' };
const MONGO_IMAGE = `atelier-test/ferretdb:${process.pid}`;
const SERVER_IMAGE = `atelier-test/server:${process.pid}`;

let checkout = '';
let data = '';
let env: Record<string, string> = {};
let owner: SignedIn;

const compose = (...args: string[]): Promise<string> => run(['docker-compose', '--project-name', PROJECT, ...args], { cwd: checkout, env });

before(async () => {
  checkout = await mkdtemp(join(tmpdir(), 'atelier-checkout-'));
  data = await mkdtemp(join(tmpdir(), 'atelier-data-'));
  await copyTrackedFiles(checkout);
  const mongoContext = join(checkout, 'mongo');
  await mkdir(mongoContext);
  await copyFile(await ferretDbProgram(), join(mongoContext, 'ferretdb'));
  await writeFile(join(mongoContext, 'Dockerfile'), 'FROM scratch\nCOPY ferretdb /ferretdb\nCMD ["/ferretdb", "/data/db", "0.0.0.0:27017"]\n');
  await run(['docker', 'build', '--quiet', '--tag', MONGO_IMAGE, mongoContext]);
  const [port, mongoPort, base] = await Promise.all([freePort(), freePort(), buildImage('base')]);
  env = {
    ATELIER_SERVER_BASE: base,
    ATELIER_SERVER_IMAGE: SERVER_IMAGE,
    ATELIER_MONGO_IMAGE: MONGO_IMAGE,
    ATELIER_MONGO_PORT: String(mongoPort),
    ATELIER_PORT: String(port),
    ATELIER_DATA: data,
    ATELIER_DOCKER_SOCKET: process.env.DOCKER_HOST?.replace('unix://', '') ?? '/var/run/docker.sock',
    ATELIER_OWNER_EMAIL: OWNER.email,
    ATELIER_OWNER_PASSWORD: OWNER.password,
  };
  await copyExtraCa();
  await compose('up', '--detach', '--build');
  const url = `http://localhost:${port}`;
  await until('the server in its container answers', async () => (await fetch(`${url}/healthz`).catch(() => null))?.status === 200, 120_000);
  owner = await signInOverHttp(url, OWNER);
});

after(async () => {
  if (Object.keys(env).length > 0) {
    await owner?.api.workspaces.list().then((all) => Promise.all(all.map(({ id }) => owner.api.workspaces.stop({ workspaceId: id }))), () => undefined);
    await compose('down', '--volumes', '--timeout', '10');
    await run(['docker', 'image', 'rm', '--force', SERVER_IMAGE, MONGO_IMAGE]);
  }
  await Promise.all([checkout, data].filter((folder) => folder !== '').map((folder) => rm(folder, { recursive: true, force: true })));
});

/** The images and the container of the test trust what this machine trusts, where it says so. */
async function copyExtraCa(): Promise<void> {
  const file = process.env.ATELIER_EXTRA_CA ?? '';
  if (file === '') return;
  await copyFile(file, join(checkout, 'extra-ca.crt'));
  await copyFile(file, join(data, 'extra-ca.crt'));
  env = { ...env, ATELIER_EXTRA_CA: join(data, 'extra-ca.crt') };
}

async function copyTrackedFiles(target: string): Promise<void> {
  const files = (await run(['git', '-C', ROOT, 'ls-files', '-z'])).split('\0').filter((file) => file !== '');
  for (const file of files) {
    await mkdir(dirname(join(target, file)), { recursive: true });
    await cp(join(ROOT, file), join(target, file));
  }
}

test('the wall holds around workspaces whose server runs in a container', async () => {
  const isolation = await until(
    'the wall was tried',
    async () => {
      const host = await owner.api.workspaces.host();
      return host.isolation.state === 'proving' ? null : host.isolation;
    },
    120_000,
  );
  assert.deepEqual(isolation.holes, []);
  assert.equal(isolation.state, 'proved');
});

test('a workspace starts, its agent answers, and all of it is in the database of MongoDB’s protocol', async () => {
  const limits = { cpus: 0.5, memoryBytes: 512 * 1024 * 1024, diskBytes: 1024 ** 3, maxProcesses: 256 };
  const base = (await owner.api.workspaces.images.list()).find(({ name }) => name === 'base');
  assert.ok(base !== undefined);
  const { id } = await owner.api.workspaces.create({ name: 'in-compose', imageId: base.id, limits, idleStopMs: null });
  await owner.api.workspaces.start({ workspaceId: id });
  const phase = await until(
    'the workspace runs',
    async () => {
      const { state } = await owner.api.workspaces.get({ workspaceId: id });
      if (state.phase === 'failed') return `${state.reason}: ${state.log}`;
      return state.phase === 'running' && state.agentConnected ? 'running' : null;
    },
    180_000,
  );
  assert.equal(phase, 'running');
});

test('a restarted server finds its owner, its workspace and its running container again', async () => {
  await compose('restart', '--timeout', '20', 'atelier');
  const state = await until(
    'the workspace is connected again',
    async () => {
      const all = await owner.api.workspaces.list().catch(() => []);
      const [first] = all;
      return first?.state.phase === 'running' && first.state.agentConnected ? first.name : null;
    },
    120_000,
  );
  assert.equal(state, 'in-compose');
});
