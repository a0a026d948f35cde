import { setTimeout as wait } from 'node:timers/promises';

import type { Root } from '../../../shared/agent-protocol.ts';
import { MAX_FOUND_FILES, type FoundFiles } from '../contract.ts';
import type { FileList, FileLists } from './file-list.ts';
import { Ranking } from './rank-files.ts';

/** Names are looked at in slices of this time: a key of a terminal waits no longer. */
const SLICE_MS = 4;
/** A list is made anew when nothing else was typed for so long: beside the search it would hold it up, after each letter for nothing. */
const RENEW_AFTER_MS = 120;
/** While a list grows, what was found so far is told this often at most. */
const TELL_EVERY_MS = 40;

export type FindFiles = { readonly lists: FileLists; readonly roots: readonly Root[]; readonly query: string; readonly exclude: readonly string[]; readonly signal: AbortSignal };

/**
 * The files that the query finds: at once in the list that is known, while the first one is made in what there is so
 * far, and once more in the list of this moment when that is another.
 */
export async function* findFiles({ lists, roots, query, exclude, signal }: FindFiles): AsyncGenerator<FoundFiles, void, undefined> {
  const search = new Search({ query, common: commonOf(roots), signal });
  yield* search.through(lists.get(exclude));
  const isQuiet = await wait(RENEW_AFTER_MS, true, { signal }).catch(() => false);
  const fresh = isQuiet ? lists.renew(exclude) : null;
  if (fresh === null) return;
  while (!fresh.isComplete && !signal.aborted) await fresh.more({ chunks: fresh.chunks.length });
  if (!signal.aborted) yield* search.through(fresh);
}

class Search {
  private readonly query: string;
  private readonly common: readonly string[];
  private readonly signal: AbortSignal;

  constructor({ query, common, signal }: { readonly query: string; readonly common: readonly string[]; readonly signal: AbortSignal }) {
    this.query = query;
    this.common = common;
    this.signal = signal;
  }

  async *through(list: FileList): AsyncGenerator<FoundFiles, void, undefined> {
    const ranking = new Ranking(this.query, this.common);
    const isEmpty = this.query.trim() === '';
    const tell = (): FoundFiles => ({ paths: isEmpty ? [] : ranking.best(MAX_FOUND_FILES), matched: isEmpty ? 0 : ranking.matched, total: list.count, isComplete: list.isComplete, isCapped: list.isCapped });
    let toldAtMs = -Infinity;
    let sliceEndsAtMs = performance.now() + SLICE_MS;
    for (let at = 0; ; ) {
      const chunk = list.chunks[at];
      if (chunk === undefined) {
        if (list.isComplete) break;
        if (ranking.matched > 0 && performance.now() - toldAtMs > TELL_EVERY_MS) {
          toldAtMs = performance.now();
          yield tell();
        }
        await list.more({ chunks: at });
        if (this.signal.aborted) return;
        continue;
      }
      at += 1;
      if (isEmpty) continue;
      ranking.add(chunk);
      if (performance.now() < sliceEndsAtMs) continue;
      await new Promise(setImmediate);
      if (this.signal.aborted) return;
      sliceEndsAtMs = performance.now() + SLICE_MS;
    }
    yield tell();
  }
}

/** What paths of these roots begin with that nobody types: the folder of all projects, the home. */
export function commonOf(roots: readonly Root[]): readonly string[] {
  const parents = roots.map(({ path, kind }) => (kind === 'home' ? path : path.split('/').slice(0, -2).join('/')));
  return [...new Set(parents)].filter((path) => path !== '').toSorted((a, b) => b.length - a.length);
}
