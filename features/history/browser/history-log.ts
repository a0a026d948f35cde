import type { ContractRouterClient } from '@orpc/contract';

import { Store } from '../../../components/workbench/store.ts';
import type { Workbench } from '../../../components/workbench/workbench.ts';
import type { FilePath } from '../../../shared/file-path.ts';
import { fromWireError } from '../../../shared/procedures.ts';
import { historyContract, MAX_COMMITS, type CommitRow, type HistoryRef, type SearchIn } from '../contract.ts';
import { Lanes } from './lanes.ts';

/** So many are asked for at first, and so many beyond what is in view. */
const AHEAD = 1000;

export type Loaded = {
  readonly rows: readonly CommitRow[];
  readonly lanes: Lanes;
  readonly refs: ReadonlyMap<string, readonly HistoryRef[]>;
  readonly head: string | null;
  readonly branch: string | null;
  readonly total: number | null;
  readonly isWhole: boolean;
};
/** `to` null: the files as they are now. */
export type Compared = { readonly from: string; readonly to: string | null };
export type Search = { readonly in: SearchIn; readonly text: string; readonly hashes: readonly string[]; readonly found: ReadonlySet<string>; readonly isDone: boolean; readonly error: unknown };

/** The log of one module in one tab: what is loaded of it, and what was searched in it. `dispose` ends its streams. */
export class HistoryLog {
  /** null: nothing yet. A new object after every change; `rows` and `lanes` grow in place. */
  readonly loaded = new Store<Loaded | null>(null);
  readonly error = new Store<unknown>(null);
  readonly search = new Store<Search | null>(null);
  readonly refs: Store<string>;
  /** Two sides that are looked at instead of one commit. */
  readonly compared = new Store<Compared | null>(null);
  /** A reset to this commit was asked for; it says what it costs first. */
  readonly resetting = new Store<string | null>(null);
  readonly client: ContractRouterClient<typeof historyContract>;
  readonly root: FilePath;
  readonly #workbench: Workbench;
  readonly #abort = new AbortController();
  #reading: AbortController | null = null;
  #searching: AbortController | null = null;
  #streamId = '';
  #upTo = AHEAD;
  #rowOf = new Map<string, number>();

  constructor({ workbench, root }: { readonly workbench: Workbench; readonly root: FilePath }) {
    this.#workbench = workbench;
    this.root = root;
    this.client = workbench.connection.procedures('history', historyContract);
    this.refs = new Store('all');
    void this.#follow();
  }

  dispose(): void {
    this.#abort.abort();
    this.#reading?.abort();
    this.#searching?.abort();
  }

  show(refs: string): void {
    this.refs.set(refs);
    this.#read();
  }

  /** The rows up to there are in view: some more are wanted. */
  want(row: number): void {
    const upTo = Math.min(MAX_COMMITS, row + AHEAD);
    if (upTo <= this.#upTo) return;
    this.#upTo = upTo + AHEAD;
    void this.client.more({ id: this.#streamId, upTo: Math.min(MAX_COMMITS, this.#upTo) }).catch(() => undefined); // the stream says what is wrong
  }

  /** Where a commit stands; null: it is not loaded. */
  rowOf(hash: string): number | null {
    return this.#rowOf.get(hash) ?? null;
  }

  /** Streams what is found; an empty text ends it. */
  find(asked: { readonly in: SearchIn; readonly text: string }): void {
    this.#searching?.abort();
    this.#searching = null;
    if (asked.text === '') {
      this.search.set(null);
      return;
    }
    const searching = new AbortController();
    this.#searching = searching;
    this.search.set({ ...asked, hashes: [], found: new Set(), isDone: false, error: null });
    void this.#search(asked, searching.signal);
  }

  async #search(asked: { readonly in: SearchIn; readonly text: string }, signal: AbortSignal): Promise<void> {
    const hashes: string[] = [];
    const found = new Set<string>();
    try {
      for await (const piece of await this.client.search({ root: this.root, refs: this.refs.get(), ...asked }, { signal })) {
        if (signal.aborted) return;
        for (const hash of piece.hashes) {
          hashes.push(hash);
          found.add(hash);
        }
        this.search.set({ ...asked, hashes, found, isDone: piece.isDone, error: null });
      }
    } catch (error) {
      if (!signal.aborted) this.search.set({ ...asked, hashes, found, isDone: true, error: fromWireError(error) });
    }
  }

  /** Read anew whenever anybody's git changed a branch. */
  async #follow(): Promise<void> {
    const { signal } = this.#abort;
    try {
      for await (const _ of this.#workbench.connection.resuming((until) => this.client.watch({ root: this.root }, { signal: until }), { signal })) this.#read();
    } catch (error) {
      this.error.set(fromWireError(error));
    }
  }

  #read(): void {
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    this.#streamId = `log${Math.random().toString(36).slice(2, 12).padEnd(10, '0')}`;
    void this.#stream(reading.signal);
  }

  async #stream(signal: AbortSignal): Promise<void> {
    const rows: CommitRow[] = [];
    const rowOf = new Map<string, number>();
    let about: Omit<Loaded, 'rows'> = { lanes: new Lanes(null), refs: new Map(), head: null, branch: null, total: null, isWhole: false };
    const tell = (): void => {
      this.#rowOf = rowOf;
      this.loaded.set({ ...about, rows });
    };
    try {
      for await (const piece of await this.client.log({ root: this.root, id: this.#streamId, refs: this.refs.get(), upTo: this.#upTo }, { signal })) {
        if (signal.aborted) return;
        if (piece.kind === 'start') {
          about = { ...about, lanes: new Lanes(piece.main), refs: byCommit(piece.refs), head: piece.head, branch: piece.branch };
          continue;
        }
        if (piece.kind === 'commits') {
          for (const row of piece.commits) {
            rowOf.set(row[0], rows.push(row) - 1);
            about.lanes.add({ hash: row[0], parents: row[1] === '' ? [] : row[1].split(' ') });
          }
        } else if (piece.kind === 'total') about = { ...about, total: piece.count };
        else about = { ...about, isWhole: true };
        this.error.set(null);
        tell();
      }
    } catch (error) {
      if (!signal.aborted) this.error.set(fromWireError(error));
    }
  }
}

function byCommit(refs: readonly HistoryRef[]): Map<string, readonly HistoryRef[]> {
  const known = new Map<string, readonly HistoryRef[]>();
  for (const ref of refs) known.set(ref.hash, [...(known.get(ref.hash) ?? []), ref]);
  return known;
}
