import { implement } from '@orpc/server';

import { requireCapability } from '../../../agent/capabilities.ts';
import type { AgentContext, AgentFeature, AgentKernel } from '../../../agent/feature.ts';
import { wireStream } from '../../../agent/streams.ts';
import { AtelierError } from '../../../shared/errors.ts';
import { KeyedQueue } from '../../../shared/keyed-queue.ts';
import { gitContract } from '../contract.ts';
import { get, refresh, saveVersion, send } from './change-module.ts';
import { readStatus, type ModuleRoot } from './module-status.ts';
import { gitIn, type Git } from './run-git.ts';
import { StatusFeed, watchAll } from './status-feed.ts';

type Module = { readonly root: ModuleRoot; readonly git: Git; readonly feed: StatusFeed };

/** Source control of the modules that the member changes. Git runs as the member, in the member's own container. */
export function createGitFeature(kernel: AgentKernel): AgentFeature {
  const { config, log } = kernel;
  const queue = new KeyedQueue();
  const modules: Module[] = config.roots.filter(({ kind, readOnly }) => kind === 'module' && !readOnly).map((root) => {
    const git = gitIn(root.path, config.env);
    return { root, git, feed: new StatusFeed({ module: root, git, log }) };
  });
  const contract = implement(gitContract).$context<AgentContext>();
  const reads = contract.use(({ context, next }) => {
    requireCapability(context, 'files.read');
    return next();
  });
  const writes = contract.use(({ context, next }) => {
    requireCapability(context, 'files.write');
    kernel.touch();
    return next();
  });

  /** One at a time for a module. @throws AtelierError not_found: no module of this workspace that can be changed */
  const inModule = async <Result>(path: string, work: (module: Module) => Promise<Result>): Promise<Result> => {
    const module = modules.find(({ root }) => root.path === path);
    if (module === undefined) throw new AtelierError('not_found');
    return await queue.run(path, () => work(module)).finally(() => module.feed.look());
  };

  return {
    name: 'git',
    router: contract.router({
      status: reads.status.handler(() => Promise.all(modules.map(({ git, root }) => readStatus(git, root)))),
      watch: reads.watch.handler(({ signal }) => wireStream(watchAll(modules.map(({ feed }) => feed), signal))),
      saveVersion: writes.saveVersion.handler(async ({ input }) => ({ hash: await inModule(input.root, ({ git }) => saveVersion(git, input.message)) })),
      send: writes.send.handler(async ({ input }) => ({ branch: await inModule(input.root, ({ git, root }) => send(git, root)) })),
      refresh: reads.refresh.handler(async ({ input }) => {
        await inModule(input.root, ({ git, root }) => refresh(git, root));
        return {};
      }),
      get: writes.get.handler(async ({ input }) => ({ outcome: await inModule(input.root, ({ git, root }) => get(git, root)) })),
    }),
  };
}
