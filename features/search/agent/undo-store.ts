import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { AtelierError } from '../../../shared/errors.ts';
import type { FilePath } from '../../../shared/file-path.ts';

/** What a file held before a replacement, as long as it is still what the replacement made of it. */
export type Undone = { readonly path: FilePath; readonly etag: string; readonly kept: string };

/** So many replacements can be undone. */
const MOST = 8;

/** What replaced files held, in a folder of the member's own, for as long as the agent lives. */
export class UndoStore {
  private readonly folder: string;
  private readonly known = new Map<string, Undone[]>();
  private isClean = false;
  private next = 1;

  /** @param folder made when it is needed; what an earlier agent left there is removed then */
  constructor(folder: string) {
    this.folder = folder;
  }

  /** Keeps what a file holds; the function it gives is told what was written in its place. */
  async keep(id: string, { path, content }: { readonly path: FilePath; readonly content: Buffer }): Promise<(etag: string) => void> {
    if (!this.isClean) {
      this.isClean = true;
      await rm(this.folder, { recursive: true, force: true });
    }
    const of = join(this.folder, id);
    await mkdir(of, { recursive: true, mode: 0o700 });
    const kept = join(of, String(this.next));
    this.next += 1;
    await writeFile(kept, content, { mode: 0o600 });
    return (etag) => {
      const files = this.known.get(id) ?? [];
      // One that was replaced in twice goes back to what it held at first.
      const first = files.find((file) => file.path === path);
      this.known.set(id, [...files.filter((file) => file !== first), { path, etag, kept: first?.kept ?? kept }]);
      this.dropOldest();
    };
  }

  /** Once only. @throws AtelierError not_found: too long ago */
  take(id: string): readonly Undone[] {
    const files = this.known.get(id);
    if (files === undefined) throw new AtelierError('not_found');
    this.known.delete(id);
    return files;
  }

  async contentOf({ kept }: Undone): Promise<Buffer> {
    return await readFile(kept);
  }

  async drop(id: string): Promise<void> {
    await rm(join(this.folder, id), { recursive: true, force: true });
  }

  private dropOldest(): void {
    for (const [id] of [...this.known].slice(0, Math.max(0, this.known.size - MOST))) {
      this.known.delete(id);
      void this.drop(id).catch(() => undefined); // the next agent's first replacement clears it
    }
  }
}
