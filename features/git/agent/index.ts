import type { AgentFeature, AgentKernel } from '../../../agent/feature.ts';
import { wireStream } from '../../../agent/streams.ts';
import { get, refresh, saveVersion, send } from './change-module.ts';
import { readStatus } from './module-status.ts';
import { gitProcedures } from './procedures.ts';
import { StatusFeed, watchAll } from './status-feed.ts';

/** Source control of the modules that the member changes. Git runs as the member, in the member's own container. */
export function createGitFeature(kernel: AgentKernel): AgentFeature {
  const { repositories } = kernel;
  const { contract, reads, writes } = gitProcedures(kernel);
  const feeds = new Map(repositories.writable.map((repository) => [repository.root.path, new StatusFeed({ repository, log: kernel.log })]));
  repositories.onChange((root) => feeds.get(root)?.look());

  return {
    name: 'git',
    router: contract.router({
      status: reads.status.handler(() => Promise.all(repositories.writable.map(readStatus))),
      watch: reads.watch.handler(({ signal }) => wireStream(watchAll([...feeds.values()], signal))),
      saveVersion: writes.saveVersion.handler(async ({ input }) => ({ hash: await repositories.change(input.root, ({ git }) => saveVersion(git, input.message)) })),
      send: writes.send.handler(async ({ input }) => ({ branch: await repositories.change(input.root, send) })),
      refresh: reads.refresh.handler(async ({ input }) => {
        await repositories.change(input.root, refresh);
        return {};
      }),
      get: writes.get.handler(async ({ input }) => ({ outcome: await repositories.change(input.root, get) })),
    }),
  };
}
