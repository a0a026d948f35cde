import { createHash, randomBytes } from 'node:crypto';
import { appendFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';

import { AtelierError } from '../../../shared/errors.ts';
import type { FilePath } from '../../../shared/file-path.ts';
import type { MemberId } from '../../../shared/ids.ts';
import { KeyedQueue } from '../../../shared/keyed-queue.ts';
import { MAX_KEPT_BYTES, MAX_SAVES, MAX_SAVES_AGE_MS, MAX_SAVES_BYTES, type SavedEvent } from '../contract.ts';
import { countChangedLines } from './changed-lines.ts';
import { parseRecords, type MoveRecord, type SaveRecord, type StoreRecord } from './save-records.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);
/** What is let go at once when there is too much, so that it is not done for each save. */
const LEFT_AFTER_PRUNING = 0.9;
const MAX_COMPARED_BYTES = 1024 * 1024;

export type SaveStoreLimits = { readonly maxBytes: number; readonly maxSaves: number; readonly maxAgeMs: number };
export type NewSave = { readonly path: FilePath; readonly content: Buffer; readonly cause: SavedEvent['cause']; readonly atMs: number; readonly memberId: MemberId | null; readonly ofMs?: number };

/**
 * Versions of files in a folder of their own: contents by their hash, compressed, each once; beside them a log of
 * which file had which content when. A crash loses at most the line that was being written. One for each agent.
 */
export class SaveStore {
  readonly #folder: string;
  readonly #now: () => number;
  readonly #limits: SaveStoreLimits;
  readonly #queue = new KeyedQueue();
  #records: StoreRecord[] | null = null;

  constructor({ folder, now, limits = { maxBytes: MAX_SAVES_BYTES, maxSaves: MAX_SAVES, maxAgeMs: MAX_SAVES_AGE_MS } }: { folder: string; now: () => number; limits?: SaveStoreLimits }) {
    this.#folder = folder;
    this.#now = now;
    this.#limits = limits;
  }

  /** Kept, unless the newest version of that file is the same already; then that one. null: too large to keep. */
  add(save: NewSave): Promise<SaveRecord | null> {
    return this.#alone(async (records) => {
      const { content, path, cause, atMs, memberId, ofMs = null } = save;
      if (content.length > MAX_KEPT_BYTES) return null;
      const hash = createHash('sha256').update(content).digest('hex');
      const before = newest(records, path);
      if (before?.hash === hash && cause !== 'restored') return before;
      const lines = await this.#linesBetween(before, content);
      const storedBytes = records.find((record): record is SaveRecord => record.kind === 'save' && record.hash === hash)?.storedBytes ?? (await this.#keep(hash, content));
      // What was found is older than what is saved next, whatever its time says.
      const record: SaveRecord = { kind: 'save', id: `s${randomBytes(8).toString('hex')}`, path, atMs: Math.max(atMs, before?.atMs ?? 0), cause, ofMs, memberId, lines, sizeBytes: content.length, hash, storedBytes };
      await this.#write(record);
      if (isTooMuch(records, this.#limits)) await this.#prune();
      return record;
    });
  }

  /** From now on it has another name; what it was stays known under the new one. */
  moved(move: Omit<MoveRecord, 'kind' | 'atMs'>): Promise<void> {
    return this.#alone(async (records) => {
      const isKnown = records.some((record) => record.kind === 'save' && (record.path === move.from || record.path.startsWith(`${move.from}/`)));
      if (isKnown) await this.#write({ kind: 'move', atMs: this.#now(), ...move });
    });
  }

  /** Of a file, its former names included, or of all files below a folder. Newest first. */
  list(path: FilePath, limit: number): Promise<SaveRecord[]> {
    return this.#alone(async (records) => [...versionsOf(records, path)].sort((one, other) => other.atMs - one.atMs).slice(0, limit));
  }

  /** @throws AtelierError not_found: it is kept no more */
  read(id: string): Promise<{ record: SaveRecord; content: Buffer }> {
    return this.#alone(async (records) => {
      const record = records.find((one): one is SaveRecord => one.kind === 'save' && one.id === id);
      if (record === undefined) throw new AtelierError('not_found');
      return { record, content: await this.#load(record.hash) };
    });
  }

  /** The newest that is known of a file; null: nothing is. */
  latest(path: FilePath): Promise<SaveRecord | null> {
    return this.#alone(async (records) => newest(records, path));
  }

  /** Resolves once everything that was asked before is done. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }

  #alone<Result>(work: (records: StoreRecord[]) => Promise<Result>): Promise<Result> {
    return this.#queue.run('', async () => {
      if (this.#records === null) {
        this.#records = parseRecords(await readFile(this.#log, 'utf8').catch(unlessMissing('')));
        if (isTooMuch(this.#records, this.#limits) || this.#hasOld()) await this.#prune();
      }
      return await work(this.#records);
    });
  }

  get #log(): string {
    return `${this.#folder}/log.jsonl`;
  }

  #object(hash: string): string {
    return `${this.#folder}/objects/${hash.slice(0, 2)}/${hash.slice(2)}`;
  }

  async #keep(hash: string, content: Buffer): Promise<number> {
    const packed = await compress(content);
    const place = this.#object(hash);
    await mkdir(place.slice(0, place.lastIndexOf('/')), { recursive: true, mode: 0o700 });
    const beside = `${place}.${randomBytes(4).toString('hex')}`;
    await writeFile(beside, packed, { mode: 0o600 });
    await rename(beside, place);
    return packed.length;
  }

  /** @throws AtelierError not_found: somebody removed it or wrote something else there */
  async #load(hash: string): Promise<Buffer> {
    const packed = await readFile(this.#object(hash)).catch(unlessMissing(null));
    const content = packed === null ? null : await decompress(packed, { maxOutputLength: MAX_KEPT_BYTES }).catch(() => null);
    if (content === null || createHash('sha256').update(content).digest('hex') !== hash) throw new AtelierError('not_found');
    return content;
  }

  async #linesBetween(before: SaveRecord | null, content: Buffer): Promise<number | null> {
    if (before === null || before.sizeBytes > MAX_COMPARED_BYTES || content.length > MAX_COMPARED_BYTES) return null;
    const old = await this.#load(before.hash).catch(() => null);
    return old === null ? null : countChangedLines(old, content);
  }

  async #write(record: StoreRecord): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await appendFile(this.#log, `${JSON.stringify(record)}\n`, { mode: 0o600 });
    this.#records?.push(record);
  }

  #hasOld(): boolean {
    const oldest = this.#records?.[0];
    return oldest !== undefined && oldest.atMs < this.#now() - this.#limits.maxAgeMs;
  }

  /** The oldest go until there is room; then contents that no version has. */
  async #prune(): Promise<void> {
    const records = this.#records ?? [];
    const limits = { maxBytes: this.#limits.maxBytes * LEFT_AFTER_PRUNING, maxSaves: this.#limits.maxSaves * LEFT_AFTER_PRUNING };
    const kept: StoreRecord[] = [];
    const hashes = new Set<string>();
    let bytes = 0;
    for (const record of records.toReversed()) {
      if (record.atMs < this.#now() - this.#limits.maxAgeMs || kept.length >= limits.maxSaves) break;
      if (record.kind === 'save' && !hashes.has(record.hash)) {
        if (bytes + record.storedBytes > limits.maxBytes) break;
        bytes += record.storedBytes;
        hashes.add(record.hash);
      }
      kept.push(record);
    }
    this.#records = kept.reverse();
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await writeFile(`${this.#log}.new`, kept.map((record) => `${JSON.stringify(record)}\n`).join(''), { mode: 0o600 });
    await rename(`${this.#log}.new`, this.#log);
    const gone = new Set(records.flatMap((record) => (record.kind === 'save' && !hashes.has(record.hash) ? [record.hash] : [])));
    for (const hash of gone) await rm(this.#object(hash), { force: true });
  }
}

/** Newest first as they were written, former names included, and all that is below a folder. */
function* versionsOf(records: readonly StoreRecord[], path: string): Generator<SaveRecord> {
  let name = path;
  for (let at = records.length - 1; at >= 0; at -= 1) {
    const record = records[at];
    if (record === undefined) continue;
    if (record.kind === 'move') {
      if (record.to === name) name = record.from;
      else if (name.startsWith(`${record.to}/`)) name = record.from + name.slice(record.to.length);
    } else if (record.path === name || record.path.startsWith(`${name}/`) || record.path.startsWith(`${path}/`)) yield record;
  }
}

function newest(records: readonly StoreRecord[], path: string): SaveRecord | null {
  for (const record of versionsOf(records, path)) return record;
  return null;
}

function isTooMuch(records: readonly StoreRecord[], { maxBytes, maxSaves }: SaveStoreLimits): boolean {
  if (records.length > maxSaves) return true;
  const sizes = new Map(records.flatMap((record) => (record.kind === 'save' ? [[record.hash, record.storedBytes] as const] : [])));
  let bytes = 0;
  for (const size of sizes.values()) bytes += size;
  return bytes > maxBytes;
}

function unlessMissing<Value>(value: Value): (error: NodeJS.ErrnoException) => Value {
  return (error) => {
    if (error.code === 'ENOENT') return value;
    throw error;
  };
}
