import type { editor } from 'monaco-editor/editor';

import type { Editors } from '../../../components/workbench/editors/editors.ts';
import type { TextEditorContext } from '../../../components/workbench/editors/text-editor.ts';
import type { FilePath } from '../../../shared/file-path.ts';
import type { Hit, SearchQuery } from '../contract.ts';
import { isForTheEditor, typedHits } from './model/typed-hits.ts';

/** After the last letter, so that typing is not held up. */
const SETTLE_MS = 250;

export type FollowEditsDeps = {
  readonly editors: Pick<Editors, 'attachments' | 'opened'>;
  /** What is searched for just now; null: nothing. */
  readonly query: () => SearchQuery | null;
  /** Whether the file is on the list, or was when the search came to its end. */
  readonly isFound: (path: FilePath) => boolean;
  /** What stands in the text that is not saved. */
  readonly typed: (path: FilePath, hits: readonly Hit[]) => void;
  /** It is on the disk: what stands there has to be asked. */
  readonly saved: (path: FilePath) => void;
};

/**
 * Keeps the hits of files that are open where they are while their text changes: of a text that is not saved they are
 * looked for in the editor, of one that is saved or was read again, on the disk. Its owner disposes of it.
 */
export class FollowEdits {
  private readonly deps: FollowEditsDeps;
  private readonly models = new Map<FilePath, Set<editor.ITextModel>>();
  private readonly settling = new Map<FilePath, ReturnType<typeof setTimeout>>();
  private unsaved: ReadonlySet<FilePath> = new Set();
  private readonly stops: (() => void)[];

  constructor(deps: FollowEditsDeps) {
    this.deps = deps;
    this.unsaved = this.unsavedNow();
    this.stops = [deps.editors.attachments.add((context) => this.attach(context)), deps.editors.opened.subscribe(() => this.compareUnsaved())];
  }

  /** What was found is of the disk: texts that are not saved are looked at now. */
  searched(): void {
    for (const path of this.models.keys()) if (this.unsaved.has(path)) this.look(path);
  }

  dispose(): void {
    for (const stop of this.stops) stop();
    for (const timer of this.settling.values()) clearTimeout(timer);
    this.settling.clear();
    this.models.clear();
  }

  private attach({ model, path, shows }: TextEditorContext): () => void {
    if (shows === 'left') return () => undefined;
    const models = this.models.get(path) ?? new Set();
    this.models.set(path, models.add(model));
    const subscription = model.onDidChangeContent(() => this.settle(path));
    return () => {
      subscription.dispose();
      models.delete(model);
      if (models.size === 0) this.models.delete(path);
    };
  }

  private settle(path: FilePath): void {
    if (!this.deps.isFound(path)) return;
    clearTimeout(this.settling.get(path));
    this.settling.set(path, setTimeout(() => this.look(path), SETTLE_MS));
  }

  private look(path: FilePath): void {
    clearTimeout(this.settling.get(path));
    this.settling.delete(path);
    const query = this.deps.query();
    if (query === null || !this.deps.isFound(path)) return;
    if (!this.unsaved.has(path)) {
      this.deps.saved(path);
      return;
    }
    const model = [...(this.models.get(path) ?? [])].find((one) => !one.isDisposed());
    if (model !== undefined && isForTheEditor(query)) this.deps.typed(path, typedHits(model, query));
  }

  /** What was saved, or given up, is looked at on the disk. */
  private compareUnsaved(): void {
    const before = this.unsaved;
    this.unsaved = this.unsavedNow();
    for (const path of before) if (!this.unsaved.has(path)) this.settle(path);
  }

  private unsavedNow(): ReadonlySet<FilePath> {
    return new Set(this.deps.editors.opened.get().flatMap(({ path, unsaved }) => (unsaved && path !== null ? [path] : [])));
  }
}
