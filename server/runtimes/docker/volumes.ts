import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { AtelierError } from '../../../shared/errors.ts';
import { GIB, MIB } from '../../../shared/units.ts';
import { hardened } from './container-recipe.ts';
import type { DiskVolumes } from './disk-volumes.ts';
import { engineReason, ignoreGone, orNull } from './engine-errors.ts';
import type { Engine } from './engine.ts';
import { runHelper } from './helper-container.ts';
import { writeReplaced } from './host-files.ts';
import { LABEL } from './names.ts';

const OWNED_TIMEOUT_MS = 60_000;

/** Names that the server makes itself; anything else could be a path or another program's volume. */
const VOLUME_NAME = /^atelier-[a-z0-9][a-z0-9-]{0,100}$/;

/**
 * For each `<folder> <uid> <home|empty>`: fills a new home with the image's skeleton and gives the volume away,
 * last, so that a crash before it is seen.
 */
const FILL_AND_GIVE = `while [ $# -gt 0 ]; do
  [ "$(stat -c %u "$1")" = "$2" ] || {
    [ "$3" = empty ] || cp -RT /etc/skel "$1" 2>/dev/null
    chmod 0755 "$1" && chown -R "$2:$2" "$1" || exit 1
  }
  shift 3
done`;

export type WantedVolume = { readonly name: string; readonly uid: number; readonly isHome: boolean };

export type VolumeRequest = {
  readonly volumes: readonly WantedVolume[];
  readonly image: string;
  /** What all volumes of a workspace may hold together; null: as much as they may already. */
  readonly maxBytes: number | null;
  readonly labels: Readonly<Record<string, string>>;
};

export type Volumes = {
  /** Makes the missing ones, owned by their uids, their disks mounted. @throws AtelierError invalid_input (a name that is not ours) */
  ensure(request: VolumeRequest): Promise<void>;
  /** What is not there is fine. */
  remove(volumes: readonly string[]): Promise<void>;
};

/**
 * Volumes of the engine's own, given to their workspace's uid by a helper that has the one capability for it.
 * That it was done is noted in the data folder: a crash may come between make and give.
 */
export function createVolumes(deps: { engine: Engine; instance: string; dataFolder: string; onDisks: DiskVolumes }): Volumes {
  const { engine, onDisks } = deps;
  const notes = join(deps.dataFolder, 'runtime', 'volumes');

  /** Whether it is there and was given away. */
  async function isReady({ name, uid }: WantedVolume, request: VolumeRequest): Promise<boolean> {
    const found = await orNull(engine.getVolume(name).inspect());
    if (found === null) await create(name, request);
    // Mounted, and of the size that it is to have: a machine that was started anew has mounted none.
    else if (onDisks.holds(found)) await onDisks.ensure(name, request.maxBytes);
    const expected = noteOf(found, uid);
    return expected !== '' && (await readFile(join(notes, name), 'utf8').catch(() => '')) === expected;
  }

  async function noteGiven({ name, uid }: WantedVolume): Promise<void> {
    await mkdir(notes, { recursive: true, mode: 0o755 });
    await writeReplaced(join(notes, name), { text: noteOf(await engine.getVolume(name).inspect(), uid), mode: 0o644 });
  }

  /**
   * On its workspace's disk where there is or may be one; else bounded where the engine's storage has quotas (a file
   * system mounted with `prjquota`), else measured by others.
   */
  async function create(volume: string, request: VolumeRequest): Promise<void> {
    const options = { Name: volume, Driver: 'local', Labels: { ...request.labels, [LABEL.instance]: deps.instance, [LABEL.volume]: randomUUID() } };
    const folder = await onDisks.folderFor(volume, request.maxBytes);
    if (folder !== null) {
      await engine.createVolume({ ...options, DriverOpts: { type: 'none', o: 'bind', device: folder } });
      return;
    }
    try {
      await engine.createVolume(request.maxBytes === null ? options : { ...options, DriverOpts: { size: String(request.maxBytes) } });
    } catch (error) {
      if (!/no quota support/i.test(engineReason(error))) throw error;
      await engine.createVolume(options);
    }
  }

  async function giveAway(volumes: readonly WantedVolume[], request: VolumeRequest): Promise<void> {
    const what = volumes.flatMap(({ uid, isHome }, index) => [`/volumes/${index}`, String(uid), isHome ? 'home' : 'empty']);
    const options = hardened({
      image: request.image, uid: 0, command: ['/bin/sh', '-c', FILL_AND_GIVE, 'sh', ...what],
      labels: { [LABEL.instance]: deps.instance, [LABEL.helper]: 'one-off' }, env: {},
      limits: { cpus: 1, memoryBytes: 128 * MIB, diskBytes: GIB, maxProcesses: 16 },
      network: 'none', volumes: volumes.map(({ name }, index) => ({ volume: name, target: `/volumes/${index}`, readOnly: false })), binds: [], logs: 'none',
    });
    // Root of a container, without a network, a command that is written above, and one capability: giving away.
    const result = await runHelper(engine, { ...options, HostConfig: { ...options.HostConfig, CapAdd: ['CHOWN'] } }, { timeoutMs: OWNED_TIMEOUT_MS, maxOutputBytes: 4096 });
    if (result.exitCode !== 0) throw new AtelierError('unavailable', { part: 'volume', reason: result.output.slice(0, 300) });
  }

  return {
    async ensure(request) {
      const unknown = request.volumes.find(({ name }) => !VOLUME_NAME.test(name));
      if (unknown !== undefined) throw new AtelierError('invalid_input', { volume: unknown.name });
      const ready = await Promise.all(request.volumes.map(async (volume) => await isReady(volume, request)));
      const toGive = request.volumes.filter((_, index) => ready[index] === false);
      if (toGive.length === 0) return;
      await giveAway(toGive, request);
      await Promise.all(toGive.map(noteGiven));
    },
    async remove(volumes) {
      for (const volume of volumes) {
        if (!VOLUME_NAME.test(volume)) throw new AtelierError('invalid_input', { volume });
        await ignoreGone(engine.getVolume(volume).remove());
        await onDisks.removed(volume);
        await rm(join(notes, volume), { force: true });
      }
    },
  };
}

/**
 * A volume of the same name made anew is another one: each carries an id. (Not the engine's CreatedAt, which
 * is the folder's last change in older engines.) Empty for a volume that we did not make.
 */
function noteOf(volume: { Labels?: Readonly<Record<string, string>> | null } | null, uid: number): string {
  const id = volume?.Labels?.[LABEL.volume];
  return id === undefined ? '' : `${uid} ${id}\n`;
}
