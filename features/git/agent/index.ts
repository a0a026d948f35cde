import type { AgentFeature, AgentKernel } from '../../../agent/feature.ts';
import { wireStream } from '../../../agent/streams.ts';
import { changeProcedures } from './change-procedures.ts';
import { get, refresh, send } from './change-module.ts';
import { commit } from './commit.ts';
import { readStatus } from './module-status.ts';
import { gitProcedures } from './procedures.ts';
import { StatusFeed, watchAll } from './status-feed.ts';

/** Source control of the workspace's modules; those that the member only reads are looked at. Git runs as the member, in the member's own container. */
export function createGitFeature(kernel: AgentKernel): AgentFeature {
  const { repositories } = kernel;
  const procedures = gitProcedures(kernel);
  const { contract, reads, writes } = procedures;
  const feeds = new Map(repositories.all.map((repository) => [repository.root.path, new StatusFeed({ repository, log: kernel.log })]));
  repositories.onChange((root) => feeds.get(root)?.look());

  return {
    name: 'git',
    router: contract.router({
      status: reads.status.handler(() => Promise.all(repositories.all.map(readStatus))),
      watch: reads.watch.handler(({ signal }) => wireStream(watchAll([...feeds.values()], signal))),
      saveVersion: writes.saveVersion.handler(async ({ input: { root, message, allowMarkers } }) => ({
        hash: await repositories.change(root, (repository) => commit(repository, { message, all: true, amend: false, signOff: false, allowMarkers })),
      })),
      send: writes.send.handler(async ({ input }) => ({ branch: await repositories.change(input.root, send) })),
      refresh: reads.refresh.handler(async ({ input }) => {
        await repositories.change(input.root, refresh);
        return {};
      }),
      get: writes.get.handler(async ({ input }) => ({ outcome: await repositories.change(input.root, get) })),
      ...changeProcedures(procedures, kernel),
    }),
  };
}
