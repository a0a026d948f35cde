import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';

import type { Actor } from '../../shared/actor.ts';
import { AtelierError, isAtelier } from '../../shared/errors.ts';
import { ImageId } from '../../shared/ids.ts';
import type { ImageView } from '../../shared/workspaces.ts';
import type { Caller } from '../api.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { ImageBuilder, ImageSource } from '../runtimes/runtime.ts';
import type { ImageDocument } from '../storage/documents.ts';
import type { Collection, Stored } from '../storage/storage.ts';
import { audited } from '../audit/audited.ts';
import type { Changes } from '../changes.ts';
import { failureLog } from './failure.ts';

const MAX_NAMED_PACKAGES = 3;

type Building = { state: 'building' | 'failed'; progress: number | null; detail: string };

export type ImageCatalogueDeps = {
  readonly collection: Collection<ImageDocument>;
  readonly images: ImageBuilder;
  readonly imagesFolder: string;
  readonly audit: AuditLog;
  readonly changes: Changes;
  readonly clock: Clock;
  readonly log: Log;
};

/** The images a workspace can be made from: a folder each, and those derived from one with more Debian packages. */
export class ImageCatalogue {
  readonly #deps: ImageCatalogueDeps;
  readonly #building = new Map<ImageId, Building>();

  constructor(deps: ImageCatalogueDeps) {
    this.#deps = deps;
  }

  async list(): Promise<ImageView[]> {
    const derived = await this.#deps.collection.find();
    const bases = await this.#bases();
    const ids = [...bases, ...derived.map(({ id }) => ImageId.parse(id))];
    return Promise.all(ids.map((id) => this.#view(id, derived)));
  }

  /** What the builder makes it from. @throws AtelierError not_found */
  async sourceOf(id: ImageId): Promise<ImageSource> {
    return this.#source(id, await this.#deps.collection.find());
  }

  /** "base", "full + ffmpeg"; the id itself of an image that is gone. */
  async names(): Promise<(id: ImageId) => string> {
    const derived = await this.#deps.collection.find();
    return (id) => nameOf(id, derived);
  }

  /** A reference of any image that is built, `preferred` if it is; null when none is. */
  async anyReady(preferred: ImageId | null): Promise<string | null> {
    const ids = [...(preferred === null ? [] : [preferred]), ...(await this.#bases())];
    for (const id of ids) {
      const source = await this.sourceOf(id).catch(() => null);
      const ready = source === null ? null : await this.#deps.images.ready(source);
      if (ready !== null) return ready.reference;
    }
    return null;
  }

  /** Removes what was built before a folder changed, unless it is `inUse`: references that workspaces start from. */
  async prune(inUse: ReadonlySet<string>): Promise<void> {
    const derived = await this.#deps.collection.find();
    const ids = [...(await this.#bases()), ...derived.map(({ id }) => ImageId.parse(id))];
    const images = await Promise.all(ids.map((id) => this.#source(id, derived)));
    await this.#deps.images.prune({ images, inUse });
  }

  /** The same parent and packages, in any order, give the same image. It is built at once. */
  async derive(actor: Actor, input: { parentId: ImageId; packages: readonly string[] }, caller: Caller): Promise<ImageView> {
    return audited(this.#deps.audit, { actor, caller, action: 'image.derive', target: input.parentId }, async () => {
      const derived = await this.#deps.collection.find();
      const source = await this.#source(input.parentId, derived);
      const packages = [...new Set([...source.packages, ...input.packages])].toSorted();
      const id = ImageId.parse(`${source.folder}-${createHash('sha256').update(packages.join(' ')).digest('hex').slice(0, 10)}`);
      // Its own packages and its parent's are one list: the builder makes it in one layer on the folder's image.
      const document = { parentId: ImageId.parse(source.folder), packages, createdAtMs: this.#deps.clock.now() };
      await this.#deps.collection.insert(id, document).catch((error: unknown) => {
        if (!isAtelier(error, 'already_exists')) throw error;
      });
      this.#build(id, { folder: source.folder, packages });
      return this.#view(id, await this.#deps.collection.find());
    });
  }

  /** @throws AtelierError not_found */
  async build(actor: Actor, imageId: ImageId, caller: Caller): Promise<ImageView> {
    return audited(this.#deps.audit, { actor, caller, action: 'image.build', target: imageId }, async () => {
      const source = await this.sourceOf(imageId);
      this.#build(imageId, source);
      return this.#view(imageId, await this.#deps.collection.find());
    });
  }

  /** In the background; the builder shares concurrent builds of one image. */
  #build(id: ImageId, source: ImageSource): void {
    if (this.#building.get(id)?.state === 'building') return;
    const tell = (building: Building | null): void => {
      if (building === null) this.#building.delete(id);
      else this.#building.set(id, building);
      this.#deps.changes.tell();
    };
    tell({ state: 'building', progress: null, detail: '' });
    void this.#deps.images.ensure(source, (progress) => tell({ state: 'building', ...progress })).then(
      () => tell(null),
      (error: unknown) => {
        this.#deps.log.error({ err: error, imageId: id }, 'An image could not be built');
        tell({ state: 'failed', progress: null, detail: failureLog(error) });
      },
    );
  }

  async #view(id: ImageId, derived: readonly Stored<ImageDocument>[]): Promise<ImageView> {
    const own = derived.find((image) => image.id === id);
    const base = { id, name: nameOf(id, derived), parentId: own?.parentId ?? null, packages: own?.packages ?? [] };
    const building = this.#building.get(id);
    if (building !== undefined) return { ...base, ...building, sizeBytes: null };
    try {
      const ready = await this.#deps.images.ready(await this.#source(id, derived));
      return { ...base, state: ready === null ? 'missing' : 'ready', progress: null, detail: '', sizeBytes: ready?.sizeBytes ?? null };
    } catch (error) {
      if (!isAtelier(error)) throw error;
      return { ...base, state: 'missing', progress: null, detail: '', sizeBytes: null };
    }
  }

  async #source(id: ImageId, derived: readonly Stored<ImageDocument>[]): Promise<ImageSource> {
    const own = derived.find((image) => image.id === id);
    if (own !== undefined) return { folder: own.parentId, packages: own.packages };
    if (!(await this.#bases()).includes(id)) throw new AtelierError('not_found', { what: 'image' });
    return { folder: id, packages: [] };
  }

  async #bases(): Promise<ImageId[]> {
    const entries = await readdir(this.#deps.imagesFolder, { withFileTypes: true });
    const ids = entries.filter((entry) => entry.isDirectory()).flatMap((entry) => ImageId.safeParse(entry.name).data ?? []);
    return ids.toSorted();
  }
}

function nameOf(id: ImageId, derived: readonly Stored<ImageDocument>[]): string {
  const own = derived.find((image) => image.id === id);
  if (own === undefined) return id;
  const named = own.packages.slice(0, MAX_NAMED_PACKAGES).join(', ');
  return `${own.parentId} + ${named}${own.packages.length > MAX_NAMED_PACKAGES ? ', …' : ''}`;
}
