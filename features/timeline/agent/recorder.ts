import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

import type { AgentKernel } from '../../../agent/feature.ts';
import type { SaveEvent } from '../../../agent/saves.ts';
import { pathToBytes, type FilePath } from '../../../shared/file-path.ts';
import { MAX_KEPT_BYTES } from '../contract.ts';
import type { SaveRecord } from './save-records.ts';
import type { SaveStore } from './save-store.ts';

/** Git's own, and what is kept here: nobody's work. */
const NOT_KEPT = /\/(\.git|\.local\/share\/atelier)(\/|$)/;

export type FileNow = { readonly content: Buffer; readonly modifiedAtMs: number; readonly stamp: string };
export type RecorderDeps = { readonly store: SaveStore; readonly log: Pick<AgentKernel['log'], 'warn'>; readonly now: () => number; readonly onRecorded: (record: SaveRecord) => void };

/** Keeps what members save in the page, and what was there when nobody here had saved it. Failing to is logged: a save is never refused for it. */
export class Recorder {
  readonly #deps: RecorderDeps;
  /** What a file looked like when it was last recorded; the same look is the same content. */
  readonly #stamps = new Map<string, string>();
  readonly #pending = new Set<Promise<void>>();

  constructor(deps: RecorderDeps) {
    this.#deps = deps;
  }

  changing({ path }: SaveEvent): void {
    this.#attend(this.#found(path));
  }

  saved({ path, actor }: SaveEvent): void {
    this.#attend(this.#record(path, { cause: 'saved', memberId: actor.memberId }));
  }

  moved({ from, to }: { readonly from: FilePath; readonly to: FilePath }): void {
    this.#attend(this.#deps.store.moved({ from, to }));
  }

  /** What the file is now, kept if it was not. null: there is none, or none that can be kept. */
  async keepNow(path: FilePath): Promise<SaveRecord | null> {
    await this.idle();
    return await this.#record(path, { cause: 'found', memberId: null });
  }

  /** Resolves once everything that was told before is kept. */
  async idle(): Promise<void> {
    await Promise.all(this.#pending);
  }

  async #found(path: FilePath): Promise<void> {
    await this.#record(path, { cause: 'found', memberId: null });
  }

  async #record(path: FilePath, { cause, memberId }: { cause: 'found' | 'saved'; memberId: SaveRecord['memberId'] }): Promise<SaveRecord | null> {
    if (NOT_KEPT.test(path)) return null;
    const now = await readNow(path, this.#stamps.get(path));
    if (now === null) return null;
    if (now === 'same') return await this.#deps.store.latest(path);
    const before = await this.#deps.store.latest(path);
    const record = await this.#deps.store.add({ path, content: now.content, cause, memberId, atMs: cause === 'found' ? now.modifiedAtMs : this.#deps.now() });
    if (record === null) return null;
    if (this.#stamps.size > 5000) this.#stamps.clear();
    this.#stamps.set(path, now.stamp);
    if (record.id !== before?.id) this.#deps.onRecorded(record);
    return record;
  }

  #attend(work: Promise<unknown>): void {
    const attended: Promise<void> = work
      .then(
        () => undefined,
        (error: unknown) => this.#deps.log.warn({ error: String(error) }, 'a version could not be kept'),
      )
      .finally(() => this.#pending.delete(attended));
    this.#pending.add(attended);
  }
}

/** null: no regular file, or too large. `same`: as it was when it had that stamp. */
export async function readNow(path: FilePath, stamp?: string): Promise<FileNow | 'same' | null> {
  const handle = await open(Buffer.from(pathToBytes(path)), constants.O_RDONLY | constants.O_NONBLOCK).catch((error: NodeJS.ErrnoException) => {
    if (['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'EACCES', 'ENXIO', 'ENAMETOOLONG'].includes(error.code ?? '')) return null;
    throw error;
  });
  if (handle === null) return null;
  try {
    const stats = await handle.stat();
    const { size, mtimeMs, ctimeMs, ino } = stats;
    if (!stats.isFile() || size > MAX_KEPT_BYTES) return null;
    const seen = `${ino} ${size} ${mtimeMs} ${ctimeMs}`;
    if (seen === stamp) return 'same';
    const content = Buffer.alloc(size);
    let at = 0;
    for (let read = 1; read > 0 && at < size; at += read) read = (await handle.read(content, at, size - at, at)).bytesRead;
    return { content: content.subarray(0, at), modifiedAtMs: mtimeMs, stamp: seen };
  } finally {
    await handle.close();
  }
}
