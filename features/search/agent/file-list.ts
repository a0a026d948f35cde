import type { Root } from '../../../shared/agent-protocol.ts';
import { globArgs } from './globs.ts';
import { ListedNames } from './listed-names.ts';
import { runRipgrep } from './ripgrep.ts';

/** More names than these are not looked through; it is said. */
export const MAX_LISTED = 1_000_000;
const MAX_LISTED_BYTES = 96 * 1024 * 1024;

/** Names of files as ripgrep prints them, piece by piece. */
export class FileList {
  readonly chunks: ListedNames[] = [];
  count = 0;
  isComplete = false;
  /** There are more than are listed. */
  isCapped = false;
  tookMs = 0;
  private bytes = 0;
  private rest: Buffer = Buffer.alloc(0);
  private waiting: (() => void)[] = [];

  /** Resolves when there is more than before, or the end. */
  async more(known: { readonly chunks: number }): Promise<void> {
    if (this.isComplete || this.chunks.length > known.chunks) return;
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** @returns false: enough */
  add(output: Buffer): boolean {
    const end = output.lastIndexOf(0) + 1;
    if (end === 0) {
      this.rest = Buffer.concat([this.rest, output]);
      return true;
    }
    const names = new ListedNames(this.rest.length === 0 ? output.subarray(0, end) : Buffer.concat([this.rest, output.subarray(0, end)]));
    this.rest = output.subarray(end);
    this.count += names.count;
    this.bytes += names.bytes.length;
    this.chunks.push(names);
    this.wake();
    this.isCapped = this.count >= MAX_LISTED || this.bytes >= MAX_LISTED_BYTES;
    return !this.isCapped;
  }

  end(tookMs: number): void {
    this.tookMs = tookMs;
    this.isComplete = true;
    this.wake();
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

export type FileListsDeps = { readonly roots: readonly Root[]; readonly now: () => number; readonly log: { warn(fields: object, message: string): void } };

type Kept = { list: FileList; fresh: FileList | null; atMs: number; usedAtMs: number };

/** A list is looked at again when it is older than this, and than ten times what it took. */
const FRESH_MS = 2000;
const FORGET_AFTER_MS = 5 * 60_000;
const MAX_KEPT = 4;

/**
 * The names of all files, by what is left out. A list that is there answers at once, and is made anew after that when
 * it is not of this moment: ripgrep lists 100,000 files in a tenth of a second, which is less than watching them costs.
 */
export class FileLists {
  private readonly deps: FileListsDeps;
  private readonly kept = new Map<string, Kept>();
  private readonly abort = new AbortController();
  private forgetting: NodeJS.Timeout | null = null;

  constructor(deps: FileListsDeps) {
    this.deps = deps;
  }

  /** What answers now; the first of its kind still grows. */
  get(exclude: readonly string[]): FileList {
    const key = JSON.stringify(exclude);
    const nowMs = this.deps.now();
    const known = this.kept.get(key);
    this.forgetLater();
    if (known !== undefined) {
      known.usedAtMs = nowMs;
      return known.list;
    }
    const list = new FileList();
    const made: Kept = { list, fresh: null, atMs: nowMs, usedAtMs: nowMs };
    this.kept.set(key, made);
    this.dropOldest();
    void this.fill(list, exclude).then(() => (made.atMs = this.deps.now()));
    return list;
  }

  /** The list of this moment, which may still grow, and is what `get` answers from then on; null: that is what it answers now. */
  renew(exclude: readonly string[]): FileList | null {
    const known = this.kept.get(JSON.stringify(exclude));
    if (known === undefined || known.fresh !== null) return known?.fresh ?? null;
    if (!known.list.isComplete || this.deps.now() - known.atMs <= Math.max(FRESH_MS, 10 * known.list.tookMs)) return null;
    const fresh = new FileList();
    known.fresh = fresh;
    void this.fill(fresh, exclude).then(() => {
      known.list = fresh;
      known.fresh = null;
      known.atMs = this.deps.now();
    });
    return fresh;
  }

  close(): void {
    if (this.forgetting !== null) clearTimeout(this.forgetting);
    this.abort.abort();
    this.kept.clear();
  }

  private async fill(list: FileList, exclude: readonly string[]): Promise<void> {
    const startedAtMs = this.deps.now();
    const stop = new AbortController();
    const signal = AbortSignal.any([this.abort.signal, stop.signal]);
    const { roots } = this.deps;
    const args = ['--files', '--null', ...globArgs({ include: [], exclude, ignored: false }, roots), '--', ...roots.map(({ path }) => path)];
    const onOutput = (bytes: Buffer): void => {
      if (!list.add(bytes)) stop.abort();
    };
    await runRipgrep({ args, signal, onOutput }).catch((error: unknown) => this.deps.log.warn({ error }, 'files could not be listed'));
    list.end(this.deps.now() - startedAtMs);
  }

  /** Names are memory: who stops looking for files gives it back. */
  private forgetLater(): void {
    if (this.forgetting !== null) return;
    this.forgetting = setTimeout(() => {
      this.forgetting = null;
      for (const [key, { usedAtMs }] of this.kept) if (this.deps.now() - usedAtMs >= FORGET_AFTER_MS) this.kept.delete(key);
      if (this.kept.size > 0) this.forgetLater();
    }, FORGET_AFTER_MS);
    this.forgetting.unref();
  }

  private dropOldest(): void {
    while (this.kept.size > MAX_KEPT) {
      const [oldest] = [...this.kept].toSorted(([, a], [, b]) => a.usedAtMs - b.usedAtMs);
      if (oldest === undefined) return;
      this.kept.delete(oldest[0]);
    }
  }
}
