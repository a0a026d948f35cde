import { watch, type FSWatcher } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { AgentKernel } from '../../../agent/feature.ts';
import { UNWATCHED_FOLDERS } from '../../files/contract.ts';
import { findGitFolder, type GitFolder } from './git-folder.ts';

/** Beyond these a change is seen with the next one elsewhere, or when somebody asks. */
const MAX_FOLDERS = 4000;
const SHARED_FOLDERS = ['refs/heads', 'refs/remotes/origin', 'refs/remotes/origin/proposals'];
/** A lock that is there for longer than a git command is looked at, once. */
const LOCK_LOOK_MS = 2500;

export type TreeWatchDeps = { readonly root: string; readonly onChange: () => void; readonly log: Pick<AgentKernel['log'], 'warn'> };

/**
 * Tells that something below a root changed, or that git did something in it: one inotify watch for each folder, those
 * that are made by tools left out. Says not what. `close` frees them all.
 */
export class TreeWatch {
  readonly #deps: TreeWatchDeps;
  readonly #watches = new Map<string, FSWatcher>();
  #closed = false;
  #git: GitFolder = { own: '', common: '' };
  #lockTimer: NodeJS.Timeout | undefined;
  #isFull = false;

  constructor(deps: TreeWatchDeps) {
    this.#deps = deps;
  }

  /** Resolves once every change from now on is told. */
  async start(): Promise<void> {
    const { root } = this.#deps;
    this.#git = await findGitFolder(root);
    await this.#gitFolders();
    await this.#below(root, { deep: true });
  }

  async #gitFolders(): Promise<void> {
    const { own, common } = this.#git;
    for (const folder of new Set([own, common])) await this.#below(folder, { deep: false });
    for (const folder of SHARED_FOLDERS) await this.#below(join(common, folder), { deep: true });
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#lockTimer);
    for (const watcher of this.#watches.values()) watcher.close();
    this.#watches.clear();
  }

  async #below(folder: string, { deep }: { deep: boolean }): Promise<void> {
    if (this.#closed || !this.#add(folder) || !deep) return;
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []); // gone meanwhile, or not to be read
    for (const entry of entries) {
      if (entry.isDirectory() && !UNWATCHED_FOLDERS.includes(entry.name)) await this.#below(join(folder, entry.name), { deep });
    }
  }

  #add(folder: string): boolean {
    if (this.#watches.has(folder)) return true;
    if (this.#watches.size >= MAX_FOLDERS) {
      this.#full('folders');
      return false;
    }
    try {
      const watcher = watch(folder, { recursive: false }, (type, name) => this.#on(folder, { type, name: name ?? '' }));
      watcher.on('error', () => this.#drop(folder));
      this.#watches.set(folder, watcher);
      return true;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOSPC' || code === 'EMFILE') this.#full(code);
      return false;
    }
  }

  #drop(folder: string): void {
    this.#watches.get(folder)?.close();
    this.#watches.delete(folder);
  }

  #full(limit: string): void {
    if (!this.#isFull) this.#deps.log.warn({ root: this.#deps.root, limit }, 'not all folders of a module are watched');
    this.#isFull = true;
  }

  #on(folder: string, { type, name }: { type: string; name: string }): void {
    if (this.#closed) return;
    // Git's own locks come and go around what it does; what it did is told by itself. One that stays was left behind.
    if (name.endsWith('.lock') && this.#isGits(folder)) {
      clearTimeout(this.#lockTimer);
      this.#lockTimer = setTimeout(() => this.#deps.onChange(), LOCK_LOOK_MS);
      return;
    }
    if (type === 'rename') void this.#look(folder, name);
    this.#deps.onChange();
  }

  #isGits(path: string): boolean {
    const { own, common } = this.#git;
    return [own, common, join(this.#deps.root, '.git')].some((folder) => path === folder || path.startsWith(`${folder}/`));
  }

  /** A folder that came is watched, with what is in it; of one that went the watch is freed. */
  async #look(folder: string, name: string): Promise<void> {
    const child = join(folder, name);
    const inGit = this.#isGits(child);
    if (!inGit && UNWATCHED_FOLDERS.includes(name)) return;
    if (inGit) {
      this.#git = await findGitFolder(this.#deps.root);
      await this.#gitFolders();
    } else {
      const isFolder = await readdir(child).then(() => true, () => false);
      if (isFolder) await this.#below(child, { deep: true });
      else this.#drop(child);
    }
    // What came before it was watched.
    if (!this.#closed) this.#deps.onChange();
  }
}
