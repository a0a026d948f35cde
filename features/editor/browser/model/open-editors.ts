import { Store, type Readable } from '../../../../components/workbench/store.ts';
import { FilePath } from '../../../../shared/file-path.ts';
import type { Draft } from './file-state.ts';
import { isDirty } from './file-state.ts';
import type { FileModel } from './file-model.ts';
import type { EditorMemory } from './editor-memory.ts';

/** A tab. `preview`: shown in italics, and replaced by the next preview unless it is typed in. */
export type OpenFile = { readonly model: FileModel; readonly preview: boolean };

export type OpenEditorsDeps = {
  readonly createModel: (path: FilePath) => FileModel;
  readonly memory: EditorMemory;
  /** Called whenever the set of open files changes. */
  readonly watch: (paths: ReadonlySet<FilePath>) => void;
  readonly onActive: (path: FilePath | null) => void;
};

/** Where to go in a file once it shows; lines from 1. */
export type Reveal = { readonly path: FilePath; readonly line: number };

/** The files of one editor group, in the order of their tabs. Lives outside React; `dispose()` is its owner's. */
export class OpenEditors {
  private readonly deps: OpenEditorsDeps;
  private readonly list = new Store<readonly OpenFile[]>([]);
  private readonly front = new Store<FileModel | null>(null);
  private readonly asked = new Store<FileModel | null>(null);
  readonly reveal = new Store<Reveal | null>(null);
  private readonly stops = new Map<FileModel, () => void>();
  /** The most recently shown last. */
  private recent: FileModel[] = [];

  constructor(deps: OpenEditorsDeps) {
    this.deps = deps;
  }

  get files(): Readable<readonly OpenFile[]> {
    return this.list;
  }

  get active(): Readable<FileModel | null> {
    return this.front;
  }

  /** The dirty file whose closing waits for an answer. */
  get closing(): Readable<FileModel | null> {
    return this.asked;
  }

  /** Opens what was open when the page was left, `first` in front; files with unsaved text are among them in any case. */
  restore(first: FilePath | null, unsaved: readonly string[]): void {
    const kept = this.deps.memory.read();
    const paths = [...kept.paths, ...unsaved, ...(first === null ? [] : [first])].map((path) => FilePath.safeParse(path)).flatMap((parsed) => (parsed.success ? [parsed.data] : []));
    const front = first ?? kept.active ?? paths[0] ?? null;
    const known = new Set(this.list.get().map(({ model }) => String(model.path)));
    for (const path of new Set(paths)) if (!known.has(path)) this.add(path, { preview: false, at: this.list.get().length });
    const active = this.find(front);
    if (active !== null && this.front.get() === null) this.show(active);
    this.remember();
  }

  open(path: FilePath, options: { readonly preview: boolean; readonly line?: number }): FileModel {
    if (options.line !== undefined) this.reveal.set({ path, line: options.line });
    const known = this.find(path);
    if (known !== null) {
      if (!options.preview) this.keep(known);
      this.show(known);
      return known;
    }
    const replaced = options.preview ? this.list.get().find((file) => file.preview && !isDirty(file.model.state.get())) : undefined;
    const at = replaced === undefined ? this.indexAfterActive() : this.list.get().indexOf(replaced);
    const model = this.add(path, { preview: options.preview, at });
    if (replaced !== undefined) this.drop(replaced.model);
    this.show(model);
    return model;
  }

  show(model: FileModel): void {
    this.recent = [...this.recent.filter((other) => other !== model), model];
    this.front.set(model);
    this.deps.onActive(model.path);
    this.remember();
  }

  /** The neighbour of the active tab, round the ends. */
  step(by: 1 | -1): void {
    const files = this.list.get();
    const at = files.findIndex(({ model }) => model === this.front.get());
    const next = files[(at + by + files.length) % files.length];
    if (next !== undefined) this.show(next.model);
  }

  /** A preview becomes a tab that stays. */
  keep(model: FileModel): void {
    if (!this.list.get().some((file) => file.model === model && file.preview)) return;
    this.list.update((files) => files.map((file) => (file.model === model ? { model, preview: false } : file)));
    this.remember();
  }

  move(model: FileModel, to: number): void {
    const file = this.list.get().find((other) => other.model === model);
    if (file === undefined) return;
    const rest = this.list.get().filter((other) => other !== file);
    this.list.set(rest.toSpliced(to, 0, file));
    this.remember();
  }

  /** Closes, or asks first when that would lose something. */
  close(model: FileModel): void {
    if (isDirty(model.state.get())) {
      this.show(model);
      this.asked.set(model);
    } else this.drop(model);
  }

  closeAll(but: FileModel | null): void {
    for (const { model } of this.list.get()) if (model !== but && !isDirty(model.state.get())) this.drop(model);
    const [left] = this.list.get().filter(({ model }) => model !== but);
    if (left !== undefined) this.close(left.model);
  }

  /** The answer to `closing`. A save that is refused or meets a conflict leaves the tab open. */
  async answerClosing(answer: 'save' | 'discard' | 'cancel'): Promise<void> {
    const model = this.asked.get();
    this.asked.set(null);
    if (model === null || answer === 'cancel') return;
    if (answer === 'save' && !(await model.save())) return;
    model.discardDraft();
    this.drop(model);
  }

  /** The member moved a file or folder: what is open below it follows, unsaved text included. */
  moved(from: FilePath, to: FilePath): void {
    for (const { model, preview } of this.list.get()) {
      const target = movedPath(model.path, { from, to });
      if (target === null) continue;
      const draft = model.draft();
      const wasActive = this.front.get() === model;
      const at = this.list.get().findIndex((file) => file.model === model);
      model.discardDraft();
      this.deps.memory.moveViewState(model.path, target);
      const next = this.add(target, { preview, at, draft: draft === null ? undefined : { ...draft, baseEtag: null } });
      this.drop(model);
      if (wasActive) this.show(next);
    }
  }

  /** The member deleted a file or folder: what is open and unchanged closes. */
  removed(path: FilePath): void {
    for (const { model } of this.list.get()) {
      const below = model.path === path || model.path.startsWith(`${path}/`);
      if (below && !isDirty(model.state.get())) this.drop(model);
    }
  }

  find(path: string | null): FileModel | null {
    return this.list.get().find(({ model }) => model.path === path)?.model ?? null;
  }

  dispose(): void {
    for (const stop of this.stops.values()) stop();
    for (const { model } of this.list.get()) model.dispose();
  }

  private indexAfterActive(): number {
    const at = this.list.get().findIndex(({ model }) => model === this.front.get());
    return at === -1 ? this.list.get().length : at + 1;
  }

  private add(path: FilePath, options: { readonly preview: boolean; readonly at: number; readonly draft?: Draft }): FileModel {
    const model = this.deps.createModel(path);
    this.stops.set(model, model.state.subscribe(() => isDirty(model.state.get()) && this.keep(model)));
    this.list.update((files) => files.toSpliced(options.at, 0, { model, preview: options.preview }));
    this.afterChange();
    void model.load(options.draft);
    return model;
  }

  private drop(model: FileModel): void {
    const files = this.list.get();
    const at = files.findIndex((file) => file.model === model);
    if (at === -1) return;
    this.stops.get(model)?.();
    this.stops.delete(model);
    this.recent = this.recent.filter((other) => other !== model);
    this.list.set(files.toSpliced(at, 1));
    if (this.front.get() === model) {
      const next = this.recent.at(-1) ?? this.list.get()[0]?.model ?? null;
      this.front.set(next);
      this.deps.onActive(next?.path ?? null);
    }
    model.dispose();
    this.afterChange();
  }

  private afterChange(): void {
    this.deps.watch(new Set(this.list.get().map(({ model }) => model.path)));
    this.remember();
  }

  private remember(): void {
    this.deps.memory.write({ paths: this.list.get().filter((file) => !file.preview || file.model === this.front.get()).map(({ model }) => model.path), active: this.front.get()?.path ?? null });
  }
}

/** Where a path goes when `from` goes to `to`; null when it does not move. */
export function movedPath(path: FilePath, move: { readonly from: FilePath; readonly to: FilePath }): FilePath | null {
  if (path === move.from) return move.to;
  return path.startsWith(`${move.from}/`) ? FilePath.parse(move.to + path.slice(move.from.length)) : null;
}
