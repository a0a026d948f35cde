import type { ContractRouterClient } from '@orpc/contract';

import { Signal, Store, type Readable } from '../../../components/workbench/store.ts';
import type { FilePath } from '../../../shared/file-path.ts';
import { fromWireError } from '../../../shared/procedures.ts';
import { MAX_EDITS, MAX_PREVIEW, type searchContract, type Edit, type FileEdits, type FileOutcome, type Hit } from '../contract.ts';
import { createReplacer } from '../replacement.ts';
import type { SearchForm } from './model/query.ts';
import type { FileResult, Results } from './model/results.ts';

/** What a replacement came to: to be said, and undone. `undo` of an undo is null. */
export type Replaced = {
  readonly kind: 'replaced' | 'undone';
  readonly hits: number;
  readonly files: number;
  /** Left as they are, by why. */
  readonly skipped: readonly FileOutcome[];
  readonly undo: (() => Promise<void>) | null;
};

/** The search whose hits are replaced. */
export type SearchToReplace = {
  readonly asked: SearchForm;
  readonly asOfMs: number;
  readonly form: Readable<SearchForm>;
  readonly results: Results;
  readonly client: Pick<ContractRouterClient<typeof searchContract>, 'replace' | 'undo'>;
  look(files: readonly FileResult[]): Promise<void>;
  search(): Promise<void>;
  draw(): void;
};

/** Edits of one call: the answer comes soon enough to show how far it is. */
const CALL_FILES = 100;
const CALL_EDITS = 5000;

/** Replacing what one search found. */
export class Replacing {
  /** How far a replacement is; null: none is under way. */
  readonly progress = new Store<{ readonly done: number; readonly of: number } | null>(null);
  readonly done = new Signal<Replaced>();
  readonly failed = new Signal<unknown>();
  private readonly session: SearchToReplace;
  private known: { readonly key: string; readonly replace: (groups: readonly string[]) => string } | null = null;

  constructor(session: SearchToReplace) {
    this.session = session;
  }

  /** What a hit becomes. */
  textFor(hit: Hit): string {
    const { asked } = this.session;
    const { replacement, preserveCase } = this.session.form.get();
    const key = JSON.stringify([asked.isRegex, preserveCase, replacement]);
    if (this.known?.key !== key) this.known = { key, replace: createReplacer({ isRegex: asked.isRegex, preserveCase, text: replacement }) };
    return this.known.replace(hit.groups ?? [hit.preview.slice(hit.from, hit.to)]);
  }

  /** Whether nothing can be replaced there by anybody, or not now. */
  canReplace(file: FileResult, unsaved: ReadonlySet<FilePath>): boolean {
    return !file.isReadOnly && !unsaved.has(file.path);
  }

  /** Replaces the hits of these files that are not left out; all others of the list stay. */
  async replace(files: readonly { readonly file: FileResult; readonly hits: readonly Hit[] }[]): Promise<void> {
    const { session } = this;
    if (this.progress.get() !== null) return;
    const wanted = files.filter(({ hits }) => hits.length > 0);
    const id = crypto.randomUUID();
    const outcomes: FileOutcome[] = [];
    this.progress.set({ done: 0, of: wanted.length });
    let replacedHits = 0;
    try {
      for (const call of callsOf(wanted)) {
        const edits: FileEdits[] = call.map(({ file, hits }) => ({ path: file.path, etag: file.etag, ...(file.asOfMs === null ? {} : { asOfMs: file.asOfMs }), edits: this.editsOf(hits) }));
        const answer = await session.client.replace({ id, asOfMs: session.asOfMs, files: edits });
        outcomes.push(...answer.files);
        const inPart: FileResult[] = [];
        for (const [at, outcome] of answer.files.entries()) {
          const asked = call[at];
          if (asked === undefined || outcome.outcome !== 'done') continue;
          replacedHits += asked.hits.length;
          asked.file.etag = outcome.etag;
          if (asked.hits.length === asked.file.hits.length) session.results.remove(asked.file, null);
          else inPart.push(asked.file);
        }
        await session.look(inPart);
        session.draw();
        this.progress.set({ done: outcomes.length, of: wanted.length });
      }
    } catch (error) {
      this.failed.emit(fromWireError(error));
    } finally {
      this.progress.set(null);
    }
    const done = outcomes.filter(({ outcome }) => outcome === 'done');
    if (outcomes.length > 0) this.done.emit({ kind: 'replaced', hits: replacedHits, files: done.length, skipped: outcomes.filter(({ outcome }) => outcome !== 'done'), undo: done.length === 0 ? null : () => this.undo(id) });
  }

  /** What is replaced when all is. */
  all(unsaved: ReadonlySet<FilePath>): readonly { readonly file: FileResult; readonly hits: readonly Hit[] }[] {
    return this.session.results.files.filter((file) => this.canReplace(file, unsaved)).map((file) => ({ file, hits: takenOf(file) }));
  }

  private async undo(id: string): Promise<void> {
    try {
      const { files } = await this.session.client.undo({ id });
      const done = files.filter(({ outcome }) => outcome === 'done');
      this.done.emit({ kind: 'undone', hits: 0, files: done.length, skipped: files.filter(({ outcome }) => outcome !== 'done'), undo: null });
      await this.session.search();
    } catch (error) {
      this.failed.emit(fromWireError(error));
    }
  }

  private editsOf(hits: readonly Hit[]): Edit[] {
    return hits
      .toSorted((a, b) => a.at - b.at)
      .map((hit) => {
        const was = hit.groups?.[0] ?? (hit.isCut === true || hit.endLine !== hit.line ? undefined : hit.preview.slice(hit.from, hit.to));
        return { at: hit.at, bytes: hit.bytes, ...(was === undefined || was.length > MAX_PREVIEW || was.includes('\0') ? {} : { was }), text: this.textFor(hit) };
      });
  }
}

/** Hits of a file that are ticked. */
export function takenOf(file: FileResult): readonly Hit[] {
  return file.leftOut.size === 0 ? file.hits : file.hits.filter((hit) => !file.leftOut.has(hit));
}

type Wanted = { readonly file: FileResult; readonly hits: readonly Hit[] };

/** A file with more edits than one call takes is replaced in part after part, from its end: what stands before stays where it is. */
function* callsOf(wanted: readonly Wanted[]): Generator<readonly Wanted[]> {
  let call: Wanted[] = [];
  let edits = 0;
  for (const { file, hits } of wanted) {
    const ordered = hits.length > MAX_EDITS ? hits.toSorted((a, b) => a.at - b.at) : hits;
    for (let end = ordered.length; end > 0; end -= MAX_EDITS) {
      const part = ordered.slice(Math.max(0, end - MAX_EDITS), end);
      if (call.length >= CALL_FILES || edits + part.length > CALL_EDITS || call.some((other) => other.file === file)) {
        yield call;
        call = [];
        edits = 0;
      }
      call.push({ file, hits: part });
      edits += part.length;
    }
  }
  if (call.length > 0) yield call;
}
