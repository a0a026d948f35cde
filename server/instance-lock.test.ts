import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { DataFolderInUse, lockDataFolder } from './instance-lock.ts';

const folders: string[] = [];

async function folder(name = ''): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'atelier-lock-'));
  folders.push(made);
  return join(made, name);
}

after(async () => {
  for (const made of folders) await rm(made, { recursive: true });
});

test('a second server on the same folder is refused with the pid of the first', async () => {
  const data = await folder();
  const lock = await lockDataFolder(data);
  await assert.rejects(lockDataFolder(data), (error) => error instanceof DataFolderInUse && error.message.includes(`process ${process.pid}`));
  await lock.release();
  await (await lockDataFolder(data)).release();
});

test('a lock whose holder was killed with -9 is free', async () => {
  const data = await folder();
  const module = pathToFileURL(join(import.meta.dirname, 'instance-lock.ts')).href;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', `const { lockDataFolder } = await import(${JSON.stringify(module)}); await lockDataFolder(${JSON.stringify(data)}); console.log('locked'); setInterval(() => {}, 1000);`]);
  await once(holder.stdout, 'data');
  await assert.rejects(lockDataFolder(data), (error) => error instanceof DataFolderInUse && error.message.includes(`process ${holder.pid}`));
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  await (await lockDataFolder(data)).release();
});

test('of many that find a stale lock at once exactly one gets it', async () => {
  const data = await folder();
  const stale = await lockDataFolder(data);
  await stale.release();
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => lockDataFolder(data)));
  const won = results.filter((result) => result.status === 'fulfilled');
  assert.equal(won.length, 1);
  for (const winner of won) await winner.value.release();
  assert.deepEqual(await readdir(data), []);
});

test('a folder deeper than a socket path may be long is locked too', async () => {
  const data = await folder('d'.repeat(120));
  const lock = await lockDataFolder(data);
  await assert.rejects(lockDataFolder(data), DataFolderInUse);
  await lock.release();
});
