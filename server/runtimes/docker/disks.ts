import { execFile } from 'node:child_process';
import { mkdir, open, readdir, readFile, rm, rmdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { AtelierError } from '../../../shared/errors.ts';
import type { WorkspaceId } from '../../../shared/ids.ts';
import { KIB, MIB } from '../../../shared/units.ts';
import { KeyedQueue } from '../../../shared/keyed-queue.ts';
import type { DiskUsage } from '../runtime.ts';

const execute = promisify(execFile);
const TIMEOUT_MS = 60_000;
/** Small files are what code is made of: an inode for each 8 kB instead of 16. */
const BYTES_PER_INODE = 8192;
/** nosuid, nodev: nothing on it may be more than a file. discard: what is deleted inside is free outside. */
const MOUNT_OPTIONS = 'loop,nosuid,nodev,discard';
const TRIAL_BYTES = 4 * MIB;
/** ext4 leaves the end of its file unused where there is no room for a group of blocks and what describes it. */
const UNUSED_AT_MOST_BYTES = 8 * MIB;
/** What `stat` counts in, whatever the file system (stat(2)). */
const BLOCK_BYTES = 512;
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * One ext4 file system of a fixed size for each workspace, in a sparse file, so that the kernel says no when it is
 * full. The server makes and mounts it, makes and removes the folders at its top, and never opens what is in them;
 * they are given to a workspace as volumes. What is mounted stays mounted when the server ends: workspaces run on.
 */
export type Disks = {
  /** Whether this server may make and mount one: tried once, with a small one. The reason, or null. */
  refusal(): Promise<string | null>;
  /** Mounted, and grown when it is to hold more; never made smaller. @returns where it is mounted. @throws AtelierError unavailable */
  ensure(workspaceId: WorkspaceId, maxBytes: number): Promise<string>;
  exists(workspaceId: WorkspaceId): Promise<boolean>;
  /** As `ensure`. @returns a folder at its top, made when it is missing, the server's until it is given away */
  folder(workspaceId: WorkspaceId, about: { name: string; maxBytes: number }): Promise<string>;
  /** With what is in it; nothing may use it. The disk goes with the last one. @throws AtelierError unavailable */
  removeFolder(workspaceId: WorkspaceId, name: string): Promise<void>;
  /** Whether a path is on one of these disks. */
  contains(path: string): boolean;
  /** null: it has none. */
  usage(workspaceId: WorkspaceId): Promise<DiskUsage | null>;
  /** With everything on it. What is not there is fine. */
  remove(workspaceId: WorkspaceId): Promise<void>;
};

/** @param dataFolder absolute; the disks are below it, in `disks/` */
export function createDisks({ dataFolder }: { dataFolder: string }): Disks {
  const folder = join(dataFolder, 'disks');
  const queue = new KeyedQueue();
  let refused: Promise<string | null> | null = null;

  const places = (name: string): Place => ({ file: join(folder, `${name}.ext4`), mountPoint: join(folder, name) });

  async function tryOne(): Promise<string | null> {
    const place = places(`trial-${process.pid}`);
    try {
      await mkdir(folder, { recursive: true, mode: 0o711 });
      await make(place, TRIAL_BYTES);
      await mount(place);
      return null;
    } catch (error) {
      return reasonOf(error);
    } finally {
      await discard(place).catch(() => undefined);
    }
  }

  async function ensure(place: Place, maxBytes: number): Promise<void> {
    const present = await stat(place.file).catch(() => null);
    if (present === null) await make(place, maxBytes);
    const mounted = await isMounted(place);
    if (!mounted) await mount(place);
    // The file grows before what is in it: of a growth that was cut off only the file is as large as it is to be.
    const isWhole = present === null || (present.size >= maxBytes && (await fileSystemBytes(place.file)) >= present.size - UNUSED_AT_MOST_BYTES);
    if (!isWhole) await grow(place, Math.max(maxBytes, present.size));
  }

  async function ofDisk<T>(workspaceId: WorkspaceId, work: (place: Place) => Promise<T>): Promise<T> {
    return await queue.run(workspaceId, async () => {
      try {
        await mkdir(folder, { recursive: true, mode: 0o711 });
        return await work(places(workspaceId));
      } catch (error) {
        throw new AtelierError('unavailable', { part: 'disk', reason: reasonOf(error) }, { cause: error });
      }
    });
  }

  return {
    refusal: async () => await (refused ??= tryOne()),
    ensure: async (workspaceId, maxBytes) =>
      await ofDisk(workspaceId, async (place) => {
        await ensure(place, maxBytes);
        return place.mountPoint;
      }),
    exists: async (workspaceId) => (await stat(places(workspaceId).file).catch(() => null)) !== null,
    folder: async (workspaceId, { name, maxBytes }) =>
      await ofDisk(workspaceId, async (place) => {
        await ensure(place, maxBytes);
        const folder = join(place.mountPoint, name);
        // What is there already is a volume's that the engine lost: the workspace's own work.
        await mkdir(folder, { recursive: true, mode: 0o755 });
        return folder;
      }),
    removeFolder: async (workspaceId, name) =>
      await ofDisk(workspaceId, async (place) => {
        await ensure(place, 0);
        const others = (await readdir(place.mountPoint)).filter((entry) => entry !== name && entry !== 'lost+found');
        if (others.length === 0) await discard(place);
        // By a program that follows no link, also in names that are no text.
        else await run('rm', ['-rf', '--one-file-system', '--', join(place.mountPoint, name)]);
      }),
    contains: (path) => path.startsWith(`${folder}/`),
    async usage(workspaceId) {
      const place = places(workspaceId);
      const file = await stat(place.file).catch(() => null);
      if (file === null) return null;
      const heldBytes = file.blocks * BLOCK_BYTES;
      // Not mounted since the machine's start: what the file takes is the nearest to what is in it.
      if (!(await isMounted(place))) return { usedBytes: heldBytes, maxBytes: file.size, heldBytes };
      const { bsize, blocks, bfree } = await statfs(place.mountPoint);
      return { usedBytes: (blocks - bfree) * bsize, maxBytes: blocks * bsize, heldBytes };
    },
    remove: async (workspaceId) => await queue.run(workspaceId, async () => await discard(places(workspaceId))),
  };
}

type Place = { readonly file: string; readonly mountPoint: string };

/** Under another name until it is whole: a crash in between leaves nothing that looks like a disk. */
async function make({ file }: Place, maxBytes: number): Promise<void> {
  const draft = `${file}.new`;
  await rm(draft, { force: true });
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.truncate(maxBytes);
  } finally {
    await handle.close();
  }
  // Tables are zeroed by the kernel later: a new disk takes 50 ms whatever its size.
  const options = ['-q', '-m', '0', '-i', String(BYTES_PER_INODE), '-E', 'lazy_itable_init=1,lazy_journal_init=1,nodiscard'];
  await run('mkfs.ext4', [...options, draft]);
  await run('mv', ['--no-clobber', '--', draft, file]);
}

async function mount({ file, mountPoint }: Place): Promise<void> {
  await mkdir(mountPoint, { recursive: true, mode: 0o755 });
  await run('mount', ['-t', 'ext4', '-o', MOUNT_OPTIONS, '--', file, mountPoint]);
}

/**
 * While it is mounted and in use, where the kernel lets this server (CAP_SYS_RESOURCE); else once nothing uses it,
 * which is the case when a stopped workspace starts. Until then it stays as large as it is.
 */
async function grow(place: Place, maxBytes: number): Promise<void> {
  const { file, mountPoint } = place;
  const handle = await open(file, 'r+');
  try {
    await handle.truncate(maxBytes);
  } finally {
    await handle.close();
  }
  const device = await deviceOf(mountPoint);
  if (device === null) throw new Error('the disk is not mounted');
  await run('losetup', ['--set-capacity', device]);
  const refused = await run('resize2fs', [device]).then(() => false, () => true);
  if (!refused) return;
  await run('umount', ['--', mountPoint]);
  try {
    if (await isAttached(file)) return;
    // 1: there was something to put right, and it is.
    await run('e2fsck', ['-f', '-p', file]).catch((error: { code?: unknown }) => {
      if (error.code !== 1) throw error;
    });
    await run('resize2fs', [file]);
  } finally {
    await mount(place);
  }
}

/**
 * As the superblock says it (ext4(5), 1,024 bytes into the file): blocks, and how large one is. While it is mounted the
 * file may be some seconds behind; growing what has grown already does nothing.
 */
async function fileSystemBytes(file: string): Promise<number> {
  const handle = await open(file, 'r');
  try {
    const { buffer } = await handle.read(Buffer.alloc(KIB), 0, KIB, KIB);
    const blocks = buffer.readUInt32LE(0x04) + buffer.readUInt32LE(0x150) * 2 ** 32;
    return blocks * KIB * 2 ** buffer.readUInt32LE(0x18);
  } finally {
    await handle.close();
  }
}

/** Whether a container still holds it: a file system must never be changed beneath one that is mounted. */
async function isAttached(file: string): Promise<boolean> {
  const { stdout } = await execute('losetup', ['--associated', file], { timeout: TIMEOUT_MS, env: { ...process.env, PATH, LC_ALL: 'C' } });
  return stdout.trim() !== '';
}

async function discard(place: Place): Promise<void> {
  while (await isMounted(place)) await run('umount', ['--', place.mountPoint]);
  // Only when it is empty: what is in it is not ours to delete.
  await rmdir(place.mountPoint).catch(() => undefined);
  for (const file of [place.file, `${place.file}.new`]) await rm(file, { force: true });
}

async function isMounted({ mountPoint }: Place): Promise<boolean> {
  return (await deviceOf(mountPoint)) !== null;
}

/** As the kernel says it (proc(5), `/proc/self/mountinfo`); white space in a path is written in octal there. */
async function deviceOf(mountPoint: string): Promise<string | null> {
  const escaped = mountPoint.replace(/[ \t\n\\]/g, (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`);
  const lines = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n');
  const line = lines.findLast((candidate) => candidate.split(' ')[4] === escaped);
  const [, after] = line?.split(' - ') ?? [];
  return after?.split(' ')[1] ?? null;
}

async function run(program: string, args: readonly string[]): Promise<void> {
  await execute(program, [...args], { timeout: TIMEOUT_MS, env: { ...process.env, PATH, LC_ALL: 'C' } });
}

function reasonOf(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string };
  const said = stderr?.trim();
  return (said === undefined || said === '' ? message : said).slice(0, 300);
}
