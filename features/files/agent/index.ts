import { implement } from '@orpc/server';

import { needs } from '../../../agent/capabilities.ts';
import type { AgentContext, AgentFeature, AgentKernel } from '../../../agent/feature.ts';
import { wireStream } from '../../../agent/streams.ts';
import { filesContract } from '../contract.ts';
import { createFile, createFolder, movePath, removePath } from './change-files.ts';
import { contentEndpoint } from './content-endpoint.ts';
import { copying } from './copying.ts';
import { EventGauge } from './event-gauge.ts';
import { statFile } from './file-stats.ts';
import { refuseGitsOwn } from './gits-own.ts';
import { ignoredNames } from './ignored.ts';
import { listFolder } from './list-folder.ts';
import { Trash } from './trash.ts';
import { Uploads } from './upload.ts';
import { watchFiles } from './watch-files.ts';

/** Files as the workspace's own user sees them: the container is the wall, nothing here is one. */
export function createFilesFeature(kernel: AgentKernel): AgentFeature {
  const { log } = kernel;
  const gauge = new EventGauge();
  const { roots } = kernel.config;
  const trash = new Trash({ roots, now: Date.now });
  const uploads = new Uploads({ roots, now: Date.now });
  const contract = implement(filesContract).$context<AgentContext>();
  // A page that is only open asks for `roots` and `watch` when it reconnects; the rest is somebody at work.
  const idles = contract.use(needs('files.read'));
  const reads = contract.use(needs('files.read', kernel));
  const writes = contract.use(needs('files.write', kernel));
  const transfers = writes.use(needs('transfer'));

  return {
    name: 'files',
    http: contentEndpoint(kernel, uploads),
    router: contract.router({
      roots: idles.roots.handler(() => roots),
      list: reads.list.handler(({ input }) => wireStream(listFolder(input.path, { times: input.times }))),
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
        const moved = await movePath(input.from, input.to, roots);
        kernel.saves.moved({ from: input.from, to: input.to, actor: context.actor });
        return moved;
      }),
      copy: writes.copy.handler(async ({ context, input, signal }) => {
        await refuseGitsOwn(context, input.to);
        return wireStream(copying({ ...input, signal, progress: () => kernel.touch() }));
      }),
      remove: writes.remove.handler(async ({ context, input }) => {
        await refuseGitsOwn(context, input.path);
        kernel.saves.changing({ path: input.path, actor: context.actor });
        await removePath(input.path, roots);
        return {};
      }),
      discard: writes.discard.handler(async ({ context, input }) => {
        await refuseGitsOwn(context, ...input.paths);
        return trash.discard(input.paths);
      }),
      restore: writes.restore.handler(({ context, input }) => trash.restore(input.ids, (path) => refuseGitsOwn(context, path))),
      trash: reads.trash.handler(() => trash.list()),
      emptyTrash: writes.emptyTrash.handler(async () => {
        await trash.empty();
        return {};
      }),
      ignored: reads.ignored.handler(({ input }) => ignoredNames(input.folder, input.names, roots)),
      lookAt: transfers.lookAt.handler(({ input }) => uploads.lookAt(input.folder, input.files)),
      forgetUpload: transfers.forgetUpload.handler(async ({ input }) => {
        await uploads.forget(input.folder, input.files);
        return {};
      }),
    }),
  };
}
