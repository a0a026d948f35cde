import { lstat } from 'node:fs/promises';

import type { AgentKernel } from '../../../agent/feature.ts';
import { FilePath } from '../../../shared/file-path.ts';
import type { FileChange } from '../contract.ts';
import { childBytes, fromBytes, toBytes } from './file-names.ts';
import type { EventGauge } from './event-gauge.ts';
import { FolderWatches, type FolderEvent } from './folder-watches.ts';
import { isTemporary } from './temporary-files.ts';
import { fileError, unless } from './system-errors.ts';
import { changesBetween, interestsOf, lookAt, type Interest, type TargetState } from './watch-target.ts';

/** Events of this long are told together: a save is several, and an editor need not see each. */
const GATHER_MS = 10;
const GATHER_FLOOD_MS = 100;
/** A flood is told as `overflow`: looking again costs less than this many single changes. */
const MAX_CHANGES = 2000;
const ATTACH_AT_ONCE = 32;

export type WatchDeps = { readonly log: AgentKernel['log']; readonly gauge: EventGauge };

type Target = { readonly path: FilePath; state: TargetState; interests: readonly Interest[] };
type Dirty = { readonly folder: Buffer; readonly name: Buffer; renamed: boolean; maybeItself: boolean };

/** What one `watch` stream knows. `next` gives what changed since; `close` frees every inotify watch. */
export class WatchSession {
  readonly #log: AgentKernel['log'];
  readonly #targets: Target[];
  readonly #watches: FolderWatches;
  readonly #dirty = new Map<string, Dirty>();
  readonly #gauge: EventGauge;
  readonly #stopGauge: () => void;
  #flooded = false;
  #timer: NodeJS.Timeout | undefined;
  #gatherMs = GATHER_MS;
  #pending: FileChange[] = [];
  #failure: unknown = null;
  #closed = false;
  #wake: (() => void) | undefined;

  constructor(paths: readonly FilePath[], { log, gauge }: WatchDeps) {
    this.#log = log;
    this.#gauge = gauge;
    this.#stopGauge = gauge.onFlood(() => {
      this.#flooded = true;
      this.#flushSoon();
    });
    this.#targets = [...new Set(paths)].map((path) => ({ path, state: { kind: 'missing' }, interests: [] }));
    this.#watches = new FolderWatches((event) => this.#note(event));
  }

  /** Resolves once every change from now on will be told. @throws AtelierError limit_reached */
  async start(): Promise<FileChange[]> {
    for (let at = 0; at < this.#targets.length && !this.#closed; at += ATTACH_AT_ONCE) {
      await Promise.all(this.#targets.slice(at, at + ATTACH_AT_ONCE).map((target) => this.#attach(target)));
    }
    this.#dropUnused();
    return this.#targets.flatMap(({ path, state }): FileChange[] => {
      if (state.kind === 'missing') return [{ type: 'deleted', path }];
      return state.kind === 'file' ? [{ type: 'changed', path, etag: state.etag }] : [];
    });
  }

  /** @returns null once closed. @throws AtelierError limit_reached */
  async next(): Promise<FileChange[] | null> {
    while (this.#pending.length === 0 && this.#failure === null && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#closed) return null;
    if (this.#failure !== null) throw this.#failure;
    return this.#pending.splice(0);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#stopGauge();
    this.#watches.close();
    this.#wake?.();
  }

  #note(event: FolderEvent): void {
    this.#gauge.note();
    if (this.#closed || isTemporary(event.name)) return;
    if (this.#dirty.size < MAX_CHANGES) {
      const key = childBytes(event.folder, event.name).toString('latin1');
      const known = this.#dirty.get(key);
      if (known === undefined) this.#dirty.set(key, { ...event });
      else {
        known.renamed ||= event.renamed;
        known.maybeItself ||= event.maybeItself;
      }
    }
    this.#flushSoon();
  }

  #flushSoon(): void {
    if (!this.#closed) this.#timer ??= setTimeout(() => void this.#flush(), this.#gatherMs);
  }

  async #flush(): Promise<void> {
    const dirty = [...this.#dirty.values()];
    const flood = dirty.length >= MAX_CHANGES || this.#flooded;
    this.#dirty.clear();
    this.#flooded = false;
    try {
      const changes = (await Promise.all(this.#affected(dirty, flood).map((target) => this.#recheck(target)))).flat();
      this.#dropUnused();
      if (flood) changes.push({ type: 'overflow' });
      else changes.push(...(await Promise.all(dirty.map((one) => this.#namesIn(one)))).flat());
      this.#tell(changes);
    } catch (error) {
      this.#failure = fileError(error, 'read');
      this.#log.warn({ error }, 'files: watch failed');
      this.#wake?.();
    } finally {
      this.#gatherMs = dirty.length > 200 ? GATHER_FLOOD_MS : GATHER_MS;
      this.#timer = undefined;
      if (this.#dirty.size > 0 || this.#flooded) this.#flushSoon();
    }
  }

  #tell(changes: readonly FileChange[]): void {
    if (changes.length === 0) return;
    this.#pending.push(...changes);
    if (this.#pending.length > MAX_CHANGES) this.#pending = [{ type: 'overflow' }]; // a reader that does not keep up
    this.#wake?.();
  }

  /** The targets these events may concern; when a watched folder goes, everything below it as well. */
  #affected(dirty: readonly Dirty[], all: boolean): Target[] {
    if (all) return this.#targets;
    const gone = dirty.filter((one) => one.maybeItself).map(({ folder }) => folder);
    return this.#targets.filter(({ path, interests }) =>
      interests.some(({ folder, name }) => {
        if (gone.some((one) => folder.equals(one) || startsWith(toBytes(path), one))) return true;
        return dirty.some((one) => (name === null ? isChild(folder, one) : one.folder.equals(folder) && one.name.equals(name)));
      }),
    );
  }

  async #recheck(target: Target): Promise<FileChange[]> {
    const before = target.state;
    await this.#attach(target);
    return changesBetween(target.path, before, target.state);
  }

  /** Listens first and looks then, until both agree: what happens in between is not missed. */
  async #attach(target: Target): Promise<void> {
    let state = await lookAt(target.path);
    for (let attempt = 0; attempt < 5 && !this.#closed; attempt += 1) {
      const before = target.state;
      if (before.kind === 'folder' && (state.kind !== 'folder' || state.inode !== before.inode)) this.#watches.drop(toBytes(target.path));
      target.state = state;
      target.interests = await interestsOf(target.path, state);
      for (const { folder } of target.interests) await this.#listen(folder);
      const now = await lookAt(target.path);
      if (now.kind === state.kind && (now.kind !== 'folder' || state.kind !== 'folder' || now.inode === state.inode)) {
        target.state = now;
        break;
      }
      state = now;
    }
  }

  #dropUnused(): void {
    this.#watches.keepOnly(new Set(this.#targets.flatMap(({ interests }) => interests.map(({ folder }) => folder.toString('latin1')))));
  }

  async #listen(folder: Buffer): Promise<void> {
    if (this.#closed) return;
    // Gone again, or not to be read: the next look finds out the first, nothing tells of the second.
    await unless(['ENOENT', 'EACCES', 'ENOTDIR'], (async () => this.#watches.add(folder))());
  }

  /** Names that came or went in the folders that are targets, by the path the folder was asked for with. */
  async #namesIn({ folder, name, renamed }: Dirty): Promise<FileChange[]> {
    const targets = renamed ? this.#targets.filter(({ interests }) => interests.some((one) => one.name === null && one.folder.equals(folder))) : [];
    const [first] = targets;
    if (first === undefined) return [];
    const child = childBytes(first.path === '/' ? Buffer.alloc(0) : folder, name);
    const path = FilePath.safeParse(fromBytes(child));
    if (!path.success || this.#targets.some((target) => target.path === path.data)) return []; // told as a target
    const exists = (await unless(['ENOENT', 'ENOTDIR', 'EACCES'], lstat(child))) !== null;
    return [{ type: exists ? 'created' : 'deleted', path: path.data }];
  }
}

function isChild(path: Buffer, { folder, name }: Dirty): boolean {
  return path.length === folder.length + 1 + name.length && path.equals(childBytes(folder, name));
}

function startsWith(path: Buffer, folder: Buffer): boolean {
  return path.length > folder.length && path[folder.length] === 0x2f && path.subarray(0, folder.length).equals(folder);
}
