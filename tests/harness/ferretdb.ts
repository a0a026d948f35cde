import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { ferretDbProgram } from './ferretdb/build.ts';

export type FerretDb = {
  /** Ends with `/`: append a database's name. */
  readonly uri: string;
  stop(): Promise<void>;
};

/**
 * A real server of MongoDB's protocol on a free port of the loopback, with an empty data folder of its own
 * (or `folder`, which is then kept). Builds it first where it has not been built yet.
 */
export async function startFerretDb({ folder, address = '127.0.0.1:0' }: { folder?: string; address?: string } = {}): Promise<FerretDb> {
  const program = await ferretDbProgram();
  const data = folder ?? (await mkdtemp(join(tmpdir(), 'atelier-ferretdb-')));
  const child = spawn(program, [data, address], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const uri = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`FerretDB ended with ${code} before it listened`)));
    createInterface({ input: child.stdout }).once('line', resolve);
  });
  return {
    uri,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      if (folder === undefined) await rm(data, { recursive: true, force: true });
    },
  };
}
