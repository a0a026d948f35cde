import { execFile } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Removes a data folder, also one whose workspaces' disks are still mounted (a test that failed, a copy that was kept). */
export async function removeData(dataFolder: string): Promise<void> {
  const disks = join(dataFolder, 'disks');
  for (const name of await readdir(disks).catch(() => [])) await run('umount', ['--', join(disks, name)]).catch(() => undefined);
  await rm(dataFolder, { recursive: true, force: true });
}
