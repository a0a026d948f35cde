import { randomBytes } from 'node:crypto';
import { link, mkdir, rename, rm } from 'node:fs/promises';
import { createConnection, createServer, type Server } from 'node:net';
import { join } from 'node:path';

import { withSocketPath } from './agents/socket-path.ts';

/** Another server holds the data folder. The message is for the console. */
export class DataFolderInUse extends Error {
  override readonly name = 'DataFolderInUse';

  constructor(dataFolder: string, pid: string) {
    super(`${dataFolder} is in use by another Atelier server (process ${pid}). Stop it first, or set ATELIER_DATA to another folder.`);
  }
}

export type InstanceLock = { release(): Promise<void> };

const ATTEMPTS = 10;
const ANSWER_TIMEOUT_MS = 1000;

/**
 * One server per data folder. The lock is a listening Unix socket in the folder: the kernel closes it with
 * the process, however that ends, and a second server that can connect knows who holds it. The folder is made
 * when missing; the caller releases the lock last.
 * @throws DataFolderInUse
 */
export async function lockDataFolder(dataFolder: string): Promise<InstanceLock> {
  await mkdir(dataFolder, { recursive: true, mode: 0o755 });
  const path = join(dataFolder, 'server.lock');
  const own = `${path}.${randomBytes(6).toString('hex')}`;
  const server = await listen(own);
  try {
    await take(own, { path, dataFolder });
  } catch (error) {
    server.close();
    throw error;
  } finally {
    await rm(own, { force: true });
  }
  return {
    release: async () => {
      await rm(path, { force: true });
      server.close();
    },
  };
}

/** `link` either makes the name or finds it taken; a name whose holder is dead is moved away first. */
async function take(own: string, at: { path: string; dataFolder: string }): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (await linked(own, at.path)) return;
    const holder = await ask(at.path);
    if (holder !== null) throw new DataFolderInUse(at.dataFolder, holder);
    await removeStale(at);
  }
  throw new DataFolderInUse(at.dataFolder, 'unknown');
}

/** Between our question and the rename another server may have taken the name: what was moved is asked again. */
async function removeStale(at: { path: string; dataFolder: string }): Promise<void> {
  const moved = `${at.path}.${randomBytes(6).toString('hex')}`;
  try {
    await rename(at.path, moved);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  try {
    const holder = await ask(moved);
    if (holder === null) return;
    await linked(moved, at.path);
    throw new DataFolderInUse(at.dataFolder, holder);
  } finally {
    await rm(moved, { force: true });
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function listen(path: string): Promise<Server> {
  return withSocketPath(path, (usable) => {
    const { promise, resolve, reject } = Promise.withResolvers<Server>();
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.end(`${process.pid}\n`);
    });
    server.once('error', reject);
    server.listen(usable, () => resolve(server));
    server.unref();
    return promise;
  });
}

/** The holder's pid, 'unknown' when it does not say, null when nobody listens. */
function ask(path: string): Promise<string | null> {
  return withSocketPath(path, (usable) => {
    const { promise, resolve } = Promise.withResolvers<string | null>();
    const socket = createConnection(usable);
    let connected = false;
    let answer = '';
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => socket.destroy());
    socket.on('connect', () => (connected = true));
    socket.on('data', (chunk) => (answer = (answer + chunk.toString('latin1')).slice(0, 20)));
    // A refusal is the answer we look for: `close` follows and tells.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve(connected ? (/^\d+/.exec(answer)?.[0] ?? 'unknown') : null));
    return promise;
  });
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
