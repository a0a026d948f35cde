import type { ImageSource } from '../../runtime.ts';
import { engineCall, engineStatus } from '../engine-errors.ts';
import type { Engine } from '../engine.ts';
import { LABEL } from '../names.ts';

/** On every image that an Atelier builds: whose it is, and what it is a version of. */
export function imageLabels(image: ImageSource, about: { contentHash: string; instance: string }): Record<string, string> {
  return { [LABEL.imageContent]: about.contentHash, [LABEL.imageSource]: sourceName(image), [LABEL.instance]: about.instance };
}

/** The same folder and packages are versions of one image, whatever the folder holds. */
export function sourceName({ folder, packages }: ImageSource): string {
  return [folder, ...new Set(packages.toSorted())].join(' ');
}

export type PruneImages = {
  readonly instance: string;
  /** What each image is now, by its `sourceName`; only images that are built. */
  readonly current: ReadonlyMap<string, string>;
  /** References that a workspace is to start from again, whether it runs or not. */
  readonly inUse: ReadonlySet<string>;
};

/**
 * Removes the older versions that this Atelier has built, once the newer one is there and nothing uses the old one:
 * no workspace, no container of anybody's, no image that is built on it. @returns the ids of what it removed
 */
export async function pruneImages(engine: Engine, { instance, current, inUse }: PruneImages): Promise<string[]> {
  return engineCall(async () => {
    const [ours, containers] = await Promise.all([
      engine.listImages({ filters: { label: [`${LABEL.instance}=${instance}`, LABEL.imageSource] } }),
      engine.listContainers({ all: true }),
    ]);
    const kept = new Set([...inUse, ...current.values(), ...containers.map(({ ImageID }) => ImageID)]);
    const old = ours.filter(({ Id, Labels }) => !kept.has(Id) && current.has(Labels[LABEL.imageSource] ?? ''));
    const removed: string[] = [];
    // The youngest first: an image is younger than what it is built on.
    for (const { Id } of old.toSorted((a, b) => b.Created - a.Created)) if (await remove(engine, Id)) removed.push(Id);
    return removed;
  });
}

/** @returns false when somebody began to use it in between, or another image is built on it */
async function remove(engine: Engine, id: string): Promise<boolean> {
  try {
    await engine.getImage(id).remove();
    return true;
  } catch (error) {
    if (engineStatus(error) === 409 || engineStatus(error) === 404) return false;
    throw error;
  }
}
