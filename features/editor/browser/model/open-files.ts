import { Signal, Store, type Readable } from '../../../../components/workbench/store.ts';
import type { FilePath } from '../../../../shared/file-path.ts';
import type { FileModel } from './file-model.ts';
import { isDirty, type Draft } from './file-state.ts';

/** So many texts that do not show and were not typed in are kept: going back to them is immediate. */
export const MAX_IDLE = 20;

export type Wanted = {
  /** Texts that show now. */
  readonly shown: ReadonlySet<FilePath>;
  /** Texts that have a tab, these included. */
  readonly open: ReadonlySet<FilePath>;
};

/**
 * The texts of open files: one model for each file, whoever shows it and however often. A tab that never was in front
 * has none. Lives outside React; `dispose()` is its owner's.
 */
export class OpenFiles {
  /** A text has become unsaved, or been typed in further. */
  readonly typed = new Signal<FileModel>();
  private readonly createModel: (path: FilePath) => FileModel;
  private readonly models = new Store<ReadonlyMap<FilePath, FileModel>>(new Map());
  private readonly dirty = new Store<ReadonlySet<FilePath>>(new Set());
  private readonly stops = new Map<FileModel, () => void>();
  /** Those were typed in: undoing is worth more than memory. */
  private readonly touched = new WeakSet<FileModel>();
  /** Paths in the order in which they showed last. */
  private lastShown: readonly FilePath[] = [];

  constructor(createModel: (path: FilePath) => FileModel) {
    this.createModel = createModel;
  }

  /** By path, in no order. */
  get all(): Readable<ReadonlyMap<FilePath, FileModel>> {
    return this.models;
  }

  find(path: FilePath | null): FileModel | null {
    return path === null ? null : (this.models.get().get(path) ?? null);
  }

  /** Files with text that is not saved. */
  get unsaved(): Readable<ReadonlySet<FilePath>> {
    return this.dirty;
  }

  isUnsaved(path: FilePath | null): boolean {
    return path !== null && this.dirty.get().has(path);
  }

  /** The model of a file, which begins to be read when there was none; `draft`: unsaved text of it under an older name. */
  ensure(path: FilePath, draft?: Draft): FileModel {
    const known = this.find(path);
    if (known !== null) return known;
    const model = this.createModel(path);
    this.stops.set(
      model,
      model.state.subscribe(() => {
        const isUnsaved = isDirty(model.state.get());
        this.setUnsaved(path, isUnsaved);
        if (!isUnsaved) return;
        this.touched.add(model);
        this.typed.emit(model);
      }),
    );
    this.models.update((models) => new Map(models).set(path, model));
    // Who shows files otherwise may say so in the same turn.
    queueMicrotask(() => this.find(path) === model && void model.load(draft));
    return model;
  }

  /** Has a model for what shows, and lets go of those that nobody needs. */
  want({ shown, open }: Wanted): void {
    for (const path of shown) this.ensure(path);
    this.lastShown = [...this.lastShown.filter((path) => open.has(path) && !shown.has(path)), ...shown];
    const idle = [...this.models.get().values()].filter((model) => open.has(model.path) && !shown.has(model.path) && !this.touched.has(model));
    const tooMany = idle.sort((a, b) => this.lastShown.indexOf(a.path) - this.lastShown.indexOf(b.path)).slice(0, Math.max(0, idle.length - MAX_IDLE));
    this.release([...this.models.get().values()].filter((model) => !open.has(model.path) || tooMany.includes(model)));
  }

  dispose(): void {
    this.release([...this.models.get().values()]);
  }

  private release(models: readonly FileModel[]): void {
    if (models.length === 0) return;
    this.models.update((known) => new Map([...known].filter(([, model]) => !models.includes(model))));
    for (const model of models) {
      this.stops.get(model)?.();
      this.stops.delete(model);
      this.setUnsaved(model.path, false);
      model.dispose();
    }
  }

  private setUnsaved(path: FilePath, isUnsaved: boolean): void {
    if (this.dirty.get().has(path) === isUnsaved) return;
    this.dirty.update((paths) => new Set(isUnsaved ? [...paths, path] : [...paths].filter((other) => other !== path)));
  }
}
