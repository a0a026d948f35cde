import { implement } from '@orpc/server';

import { actorOf, type ApiContext } from '#server/api.ts';
import type { ServerFeature } from '#server/feature.ts';
import type { RawRoute } from '#server/gateway/raw-routes.ts';
import type { ImportAsk, ImportUseCases } from '#server/imports/import-use-cases.ts';
import { Changes } from '#server/changes.ts';
import { live } from '#server/live.ts';
import { AtelierError } from '#shared/errors.ts';
import { ImportId } from '#shared/ids.ts';

import { importsContract, MAX_ARCHIVE_BYTES } from '../contract.ts';
import { bounded } from './bounded.ts';

/** Bringing projects in, as procedures, and the way an archive's bytes take. */
export function createImportsFeature({ imports }: { imports: ImportUseCases }): ServerFeature {
  const api = implement(importsContract).$context<ApiContext>();
  const changes = new Changes();
  imports.watch(() => changes.tell());
  const router = api.router({
    list: api.list.handler(() => imports.list()),
    watch: api.watch.handler(async function* ({ signal }) {
      yield* live(changes, () => imports.list(), signal);
    }),
    fromUrl: api.fromUrl.handler(({ context, input }) => imports.fromUrl(asking(context), input)),
    upload: api.upload.handler(({ context, input }) => imports.upload(asking(context), input.name)),
    folder: api.folder.handler(({ input }) => imports.folder(input.importId, input.path)),
    find: api.find.handler(({ input }) => imports.find(input.importId, input.text)),
    propose: api.propose.handler(({ input }) => imports.propose(input.importId)),
    savePlan: api.savePlan.handler(({ input }) => imports.savePlan(input.importId, input.plan)),
    preview: api.preview.handler(({ input }) => imports.preview(input.importId, input.module, input.leftOut)),
    figures: api.figures.handler(({ input }) => imports.figures(input.importId, input.plan)),
    leftOver: api.leftOver.handler(({ input }) => imports.leftOver(input.importId, input.plan)),
    run: api.run.handler(({ context, input }) => imports.run(ask(context, input), input.plan)),
    discard: api.discard.handler(async ({ context, input }) => {
      await imports.discard(ask(context, input));
      return {};
    }),
  });
  const archive: RawRoute = {
    method: 'PUT',
    path: /^\/api\/imports\/(?<importId>[^/]+)\/archive$/,
    access: 'owner',
    async handle(request, response, { actor, caller, groups }) {
      const importId = ImportId.safeParse(groups['importId']);
      if (!importId.success) throw new AtelierError('not_found');
      if (Number(request.headers['content-length'] ?? 0) > MAX_ARCHIVE_BYTES) throw new AtelierError('too_large', { maxBytes: MAX_ARCHIVE_BYTES });
      const archive = bounded(MAX_ARCHIVE_BYTES);
      // `pipe` says nothing of a client that goes away: what waits for the rest would wait for ever.
      request.once('close', () => {
        if (!request.complete) archive.destroy(new AtelierError('invalid_input', { reason: 'damaged' }));
      });
      await imports.receive({ actor, caller, importId: importId.data }, request.pipe(archive));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    },
  };
  return { name: 'imports', router, rawRoutes: [archive] };
}

function asking(context: ApiContext) {
  return { actor: actorOf(context), caller: context.caller };
}

function ask(context: ApiContext, { importId }: { importId: ImportId }): ImportAsk {
  return { ...asking(context), importId };
}
