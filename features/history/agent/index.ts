import { implement } from '@orpc/server';

import { needs } from '../../../agent/capabilities.ts';
import type { AgentContext, AgentFeature, AgentKernel } from '../../../agent/feature.ts';
import { watchRefs } from '../../../agent/git/refs-watch.ts';
import type { Repository } from '../../../agent/git/repositories.ts';
import { wireStream } from '../../../agent/streams.ts';
import { historyContract, type LogPiece } from '../contract.ts';
import { compareCommits } from './compare.ts';
import { readCommit, readPlace } from './commit-details.ts';
import { logOf, searchOf, Wanted } from './log.ts';

/** The commits of this workspace's modules, those that are only read included. */
export function createHistoryFeature(kernel: AgentKernel): AgentFeature {
  const { repositories, config } = kernel;
  const { env } = config;
  const wanted = new Map<string, Wanted>();
  const contract = implement(historyContract).$context<AgentContext>();
  const idles = contract.use(needs('files.read'));
  const reads = contract.use(needs('files.read', kernel));
  const keyOf = ({ actor }: AgentContext, id: string): string => `${actor.sessionId} ${id}`;

  async function* log(about: { readonly key: string; readonly repository: Repository; readonly refs: string; readonly upTo: number; readonly signal: AbortSignal }): AsyncGenerator<LogPiece, void, undefined> {
    const mine = new Wanted(about.upTo);
    wanted.set(about.key, mine);
    try {
      yield* logOf({ repository: about.repository, env, refs: about.refs, wanted: mine, signal: about.signal });
    } finally {
      if (wanted.get(about.key) === mine) wanted.delete(about.key);
    }
  }

  return {
    name: 'history',
    router: contract.router({
      log: reads.log.handler(({ input: { root, id, refs, upTo }, context, signal = never() }) => wireStream(log({ key: keyOf(context, id), repository: repositories.of(root), refs, upTo, signal }))),
      more: reads.more.handler(({ input, context }) => {
        wanted.get(keyOf(context, input.id))?.more(input.upTo);
        return {};
      }),
      search: reads.search.handler(({ input: { root, ...asked }, signal = never() }) => wireStream(searchOf({ ...asked, repository: repositories.of(root), env, signal }))),
      commit: reads.commit.handler(({ input }) => readCommit(repositories.of(input.root), input.hash)),
      compare: reads.compare.handler(({ input: { root, from, to } }) => compareCommits(repositories.of(root), { from, to })),
      place: reads.place.handler(({ input }) => readPlace(repositories.of(input.root), input.hash)),
      watch: idles.watch.handler(({ input, signal = never() }) => wireStream(watch(repositories.of(input.root), signal))),
    }),
  };
}

async function* watch(repository: Repository, signal: AbortSignal): AsyncGenerator<{ stamp: string }, void, undefined> {
  let count = 0;
  for await (const _refs of watchRefs(repository, signal)) yield { stamp: String((count += 1)) };
}

function never(): AbortSignal {
  return new AbortController().signal;
}
