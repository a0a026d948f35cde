import type { WorkspaceId } from '../../shared/ids.ts';
import type { Runtime } from '../runtimes/runtime.ts';
import type { DiskGuard } from './disk-guard.ts';
import type { ImageCatalogue } from './image-catalogue.ts';
import type { WorkspaceStore } from './workspace-store.ts';

export type DisksView = {
  /** Why new workspaces have no disks of their own; null: they have. */
  readonly refusal: string | null;
  /** What is known of what workspaces take of the machine's disk. */
  readonly workspacesBytes: number;
  readonly trashBytes: number;
  readonly imagesBytes: number;
  /** Of whose use nothing is known: without a disk of their own, and not running. */
  readonly unknown: number;
  readonly fullest: { readonly workspaceId: WorkspaceId; readonly name: string; readonly usedBytes: number; readonly maxBytes: number } | null;
};

export type DisksViewDeps = {
  readonly store: Pick<WorkspaceStore, 'all'>;
  readonly runtime: Pick<Runtime, 'diskRefusal'>;
  readonly guard: Pick<DiskGuard, 'use'>;
  readonly catalogue: Pick<ImageCatalogue, 'list'>;
};

export async function disksView({ store, runtime, guard, catalogue }: DisksViewDeps): Promise<DisksView> {
  const [workspaces, images, refusal] = await Promise.all([store.all(), catalogue.list(), runtime.diskRefusal()]);
  const uses = await Promise.all(workspaces.map(async (workspace) => ({ workspace, use: await guard.use(workspace) })));
  const known = uses.flatMap(({ workspace, use }) => (use === null ? [] : [{ workspace, use }]));
  const held = (isTrashed: boolean): number =>
    known.filter(({ workspace: { wanted } }) => (wanted === 'trashed' || wanted === 'purged') === isTrashed).reduce((total, { use }) => total + use.heldBytes, 0);
  const fullest = known.toSorted((a, b) => b.use.usedBytes / b.use.maxBytes - a.use.usedBytes / a.use.maxBytes)[0];
  const sizes = new Map(images.map(({ id, sizeBytes }) => [id, sizeBytes ?? 0]));
  return {
    refusal,
    workspacesBytes: held(false),
    trashBytes: held(true),
    // An image holds the layers of the one it is derived from.
    imagesBytes: images.reduce((total, { sizeBytes, parentId }) => total + Math.max(0, (sizeBytes ?? 0) - (parentId === null ? 0 : (sizes.get(parentId) ?? 0))), 0),
    unknown: workspaces.length - known.length,
    fullest: fullest === undefined ? null : { workspaceId: fullest.workspace.id, name: fullest.workspace.name, usedBytes: fullest.use.usedBytes, maxBytes: fullest.use.maxBytes },
  };
}
