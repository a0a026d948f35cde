import { implement } from '@orpc/server';

import { requireCapability } from '../../../agent/capabilities.ts';
import type { AgentContext, AgentFeature, AgentKernel } from '../../../agent/feature.ts';
import { wireStream } from '../../../agent/streams.ts';
import { filesContract } from '../contract.ts';
import { createFile, createFolder, movePath, removePath } from './change-files.ts';
import { contentEndpoint } from './content-endpoint.ts';
import { statFile } from './file-stats.ts';
import { listFolder } from './list-folder.ts';
import { watchFiles } from './watch-files.ts';

/** Files as the workspace's own user sees them: the container is the wall, nothing here is one. */
export function createFilesFeature({ config: { roots }, log }: AgentKernel): AgentFeature {
  const contract = implement(filesContract).$context<AgentContext>();
  const reads = contract.use(({ context, next }) => {
    requireCapability(context, 'files.read');
    return next();
  });
  const writes = contract.use(({ context, next }) => {
    requireCapability(context, 'files.write');
    return next();
  });

  return {
    name: 'files',
    http: contentEndpoint(),
    router: contract.router({
      roots: reads.roots.handler(() => roots),
      list: reads.list.handler(({ input }) => wireStream(listFolder(input.path))),
      stat: reads.stat.handler(({ input }) => statFile(input.path)),
      watch: reads.watch.handler(({ input, signal }) => wireStream(watchFiles(input.paths, { signal, log }))),
      createFile: writes.createFile.handler(({ input }) => createFile(input.folder, input.name)),
      createFolder: writes.createFolder.handler(({ input }) => createFolder(input.folder, input.name)),
      move: writes.move.handler(({ input }) => movePath(input.from, input.to, roots)),
      remove: writes.remove.handler(async ({ input }) => {
        await removePath(input.path, roots);
        return {};
      }),
    }),
  };
}
