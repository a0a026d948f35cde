import { openDB, type DBSchema, type IDBPDatabase } from 'idb';

import type { FilePath } from '../../../../shared/file-path.ts';
import type { WorkspaceId } from '../../../../shared/ids.ts';
import type { Draft, DraftKeeper } from './file-state.ts';

/** Unsaved text is at most this old in the browser's store. */
export const DRAFT_DELAY_MS = 250;
const DATABASE = 'atelier-drafts';
/** How long the lock of a page that is being reloaded may still be held. */
const RELOAD_MS = 1000;

type StoredDraft = Draft & { readonly key: string; readonly tab: string; readonly workspace: string; readonly path: string };

interface DraftSchema extends DBSchema {
  drafts: { key: string; value: StoredDraft; indexes: { workspace: string } };
}

/**
 * Unsaved text in IndexedDB, one record per workspace, tab and file, so that two tabs never overwrite each other's.
 * A tab holds a lock as long as it lives: drafts of tabs without one were left by a crash or a closed window, and
 * the next page that opens the file takes them over.
 */
export class Drafts implements DraftKeeper {
  private readonly workspace: WorkspaceId;
  private readonly onError: (error: unknown) => void;
  private readonly database: Promise<IDBPDatabase<DraftSchema>>;
  private readonly tab: Promise<string>;
  private readonly pending = new Map<FilePath, (() => Draft) | null>();
  private timer: ReturnType<typeof setTimeout> | null = null;
  private readonly stop = new AbortController();

  constructor(options: { readonly workspace: WorkspaceId; readonly onError: (error: unknown) => void }) {
    this.workspace = options.workspace;
    this.onError = options.onError;
    this.database = openDB<DraftSchema>(DATABASE, 1, {
      upgrade: (database) => database.createObjectStore('drafts', { keyPath: 'key' }).createIndex('workspace', 'workspace'),
    });
    this.tab = this.claimTab();
    const flush = (): void => void this.flush();
    const { signal } = this.stop;
    window.addEventListener('pagehide', flush, { signal });
    document.addEventListener('visibilitychange', flush, { signal });
  }

  changed(path: FilePath, read: () => Draft): void {
    this.pending.set(path, read);
    this.timer ??= setTimeout(() => void this.flush(), DRAFT_DELAY_MS);
  }

  removed(path: FilePath): void {
    this.pending.set(path, null);
    this.timer ??= setTimeout(() => void this.flush(), DRAFT_DELAY_MS);
  }

  async find(path: FilePath): Promise<Draft | null> {
    try {
      const own = await (await this.database).get('drafts', this.keyOf(await this.tab, path));
      if (own !== undefined) return own;
      const [left] = (await this.left()).filter((draft) => draft.path === path);
      if (left === undefined) return null;
      await this.adopt(left);
      return left;
    } catch (error) {
      this.onError(error);
      return null;
    }
  }

  /** Files with unsaved text: this tab's, and what tabs that are gone left behind. */
  async paths(): Promise<readonly string[]> {
    try {
      const tab = await this.tab;
      const own = (await this.all()).filter((draft) => draft.tab === tab);
      return [...new Set([...own, ...(await this.left())].map((draft) => draft.path))];
    } catch (error) {
      this.onError(error);
      return [];
    }
  }

  /** Writes what is waiting. Also runs by itself, and when the page is hidden or left. */
  async flush(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (this.pending.size === 0) return;
    const changes = [...this.pending];
    this.pending.clear();
    try {
      const [database, tab] = await Promise.all([this.database, this.tab]);
      const transaction = database.transaction('drafts', 'readwrite', { durability: 'strict' });
      for (const [path, read] of changes) {
        const key = this.keyOf(tab, path);
        if (read === null) void transaction.store.delete(key);
        else void transaction.store.put({ ...read(), key, tab, path, workspace: this.workspace });
      }
      // By itself it is committed once the page has heard of the last answer; a page that is being left never does.
      transaction.commit();
      await transaction.done;
    } catch (error) {
      this.onError(error);
    }
  }

  async dispose(): Promise<void> {
    await this.flush();
    this.stop.abort();
    (await this.database).close();
  }

  private keyOf(tab: string, path: string): string {
    return `${this.workspace}\n${tab}\n${path}`;
  }

  private async all(): Promise<StoredDraft[]> {
    return (await this.database).getAllFromIndex('drafts', 'workspace', this.workspace);
  }

  /** Drafts whose tab is gone, the newest first. */
  private async left(): Promise<StoredDraft[]> {
    const [drafts, tab] = await Promise.all([this.all(), this.tab]);
    const alive = new Set([tab, ...(await liveTabs())]);
    return drafts.filter((draft) => !alive.has(draft.tab)).sort((a, b) => b.savedAtMs - a.savedAtMs);
  }

  private async adopt(draft: StoredDraft): Promise<void> {
    const tab = await this.tab;
    const transaction = (await this.database).transaction('drafts', 'readwrite', { durability: 'strict' });
    void transaction.store.put({ ...draft, tab, key: this.keyOf(tab, draft.path) });
    void transaction.store.delete(draft.key);
    await transaction.done;
  }

  /** The id of this tab, the same after a reload; another one when the tab is a copy of one that lives. */
  private async claimTab(): Promise<string> {
    const known = sessionStorage.getItem(DATABASE);
    if (known !== null && (await this.hold(known))) return known;
    const fresh = crypto.randomUUID();
    sessionStorage.setItem(DATABASE, fresh);
    await this.hold(fresh);
    return fresh;
  }

  /**
   * Holds the lock of a tab until `dispose` or the end of the page; false when another page holds it. The page
   * before a reload lets go a moment after this one has begun.
   */
  private async hold(tab: string): Promise<boolean> {
    const { signal } = this.stop;
    return new Promise((resolve) => {
      const held = (): Promise<void> => {
        resolve(true);
        return new Promise((release) => {
          if (signal.aborted) release();
          else signal.addEventListener('abort', () => release());
        });
      };
      navigator.locks.request(lockOf(tab), { signal: AbortSignal.timeout(RELOAD_MS) }, held).catch(() => resolve(false));
    });
  }
}

const lockOf = (tab: string): string => `${DATABASE}:${tab}`;

async function liveTabs(): Promise<string[]> {
  const { held = [] } = await navigator.locks.query();
  return held.map((lock) => lock.name ?? '').filter((name) => name.startsWith(lockOf(''))).map((name) => name.slice(lockOf('').length));
}
