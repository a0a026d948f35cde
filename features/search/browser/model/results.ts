import type { FilePath } from '../../../../shared/file-path.ts';
import type { FileHits, Hit } from '../../contract.ts';

export type FileResult = {
  readonly path: FilePath;
  /** As it is shown and sorted: below what all have in common. */
  readonly shown: string;
  readonly isReadOnly: boolean;
  hits: Hit[];
  /** Hits that stay as they are when all are replaced. */
  readonly leftOut: Set<Hit>;
  isExpanded: boolean;
  /** As it was last written by a replacement; null: as it was searched. */
  etag: string | null;
  /** When it was searched, if later than the others. */
  asOfMs: number | null;
};

export type ResultRow = { readonly file: FileResult; /** null: the file itself. */ readonly hit: Hit | null; /** Place among its own kind, from 0. */ readonly index: number };

export type ResultsDeps = {
  /** How a path is shown, and whether nothing can be written there. */
  readonly describe: (path: FilePath) => { readonly shown: string; readonly isReadOnly: boolean };
};

/** What a search found, sorted by path as it comes. Rows are counted, not made: 100,000 of them cost what the files do. */
export class Results {
  private readonly deps: ResultsDeps;
  private sorted: FileResult[] = [];
  private readonly byPath = new Map<FilePath, FileResult>();
  private fresh: FileResult[] = [];
  private starts: Int32Array | null = null;
  private hits = 0;

  constructor(deps: ResultsDeps) {
    this.deps = deps;
  }

  get files(): readonly FileResult[] {
    this.settle();
    return this.sorted;
  }

  get hitCount(): number {
    return this.hits;
  }

  get fileCount(): number {
    return this.byPath.size;
  }

  add(pieces: readonly FileHits[]): void {
    for (const { path, hits } of pieces) {
      const known = this.byPath.get(path);
      if (known === undefined) {
        const file: FileResult = { path, ...this.deps.describe(path), hits: [...hits], leftOut: new Set(), isExpanded: true, etag: null, asOfMs: null };
        this.byPath.set(path, file);
        this.fresh.push(file);
      } else known.hits.push(...hits);
      this.hits += hits.length;
    }
    this.starts = null;
  }

  clear(): void {
    this.sorted = [];
    this.fresh = [];
    this.byPath.clear();
    this.hits = 0;
    this.starts = null;
  }

  find(path: FilePath): FileResult | null {
    return this.byPath.get(path) ?? null;
  }

  get rowCount(): number {
    const starts = this.offsets();
    return starts[starts.length - 1] ?? 0;
  }

  rowAt(row: number): ResultRow | null {
    const starts = this.offsets();
    if (row < 0 || row >= this.rowCount) return null;
    let low = 0;
    let high = this.sorted.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= row) low = middle;
      else high = middle - 1;
    }
    const file = this.sorted[low];
    if (file === undefined) return null;
    const within = row - (starts[low] ?? 0);
    if (within === 0) return { file, hit: null, index: low };
    const hit = file.hits[within - 1];
    return hit === undefined ? null : { file, hit, index: within - 1 };
  }

  /** The row of a file, or of one of its hits when it shows. */
  rowOf(file: FileResult, hit: Hit | null = null): number {
    const at = this.files.indexOf(file);
    const start = this.offsets()[at] ?? 0;
    return hit === null || !file.isExpanded ? start : start + 1 + file.hits.indexOf(hit);
  }

  toggle(file: FileResult): void {
    file.isExpanded = !file.isExpanded;
    this.starts = null;
  }

  expandAll(isExpanded: boolean): void {
    for (const file of this.files) file.isExpanded = isExpanded;
    this.starts = null;
  }

  /** Takes a file, or one hit of it, off the list. */
  remove(file: FileResult, hit: Hit | null): void {
    const gone = hit === null ? file.hits.length : 1;
    if (hit !== null) {
      file.hits = file.hits.filter((other) => other !== hit);
      file.leftOut.delete(hit);
    }
    this.hits -= gone;
    if (hit === null || file.hits.length === 0) {
      this.sorted = this.files.filter((other) => other !== file);
      this.byPath.delete(file.path);
    }
    this.starts = null;
  }

  /** Other hits for a file; those that were left out stay so where they can be told. */
  replaceHits(file: FileResult, hits: readonly Hit[]): void {
    const wasLeftOut = file.hits.length === hits.length ? file.hits.map((hit) => file.leftOut.has(hit)) : [];
    this.hits += hits.length - file.hits.length;
    file.hits = [...hits];
    file.leftOut.clear();
    for (const [at, hit] of hits.entries()) if (wasLeftOut[at] === true) file.leftOut.add(hit);
    this.starts = null;
    if (hits.length === 0) this.remove(file, null);
  }

  /** All on the list, or those of one file; ticks of what is left out. */
  setLeftOut(file: FileResult, hit: Hit | null, isLeftOut: boolean): void {
    for (const one of hit === null ? file.hits : [hit]) {
      if (isLeftOut) file.leftOut.add(one);
      else file.leftOut.delete(one);
    }
  }

  private settle(): void {
    if (this.fresh.length === 0) return;
    const added = this.fresh.sort(byShown);
    this.fresh = [];
    const last = this.sorted.at(-1);
    const [first] = added;
    if (last === undefined || (first !== undefined && byShown(last, first) < 0)) this.sorted = [...this.sorted, ...added];
    else this.sorted = merge(this.sorted, added);
    this.starts = null;
  }

  /** Of each file its first row, and the number of all rows. */
  private offsets(): Int32Array {
    this.settle();
    if (this.starts !== null) return this.starts;
    const starts = new Int32Array(this.sorted.length + 1);
    let row = 0;
    for (const [at, file] of this.sorted.entries()) {
      starts[at] = row;
      row += 1 + (file.isExpanded ? file.hits.length : 0);
    }
    starts[this.sorted.length] = row;
    this.starts = starts;
    return starts;
  }
}

function byShown(a: FileResult, b: FileResult): number {
  return a.shown < b.shown ? -1 : a.shown > b.shown ? 1 : 0;
}

function merge(known: readonly FileResult[], added: readonly FileResult[]): FileResult[] {
  const merged: FileResult[] = [];
  let at = 0;
  for (const file of known) {
    for (let next = added[at]; next !== undefined && byShown(next, file) < 0; next = added[at]) {
      merged.push(next);
      at += 1;
    }
    merged.push(file);
  }
  return [...merged, ...added.slice(at)];
}
