import { readdir, readFile, readlink } from 'node:fs/promises';

const MAX_NAME_LENGTH = 100;

/**
 * Which program holds each of these sockets, by inode: a walk through /proc/<pid>/fd, so asked for new ones only.
 * What cannot be told (another user's process, one that just ended) is missing.
 */
export async function programsOf(inodes: ReadonlySet<string>): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    if (found.size === inodes.size) break;
    const held = (await socketsOf(pid)).filter((inode) => inodes.has(inode) && !found.has(inode));
    if (held.length === 0) continue;
    const name = await programName(pid);
    for (const inode of held) found.set(inode, name);
  }
  return found;
}

async function socketsOf(pid: string): Promise<string[]> {
  try {
    const folder = `/proc/${pid}/fd`;
    const links = await Promise.all((await readdir(folder)).map((fd) => readlink(`${folder}/${fd}`).catch(() => '')));
    return links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []);
  } catch {
    return []; // ended meanwhile, or another user's
  }
}

/**
 * The command's own name without its folder: `python3`, `node`, or what the program calls itself. The member's
 * program chose it, so it is cut and stripped of control characters.
 */
async function programName(pid: string): Promise<string> {
  try {
    const [command = ''] = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0');
    const name = command.slice(command.lastIndexOf('/') + 1) || (await readFile(`/proc/${pid}/comm`, 'utf8'));
    return name.replace(/\p{C}/gu, '').slice(0, MAX_NAME_LENGTH);
  } catch {
    return ''; // ended meanwhile
  }
}
