import type { AgentKernel } from '../../../agent/feature.ts';
import type { Repository } from '../../../agent/git/repositories.ts';
import type { ModuleStatus } from '../contract.ts';
import { readStatus } from './module-status.ts';
import { TreeWatch } from './tree-watch.ts';

/** Events of this long are looked at together: a save is several. */
const GATHER_MS = 25;
/** A status that takes long is not asked again and again: as long as it took, and once more, nothing runs. */
const REST_FACTOR = 2;

export type FeedDeps = { readonly repository: Repository; readonly log: AgentKernel['log'] };

/** Where one module stands, kept at the newest for as long as somebody listens. */
export class StatusFeed {
  readonly #deps: FeedDeps;
  readonly #listeners = new Set<() => void>();
  #watch: TreeWatch | null = null;
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<void> | null = null;
  #isStale = false;
  #restUntilMs = 0;
  #latest: ModuleStatus | null = null;

  constructor(deps: FeedDeps) {
    this.#deps = deps;
  }

  /** null: not read yet. */
  get latest(): ModuleStatus | null {
    return this.#latest;
  }

  /** Returns the function that ends it. The first look follows by itself. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    if (this.#watch === null) {
      const { repository: { root }, log } = this.#deps;
      const tree = new TreeWatch({ root: root.path, log, onChange: () => this.look() });
      this.#watch = tree;
      tree.start().then(() => this.look(), (error: unknown) => log.error({ err: error, root: root.path }, 'a module cannot be watched'));
      this.look();
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#watch?.close();
      this.#watch = null;
      clearTimeout(this.#timer);
      this.#timer = undefined;
    };
  }

  /** Looks again soon. */
  look(): void {
    this.#isStale = true;
    if (this.#watch === null || this.#reading !== null) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#reading = this.#read().finally(() => {
        this.#reading = null;
        if (this.#isStale) this.look();
      });
    }, Math.max(GATHER_MS, this.#restUntilMs - performance.now()));
  }

  async #read(): Promise<void> {
    this.#isStale = false;
    const startedMs = performance.now();
    try {
      const now = await readStatus(this.#deps.repository);
      if (JSON.stringify(now) === JSON.stringify(this.#latest)) return;
      this.#latest = now;
      for (const listener of this.#listeners) listener();
    } catch (error) {
      this.#deps.log.error({ err: error, root: this.#deps.repository.root.path }, 'a module could not be looked at');
    } finally {
      const endedMs = performance.now();
      this.#restUntilMs = endedMs + (endedMs - startedMs) * REST_FACTOR;
    }
  }
}

/** All of them again, whenever one changed, until the signal. */
export async function* watchAll(feeds: readonly StatusFeed[], signal: AbortSignal | undefined): AsyncGenerator<ModuleStatus[], void, undefined> {
  let wake = Promise.withResolvers<void>();
  const onChange = (): void => wake.resolve();
  const ends = feeds.map((feed) => feed.listen(onChange));
  signal?.addEventListener('abort', onChange);
  try {
    if (feeds.length === 0) yield [];
    while (signal?.aborted !== true) {
      const known = feeds.map(({ latest }) => latest).filter((one) => one !== null);
      wake = Promise.withResolvers();
      if (feeds.length > 0 && known.length === feeds.length) yield known;
      await wake.promise;
    }
  } finally {
    signal?.removeEventListener('abort', onChange);
    for (const end of ends) end();
  }
}
