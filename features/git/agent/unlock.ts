import { readdir, readFile, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { Repository } from '../../../agent/git/repositories.ts';
import { AtelierError } from '../../../shared/errors.ts';
import { findGitFolder } from './git-folder.ts';

/** Takes away what a git that was cut off left locked. @throws AtelierError conflict (locked): a git runs in the module */
export async function unlock({ root }: Repository): Promise<void> {
  if (await isGitAtWork(root.path)) throw new AtelierError('conflict', { because: 'locked' });
  const { own, common } = await findGitFolder(root.path);
  for (const folder of new Set([own, common])) {
    for (const name of await readdir(folder)) if (name.endsWith('.lock')) await rm(join(folder, name), { force: true });
  }
}

/** Whether a process called git works in the folder or below: of the member's, the only ones that there can be. */
async function isGitAtWork(root: string): Promise<boolean> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(processes.map(async (pid) => {
    const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => ''); // it ended meanwhile, or is not the member's
    if (!/^git\b/.test(name) || (await parentOf(pid)) === process.pid) return false; // ours only look: changes wait for this one
    const folder = await readlink(`/proc/${pid}/cwd`).catch(() => '');
    return folder === root || folder.startsWith(`${root}/`);
  }));
  return found.includes(true);
}

async function parentOf(pid: string): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}
