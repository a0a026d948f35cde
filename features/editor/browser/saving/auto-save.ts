import type { Readable } from '../../../../components/workbench/store.ts';
import type { FilePath } from '../../../../shared/file-path.ts';
import type { FileModel } from '../model/file-model.ts';
import type { OpenFiles } from '../model/open-files.ts';
import { isUntitled } from '../model/untitled.ts';
import type { AutoSaveMode } from './settings.ts';

export type AutoSaveDeps = {
  readonly mode: Readable<AutoSaveMode>;
  readonly delayMs: Readable<number>;
  readonly files: OpenFiles;
  readonly save: (model: FileModel) => Promise<unknown>;
  /** Calls back once after so many milliseconds; returns what prevents it. */
  readonly after: (delayMs: number, callback: () => void) => () => void;
};

/** Saves without being asked, as the member set it; never over a version that was not seen, and never again what was refused. */
export class AutoSave {
  private readonly deps: AutoSaveDeps;
  private readonly waiting = new Map<FilePath, () => void>();
  private readonly stops: (() => void)[];

  constructor(deps: AutoSaveDeps) {
    this.deps = deps;
    this.stops = [deps.files.typed.subscribe((model) => this.typed(model)), deps.mode.subscribe(() => this.modeChanged())];
    this.modeChanged();
  }

  /** The focus has left a text for something else in the page. */
  left(path: FilePath): void {
    const model = this.deps.files.find(path);
    if (model !== null && this.deps.mode.get() === 'onFocusChange') this.save(model);
  }

  /** The window is not in front any more. */
  windowLeft(): void {
    const mode = this.deps.mode.get();
    if (mode === 'onFocusChange' || mode === 'onWindowChange') for (const model of this.models()) this.save(model);
  }

  dispose(): void {
    for (const stop of [...this.stops, ...this.waiting.values()]) stop();
  }

  private typed(model: FileModel): void {
    this.waiting.get(model.path)?.();
    this.waiting.delete(model.path);
    if (this.deps.mode.get() !== 'afterDelay' || !mayBeSaved(model)) return;
    const stop = this.deps.after(this.deps.delayMs.get(), () => {
      this.waiting.delete(model.path);
      if (this.deps.files.find(model.path) === model && this.deps.mode.get() === 'afterDelay') this.save(model);
    });
    this.waiting.set(model.path, stop);
  }

  private modeChanged(): void {
    for (const model of this.models()) this.typed(model);
  }

  private save(model: FileModel): void {
    if (mayBeSaved(model)) void this.deps.save(model);
  }

  private models(): readonly FileModel[] {
    return [...this.deps.files.all.get().values()];
  }
}

/** Only what a person would be asked nothing about. */
function mayBeSaved(model: FileModel): boolean {
  const state = model.state.get();
  return state.phase === 'dirty' && state.disk.kind === 'same' && state.problem === null && !isUntitled(model.path) && !model.facts.get().readOnly;
}
