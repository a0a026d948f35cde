import { AtelierError } from '../../shared/errors.ts';
import { ImportId, type MemberId, type ModuleId } from '../../shared/ids.ts';
import { ImportView, type ImportedModule } from '../../shared/imports.ts';
import { KeyedQueue } from '../../shared/keyed-queue.ts';
import type { ImportDocument } from '../storage/documents.ts';
import type { Collection, Stored } from '../storage/storage.ts';

const MAX_DETAIL = 300;

export type ImportRecord = { readonly id: ImportId; readonly stagedId: ModuleId; readonly view: ImportView };
export type ImportChange = Partial<Omit<ImportView, 'id' | 'from' | 'startedAtMs'>>;

/** Imports as the database has them, and the line that each one's tool printed last, which is nowhere else. */
export class ImportRecords {
  readonly #collection: Collection<ImportDocument>;
  readonly #queue = new KeyedQueue();
  readonly #details = new Map<ImportId, string>();
  readonly #listeners = new Set<() => void>();

  constructor(collection: Collection<ImportDocument>) {
    this.#collection = collection;
  }

  async all(): Promise<ImportRecord[]> {
    return (await this.#collection.find()).map((stored) => this.#record(stored));
  }

  /** @throws AtelierError not_found */
  async get(id: ImportId): Promise<ImportRecord> {
    const stored = await this.#collection.get(id);
    if (stored === null) throw new AtelierError('not_found');
    return this.#record(stored);
  }

  async insert({ id, stagedId, view }: ImportRecord, startedBy: MemberId): Promise<ImportRecord> {
    return this.#record(await this.#collection.insert(id, { startedBy, stagedId, view, startedAtMs: view.startedAtMs }));
  }

  /**
   * @param mayBe what it has to be at that moment: of two that want the same at once, one gets it
   * @throws AtelierError not_found; conflict: it is not so any more
   */
  async change(id: ImportId, change: ImportChange, mayBe: (view: ImportView) => boolean = () => true): Promise<ImportView> {
    return this.#queue.run(id, async () => {
      const stored = await this.#collection.get(id);
      if (stored === null) throw new AtelierError('not_found');
      const { id: _id, revision, ...document } = stored;
      const present = ImportView.parse(stored.view);
      if (!mayBe(present)) throw new AtelierError('conflict', { phase: present.phase });
      this.#details.delete(id);
      const view: ImportView = { ...present, ...change };
      return this.#record(await this.#collection.replace(id, revision, { ...document, view: { ...view, detail: view.detail.slice(0, MAX_DETAIL) } })).view;
    });
  }

  async changeModule(id: ImportId, index: number, change: Partial<ImportedModule>): Promise<ImportView> {
    const { view } = await this.get(id);
    return this.change(id, { modules: view.modules.map((module, at) => (at === index ? { ...module, ...change } : module)) });
  }

  /** Shown until the next change; not worth a write. */
  tellDetail(id: ImportId, line: string): void {
    this.#details.set(id, line.slice(0, MAX_DETAIL));
    for (const listener of this.#listeners) listener();
  }

  async remove(id: ImportId): Promise<void> {
    this.#details.delete(id);
    await this.#queue.run(id, () => this.#collection.delete(id));
  }

  watch(listener: () => void): () => void {
    this.#listeners.add(listener);
    const end = this.#collection.watch(listener);
    return () => {
      end();
      this.#listeners.delete(listener);
    };
  }

  #record(stored: Stored<ImportDocument>): ImportRecord {
    const id = ImportId.parse(stored.id);
    const view = ImportView.parse(stored.view);
    return { id, stagedId: stored.stagedId, view: { ...view, detail: this.#details.get(id) ?? view.detail } };
  }
}
