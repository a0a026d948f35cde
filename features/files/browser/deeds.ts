import { Signal, Store } from '../../../components/workbench/store.ts';
import type { FileEvents } from '../../../components/workbench/workbench.ts';
import { isAtelier, type AtelierError } from '../../../shared/errors.ts';
import { baseName, joinPath, parentPath, type FilePath } from '../../../shared/file-path.ts';
import { fromWireError } from '../../../shared/procedures.ts';
import { nextCopyName } from './tree/copy-name.ts';
import type { TreeController } from './tree/tree-controller.ts';

export type Doing = 'read' | 'create' | 'rename' | 'move' | 'copy' | 'remove' | 'restore' | 'download';
export type FileProblem = { readonly doing: Doing; readonly name: string; readonly error: AtelierError };
/** Something was done that can be taken back. */
export type FileNotice = { readonly done: 'removed' | 'moved' | 'copied' | 'restored'; readonly paths: readonly FilePath[]; readonly undo: (() => void) | null };

/** A copy that takes its time. */
export type Copying = { readonly path: FilePath; readonly entries: number; readonly cancel: () => void };

export type DeedsDeps = {
  readonly controller: TreeController;
  readonly files: Pick<FileEvents, 'moved' | 'removed'>;
  /** Shows what came of it. */
  readonly show: (path: FilePath) => void;
};

const MAX_UNDO = 50;
const MAX_COPY_NAMES = 200;

/** What a member does to files in the explorer, and how it is taken back. What fails is told by `problems`. */
export class Deeds {
  readonly problems = new Signal<FileProblem>();
  readonly notices = new Signal<FileNotice>();
  /** These do not go into the trash: whether for good is asked. */
  readonly tooLarge = new Store<readonly FilePath[]>([]);
  /** Those under way that were not done at once. */
  readonly copying = new Store<readonly Copying[]>([]);
  private readonly deps: DeedsDeps;
  private readonly undos: (() => Promise<void>)[] = [];

  constructor(deps: DeedsDeps) {
    this.deps = deps;
  }

  /** Into a folder, under the same name. */
  async moveInto(paths: readonly FilePath[], folder: FilePath): Promise<boolean> {
    return this.moveAll(paths.map((from) => ({ from, to: joinPath(folder, baseName(from)) })), 'move');
  }

  async moveTo(from: FilePath, to: FilePath, doing: 'move' | 'rename'): Promise<boolean> {
    return this.moveAll([{ from, to }], doing);
  }

  /** Into a folder; beside one of that name as "… copy". */
  async copyInto(paths: readonly FilePath[], folder: FilePath): Promise<boolean> {
    const made: FilePath[] = [];
    const cancelled = new AbortController();
    for (const from of paths) {
      if (cancelled.signal.aborted) break;
      await this.attempt({ doing: 'copy', name: baseName(from) }, async () => {
        const to = await this.copyAside(from, folder, cancelled);
        if (to !== null) made.push(to);
      });
    }
    const [first] = made;
    if (first === undefined) return false;
    this.deps.show(made.at(-1) ?? first);
    this.undoable(async () => this.discard(made, { doing: 'copy' }));
    return made.length === paths.length;
  }

  /** Into the trash; what has no room there is asked about. */
  async remove(paths: readonly FilePath[]): Promise<boolean> {
    const gone: FilePath[] = [];
    const ids: string[] = [];
    const tooLarge: FilePath[] = [];
    for (const path of paths) {
      await this.attempt({ doing: 'remove', name: baseName(path) }, async () => {
        try {
          ids.push(...(await this.deps.controller.discard([path])).map(({ id }) => id));
          gone.push(path);
        } catch (error) {
          if (!isAtelier(fromWireError(error), 'too_large')) throw error;
          tooLarge.push(path);
        }
      });
    }
    for (const path of gone) this.deps.files.removed.emit({ path });
    if (gone.length > 0) this.notices.emit({ done: 'removed', paths: gone, undo: this.undoable(() => this.restore(ids)) });
    this.tooLarge.set(tooLarge);
    return gone.length === paths.length;
  }

  async removeForGood(paths: readonly FilePath[]): Promise<boolean> {
    let isDone = true;
    for (const path of paths) {
      const done = await this.attempt({ doing: 'remove', name: baseName(path) }, () => this.deps.controller.remove(path));
      if (done) this.deps.files.removed.emit({ path });
      isDone &&= done;
    }
    return isDone;
  }

  /** From the trash. */
  async restore(ids: readonly string[]): Promise<void> {
    await this.attempt({ doing: 'restore', name: '' }, async () => {
      const paths = await this.deps.controller.restore(ids);
      const [first] = paths;
      if (first !== undefined) this.deps.show(first);
      this.notices.emit({ done: 'restored', paths, undo: null });
    });
  }

  /** Takes back what was done last; false when there is nothing. */
  undo(): boolean {
    const last = this.undos.pop();
    if (last === undefined) return false;
    void last();
    return true;
  }

  async attempt(what: { readonly doing: Doing; readonly name: string }, action: () => Promise<void>): Promise<boolean> {
    try {
      await action();
      return true;
    } catch (error) {
      this.problems.emit({ ...what, error: fromWireError(error) });
      return false;
    }
  }

  private async moveAll(moves: readonly { readonly from: FilePath; readonly to: FilePath }[], doing: 'move' | 'rename'): Promise<boolean> {
    const done: { readonly from: FilePath; readonly to: FilePath }[] = [];
    for (const move of moves) {
      if (move.from === move.to) continue;
      const moved = await this.attempt({ doing, name: baseName(doing === 'rename' ? move.to : move.from) }, () => this.deps.controller.move(move.from, move.to));
      if (!moved) continue;
      done.push(move);
      this.deps.files.moved.emit(move);
    }
    const last = done.at(-1);
    if (last === undefined) return moves.length === 0;
    this.deps.show(last.to);
    const undo = this.undoable(async () => {
      for (const { from, to } of done.toReversed()) {
        if (await this.attempt({ doing: 'move', name: baseName(to) }, () => this.deps.controller.move(to, from))) this.deps.files.moved.emit({ from: to, to: from });
      }
      this.deps.show(last.from);
    });
    if (parentPath(last.from) !== parentPath(last.to)) this.notices.emit({ done: 'moved', paths: done.map(({ to }) => to), undo });
    return done.length === moves.length;
  }

  /** null: it was cancelled. */
  private async copyAside(from: FilePath, folder: FilePath, cancelled: AbortController): Promise<FilePath | null> {
    let name = baseName(from);
    for (let attempt = 1; ; attempt += 1) {
      const to = joinPath(folder, name);
      try {
        if (to !== from) {
          await this.copy({ from, to }, cancelled);
          return to;
        }
      } catch (error) {
        if (cancelled.signal.aborted) return null;
        if (!isAtelier(fromWireError(error), 'already_exists') || attempt === MAX_COPY_NAMES) throw error;
      }
      name = nextCopyName(name);
    }
  }

  private async copy(what: { readonly from: FilePath; readonly to: FilePath }, cancelled: AbortController): Promise<void> {
    let shown: Copying | null = null;
    const show = (next: Copying | null): void => {
      const others = this.copying.get().filter((one) => one !== shown);
      shown = next;
      this.copying.set(next === null ? others : [...others, next]);
    };
    try {
      await this.deps.controller.copy(what, { signal: cancelled.signal, onProgress: (entries) => show({ path: what.from, entries, cancel: () => cancelled.abort() }) });
    } finally {
      if (shown !== null) show(null);
    }
  }

  private async discard(paths: readonly FilePath[], { doing }: { readonly doing: Doing }): Promise<void> {
    await this.attempt({ doing, name: '' }, async () => {
      await this.deps.controller.discard(paths);
      for (const path of paths) this.deps.files.removed.emit({ path });
    });
  }

  /** Once, by this function or by `undo()`. */
  private undoable(undo: () => Promise<void>): () => void {
    this.undos.push(undo);
    if (this.undos.length > MAX_UNDO) this.undos.shift();
    return () => {
      const at = this.undos.indexOf(undo);
      if (at === -1) return;
      this.undos.splice(at, 1);
      void undo();
    };
  }
}
