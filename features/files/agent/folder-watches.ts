import { readFileSync, watch, type FSWatcher } from 'node:fs';

import { AtelierError } from '../../../shared/errors.ts';
import { baseBytes } from './file-names.ts';
import { errnoOf } from './system-errors.ts';

export type FolderEvent = {
  readonly folder: Buffer;
  readonly name: Buffer;
  /** The name appeared or went, or its file was replaced; else its content or mode changed. */
  readonly renamed: boolean;
  /** The folder itself may have gone: inotify then says the folder's own name. */
  readonly maybeItself: boolean;
};

/**
 * One inotify watch for each folder that somebody asks for, none below it. Events come as they happen, one
 * call each; whoever listens gathers them.
 */
export class FolderWatches {
  readonly #watches = new Map<string, FSWatcher>();
  readonly #onEvent: (event: FolderEvent) => void;

  constructor(onEvent: (event: FolderEvent) => void) {
    this.#onEvent = onEvent;
  }

  /** Idempotent. @throws AtelierError limit_reached; not_found and forbidden as errno, for the caller to judge */
  add(folder: Buffer): void {
    const key = folder.toString('latin1');
    if (this.#watches.has(key)) return;
    const own = baseBytes(folder);
    const watcher = openWatch(folder, (type, name) => {
      if (name !== null) this.#onEvent({ folder, name, renamed: type === 'rename', maybeItself: name.equals(own) });
    });
    watcher.on('error', () => this.drop(folder)); // an unreadable event: the folder is looked at again by its owner
    this.#watches.set(key, watcher);
  }

  drop(folder: Buffer): void {
    const key = folder.toString('latin1');
    this.#watches.get(key)?.close();
    this.#watches.delete(key);
  }

  /** Drops every watch that is not among these. */
  keepOnly(folders: ReadonlySet<string>): void {
    for (const [key, watcher] of this.#watches) {
      if (folders.has(key)) continue;
      watcher.close();
      this.#watches.delete(key);
    }
  }

  close(): void {
    this.keepOnly(new Set());
  }
}

function openWatch(folder: Buffer, onEvent: (type: string, name: Buffer | null) => void): FSWatcher {
  try {
    return watch(folder, { encoding: 'buffer', recursive: false }, onEvent);
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'ENOSPC') throw new AtelierError('limit_reached', { limit: 'watches', max: limit('max_user_watches') }, { cause: error });
    if (errno === 'EMFILE') throw new AtelierError('limit_reached', { limit: 'watchers', max: limit('max_user_instances') }, { cause: error });
    throw error;
  }
}

function limit(name: string): number {
  try {
    return Number(readFileSync(`/proc/sys/fs/inotify/${name}`, 'utf8'));
  } catch {
    return 0; // shown to people only
  }
}
