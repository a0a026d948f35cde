import { implement } from '@orpc/server';
import { join } from 'node:path';

import { needs } from '../../../agent/capabilities.ts';
import type { AgentContext, AgentFeature, AgentKernel } from '../../../agent/feature.ts';
import { wireStream } from '../../../agent/streams.ts';
import { AtelierError } from '../../../shared/errors.ts';
import { searchContract } from '../contract.ts';
import { FileLists } from './file-list.ts';
import { findFiles } from './find-files.ts';
import { countIgnored } from './ignored.ts';
import { replaceInFiles, restoreFiles } from './replace-files.ts';
import { searchText } from './search-text.ts';
import { UndoStore } from './undo-store.ts';

/** Searches of all pages at once: each has threads of its own. */
const MAX_SEARCHES = 6;

/** Finding files by name and text in what is mounted, and replacing in them; the container is the wall. */
export function createSearchFeature(kernel: AgentKernel): AgentFeature {
  const { log } = kernel;
  const { roots } = kernel.config;
  const lists = new FileLists({ roots, log, now: Date.now });
  const home = roots.find(({ kind }) => kind === 'home') ?? roots[0];
  const undone = new UndoStore(join(home?.path ?? '/tmp', '.cache', 'atelier', 'replaced'));
  const closing = new AbortController();
  let running = 0;

  const contract = implement(searchContract).$context<AgentContext>();
  const reads = contract.use(needs('files.read', kernel));
  const writes = contract.use(needs('files.write', kernel));
  const until = (signal: AbortSignal | undefined): AbortSignal => (signal === undefined ? closing.signal : AbortSignal.any([signal, closing.signal]));

  /** @throws AtelierError limit_reached */
  async function* counted<Item>(source: AsyncIterable<Item>): AsyncGenerator<Item, void, undefined> {
    if (running >= MAX_SEARCHES) throw new AtelierError('limit_reached', { most: MAX_SEARCHES });
    running += 1;
    try {
      yield* source;
    } finally {
      running -= 1;
    }
  }

  return {
    name: 'search',
    router: contract.router({
      search: reads.search.handler(({ input, signal }) => wireStream(counted(searchText({ query: input, roots, signal: until(signal), now: Date.now })))),
      ignored: reads.ignored.handler(async ({ input, signal }) => ({ files: await countIgnored(input, { roots, signal: until(signal) }) })),
      files: reads.files.handler(({ input, signal }) => wireStream(findFiles({ lists, roots, ...input, signal: until(signal) }))),
      replace: writes.replace.handler(async ({ context, input: { id, asOfMs, files } }) => ({
        files: await replaceInFiles(files, { kernel, context, asOfMs, keep: (path, content) => undone.keep(id, { path, content }) }),
      })),
      undo: writes.undo.handler(async ({ context, input: { id } }) => {
        const outcomes = await restoreFiles(undone.take(id), { kernel, context, contentOf: (file) => undone.contentOf(file) });
        await undone.drop(id);
        return { files: outcomes };
      }),
    }),
    close: async () => {
      closing.abort();
      lists.close();
    },
  };
}
