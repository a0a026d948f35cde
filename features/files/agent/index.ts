import { implement } from '@orpc/server';

import { requireCapability } from '../../../agent/capabilities.ts';
import type { AgentContext, AgentFeature, AgentKernel } from '../../../agent/feature.ts';
import { wireStream } from '../../../agent/streams.ts';
import { filesContract } from '../contract.ts';
import { createFile, createFolder, movePath, removePath } from './change-files.ts';
import { contentEndpoint } from './content-endpoint.ts';
import { EventGauge } from './event-gauge.ts';
import { statFile } from './file-stats.ts';
import { refuseGitsOwn } from './gits-own.ts';
import { listFolder } from './list-folder.ts';
import { watchFiles } from './watch-files.ts';

/** Files as the workspace's own user sees them: the container is the wall, nothing here is one. */
export function createFilesFeature(kernel: AgentKernel): AgentFeature {
  const { log } = kernel;
  const gauge = new EventGauge();
  const { roots } = kernel.config;
  const contract = implement(filesContract).$context<AgentContext>();
  // A page that is only open asks for `roots` and `watch` when it reconnects; the rest is somebody at work.
  const idles = contract.use(({ context, next }) => {
    requireCapability(context, 'files.read');
    return next();
  });
  const reads = idles.use(({ next }) => {
    kernel.touch();
    return next();
  });
  const writes = contract.use(({ context, next }) => {
    requireCapability(context, 'files.write');
    kernel.touch();
    return next();
  });

  return {
    name: 'files',
    http: contentEndpoint(kernel),
    router: contract.router({
      roots: idles.roots.handler(() => roots),
      list: reads.list.handler(({ input }) => wireStream(listFolder(input.path))),
      stat: reads.stat.handler(({ input }) => statFile(input.path)),
      watch: idles.watch.handler(({ input, signal }) => wireStream(watchFiles(input.paths, { signal, log, gauge }))),
      createFile: writes.createFile.handler(async ({ context, input }) => {
        await refuseGitsOwn(context, `${input.folder}/${input.name}`);
        return createFile(input.folder, input.name);
      }),
      createFolder: writes.createFolder.handler(async ({ context, input }) => {
        await refuseGitsOwn(context, `${input.folder}/${input.name}`);
        return createFolder(input.folder, input.name);
      }),
      move: writes.move.handler(async ({ context, input }) => {
        await refuseGitsOwn(context, input.from, input.to);
        return movePath(input.from, input.to, roots);
      }),
      remove: writes.remove.handler(async ({ context, input }) => {
        await refuseGitsOwn(context, input.path);
        await removePath(input.path, roots);
        return {};
      }),
    }),
  };
}
