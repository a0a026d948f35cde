import { AtelierError } from '../../../shared/errors.ts';
import { WorkspaceId } from '../../../shared/ids.ts';
import type { Disks } from './disks.ts';

/** As `server/workspaces` names what belongs to one workspace; others have no disk. */
const OF_WORKSPACE = /^atelier-(w[0-9a-z]{12})-/;

type Inspected = { readonly Options?: Readonly<Record<string, string>> | null };

/** Volumes that are folders of their workspace's disk. */
export type DiskVolumes = {
  /** Whether the engine's volume is such a folder. */
  holds(volume: Inspected): boolean;
  /** Its disk is mounted, and as large as it is to be (null: as it is). @throws AtelierError unavailable */
  ensure(name: string, maxBytes: number | null): Promise<void>;
  /**
   * Where a new volume's content goes; null: not on a disk. A workspace's volumes are all on its disk or none is:
   * half a limit would be none.
   * @throws AtelierError unavailable
   */
  folderFor(name: string, maxBytes: number | null): Promise<string | null>;
  /** After the engine has forgotten it; the disk goes with the last one on it. What is not there is fine. */
  removed(name: string): Promise<void>;
};

export type DiskVolumesDeps = {
  readonly disks: Disks;
  /** Whether the workspace has a volume of the engine's own, from before it could have a disk. */
  readonly hasPlainVolume: (workspaceId: WorkspaceId) => Promise<boolean>;
};

export function createDiskVolumes({ disks, hasPlainVolume }: DiskVolumesDeps): DiskVolumes {
  return {
    holds: ({ Options }) => disks.contains(Options?.['device'] ?? ''),
    async ensure(name, maxBytes) {
      const workspaceId = workspaceOf(name);
      if (workspaceId === null) return;
      // A new disk would be an empty one in the place of somebody's work.
      if (!(await disks.exists(workspaceId))) throw new AtelierError('unavailable', { part: 'disk', reason: `the disk of ${name} is gone` });
      await disks.ensure(workspaceId, maxBytes ?? 0);
    },
    async folderFor(name, maxBytes) {
      const workspaceId = workspaceOf(name);
      if (workspaceId === null) return null;
      if (await disks.exists(workspaceId)) return await disks.folder(workspaceId, { name, maxBytes: maxBytes ?? 0 });
      if (maxBytes === null || (await hasPlainVolume(workspaceId)) || (await disks.refusal()) !== null) return null;
      return await disks.folder(workspaceId, { name, maxBytes });
    },
    async removed(name) {
      const workspaceId = workspaceOf(name);
      if (workspaceId !== null && (await disks.exists(workspaceId))) await disks.removeFolder(workspaceId, name);
    },
  };
}

function workspaceOf(volume: string): WorkspaceId | null {
  const parsed = WorkspaceId.safeParse(OF_WORKSPACE.exec(volume)?.[1]);
  return parsed.success ? parsed.data : null;
}
