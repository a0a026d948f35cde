import { randomBytes } from 'node:crypto';
import { chmod, lstat } from 'node:fs/promises';

import type { AgentContext } from '../../../agent/feature.ts';
import type { Repository } from '../../../agent/git/repositories.ts';
import { AtelierError } from '../../../shared/errors.ts';
import { pathToBytes, type FilePath } from '../../../shared/file-path.ts';
import { SECOND_MS } from '../../../shared/units.ts';
import { MAX_KEPT_BYTES, MAX_RESTORED_FILES, MAX_SAVES, type Moment } from '../contract.ts';
import { blobsOf, folderAt, isBlob, treeOf, trackedIn, type FileThen, type FolderThen } from './folder-then.ts';
import { readNow, type Recorder } from './recorder.ts';
import { refuseGitsOwn, removeFile } from './restore.ts';
import type { SaveStore } from './save-store.ts';

/** Ways back that are remembered: the timeline has every version besides. */
const KEPT_UNDOS = 20;

/** A file as the folder's restoring found it. */
type Before = { readonly path: FilePath; readonly saveId: string | null };
type Put = (path: FilePath, about: { readonly content: Buffer; readonly ofMs: number; readonly context: AgentContext }) => Promise<void>;
export type FolderRestoreDeps = { readonly store: SaveStore; readonly recorder: Recorder; readonly put: Put; readonly mayWrite: (content: Buffer, context: AgentContext) => boolean; readonly onRemoved: (path: FilePath) => void };
type Changed = { readonly path: FilePath; readonly file: FileThen };
type Write = (path: FilePath, about: { readonly content: Buffer; readonly isExecutable: boolean }) => Promise<void>;
type Writing = { readonly repository: Repository | null; readonly changed: readonly Changed[]; readonly removed: readonly FilePath[]; readonly before: Before[]; readonly write: Write };
export type Restored = { readonly undo: string; readonly changed: number; readonly removed: number; readonly leftOut: number };

/** Makes whole folders what they were, and takes it back. */
export class FolderRestore {
  readonly #deps: FolderRestoreDeps;
  readonly #undos = new Map<string, readonly Before[]>();

  constructor(deps: FolderRestoreDeps) {
    this.#deps = deps;
  }

  /** @throws AtelierError not_found, limit_reached; forbidden: git's own settings; read_only, disk_full: all is as it was */
  async restore(folder: FilePath, { to, repository, context }: { readonly to: Moment; readonly repository: Repository | null; readonly context: AgentContext }): Promise<Restored> {
    const { recorder, put, mayWrite } = this.#deps;
    await recorder.idle();
    const { past, ofMs, candidates } = await this.#then(folder, { to, repository });
    const changed: Changed[] = [];
    const removed: FilePath[] = [];
    let leftOut = 0;
    for (const path of candidates) {
      const file = past.files.get(path);
      const state = await this.#compare(path, file);
      if (state === 'same' || (file === undefined && !past.isKnown(path))) continue;
      refuseGitsOwn(path, context);
      if (state === 'unkept') leftOut += 1;
      else if (file !== undefined) changed.push({ path, file });
      else removed.push(path);
    }
    if (changed.length + removed.length > MAX_RESTORED_FILES) throw new AtelierError('limit_reached', { max: MAX_RESTORED_FILES });
    const before: Before[] = [];
    const write: Write = async (path, { content, isExecutable }) => {
      if (!mayWrite(content, context)) {
        leftOut += 1;
        return;
      }
      before.push({ path, saveId: (await recorder.keepNow(path))?.id ?? null });
      await put(path, { content, ofMs, context });
      if (isExecutable) await chmod(Buffer.from(pathToBytes(path)), 0o755);
    };
    try {
      await this.#write({ repository, changed, removed, before, write });
    } catch (error) {
      // All of it or nothing.
      await this.#back(before, context);
      throw error;
    }
    return { undo: this.#remember(before), changed: before.length - removed.length, removed: removed.length, leftOut };
  }

  async #write({ repository, changed, removed, before, write }: Writing): Promise<void> {
    const { store, recorder } = this.#deps;
    const blobs = new Map(changed.flatMap(({ path, file }) => (file.from === 'commit' ? [[path, file] as const] : [])));
    if (repository !== null) for await (const { path, content } of blobsOf(repository, [...blobs].map(([path, file]) => ({ path, ...file })))) await write(path, { content, isExecutable: blobs.get(path)?.isExecutable === true });
    for (const { path, file } of changed) if (file.from === 'save') await write(path, { content: (await store.read(file.record.id)).content, isExecutable: false });
    for (const path of removed) {
      before.push({ path, saveId: (await recorder.keepNow(path))?.id ?? null });
      await removeFile(path);
      this.#deps.onRemoved(path);
    }
  }

  /** What is there now is kept in turn. @throws AtelierError not_found: it is not remembered any more */
  async undo(undo: string, context: AgentContext): Promise<void> {
    const before = this.#undos.get(undo);
    if (before === undefined) throw new AtelierError('not_found');
    await this.#back(before, context);
    this.#undos.delete(undo);
  }

  async #back(before: readonly Before[], context: AgentContext): Promise<void> {
    const { store, recorder, put } = this.#deps;
    for (const { path, saveId } of before) {
      await recorder.keepNow(path);
      if (saveId !== null) {
        const { content, record } = await store.read(saveId);
        await put(path, { content, ofMs: record.atMs, context });
      } else if ((await kindOf(path)) === 'file') {
        await removeFile(path);
        this.#deps.onRemoved(path);
      }
    }
  }

  async #then(folder: FilePath, { to, repository }: { readonly to: Moment; readonly repository: Repository | null }): Promise<{ past: FolderThen; ofMs: number; candidates: Set<FilePath> }> {
    const { store } = this.#deps;
    const tracked = repository === null ? new Set<string>() : await trackedIn(repository, folder);
    if (to.kind === 'commit') {
      if (repository === null) throw new AtelierError('not_found');
      const [tree, ofMs] = await Promise.all([treeOf(repository, { commit: to.hash, folder }), timeOf(repository, to.hash)]);
      return { past: { files: tree, isKnown: (path) => tracked.has(path) }, ofMs, candidates: new Set([...tree.keys(), ...([...tracked] as FilePath[])]) };
    }
    const { record: { atMs } } = await store.read(to.id);
    const commit = repository === null ? null : await lastCommitBefore(repository, { folder, atMs });
    const [tree, committedMs] = repository === null || commit === null ? [new Map<FilePath, never>(), 0] : await Promise.all([treeOf(repository, { commit, folder }), timeOf(repository, commit)]);
    const saves = (await store.list(folder, MAX_SAVES)).filter(({ path }) => path.startsWith(`${folder}/`));
    // A commit's time has whole seconds: what was saved within that second came before it.
    const past = folderAt(atMs, { saves, tree, treeAtMs: committedMs + SECOND_MS - 1, tracked });
    return { past, ofMs: atMs, candidates: new Set([...past.files.keys(), ...([...tracked] as FilePath[]), ...saves.map(({ path }) => path)]) };
  }

  /** `unkept`: what is there, or was, cannot be kept: too large, or no file. */
  async #compare(path: FilePath, file: FileThen | undefined): Promise<'same' | 'other' | 'unkept'> {
    if (file?.from === 'commit' && file.sizeBytes > MAX_KEPT_BYTES) return 'unkept';
    const now = await readNow(path);
    if (now === null || now === 'same') {
      if ((await kindOf(path)) !== 'gone') return 'unkept';
      return file === undefined || (file.from === 'save' && file.isLoose) ? 'same' : 'other';
    }
    if (file === undefined) return 'other';
    if (file.from === 'commit') return isBlob(now.content, file.blob) ? 'same' : 'other';
    return (await this.#deps.store.read(file.record.id)).content.equals(now.content) ? 'same' : 'other';
  }

  #remember(before: readonly Before[]): string {
    const undo = `f${randomBytes(8).toString('hex')}`;
    this.#undos.set(undo, before);
    for (const old of [...this.#undos.keys()].slice(0, -KEPT_UNDOS)) this.#undos.delete(old);
    return undo;
  }
}

async function kindOf(path: FilePath): Promise<'file' | 'other' | 'gone'> {
  const stats = await lstat(Buffer.from(pathToBytes(path))).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  });
  return stats === null ? 'gone' : stats.isFile() ? 'file' : 'other';
}

/** As the list of events has them in order. */
async function lastCommitBefore({ look, root }: Repository, { folder, atMs }: { readonly folder: FilePath; readonly atMs: number }): Promise<string | null> {
  const name = folder.slice(root.path.length + 1);
  const seconds = Math.floor((atMs - SECOND_MS) / SECOND_MS);
  const { exitCode, stdout } = await look(['rev-list', '-1', `--before=@${seconds}`, 'HEAD', '--', ...(name === '' ? [] : [name])], { allowExit: [128] });
  const hash = exitCode === 0 ? stdout.toString('latin1').trim() : '';
  return hash === '' ? null : hash;
}

/** @throws AtelierError not_found */
async function timeOf({ look }: Repository, hash: string): Promise<number> {
  const { exitCode, stdout } = await look(['log', '-1', '--no-show-signature', '--format=%ct', hash, '--'], { allowExit: [128] });
  if (exitCode !== 0) throw new AtelierError('not_found');
  return Number(stdout.toString('latin1')) * SECOND_MS;
}
