import type { IncomingMessage, ServerResponse } from 'node:http';

import { requireCapability } from '../../../agent/capabilities.ts';
import type { AgentContext, AgentFeature, AgentKernel } from '../../../agent/feature.ts';
import { replyJson } from '../../../agent/replies.ts';
import { AtelierError } from '../../../shared/errors.ts';
import { FilePath, pathFromQuery } from '../../../shared/file-path.ts';
import { KeyedQueue } from '../../../shared/keyed-queue.ts';
import { MAX_ARCHIVE_PATHS } from '../contract.ts';
import { sendArchive } from './archive.ts';
import { BodyReader } from './body-reader.ts';
import { refuseGitsOwn } from './gits-own.ts';
import { readContent } from './read-content.ts';
import type { Uploads } from './upload.ts';
import { writeContent } from './write-content.ts';

type Asked = { readonly request: IncomingMessage; readonly response: ServerResponse; readonly context: AgentContext; readonly rawQuery: string };

/** `GET|PUT files/content`, `GET files/download`, `GET files/archive`, `POST files/upload` (features/files/contract.ts). */
export function contentEndpoint(kernel: AgentKernel, uploads: Uploads): NonNullable<AgentFeature['http']> {
  const locks = new KeyedQueue();
  const ways: Readonly<Record<string, (asked: Asked) => Promise<void>>> = {
    'GET /files/content': async ({ request, response, context, rawQuery }) => {
      requireCapability(context, 'files.read');
      await readContent(pathOf(rawQuery), { request, response, textOnly: !context.capabilities.has('transfer'), packs: valuesOf(rawQuery, 'packed').includes('1') });
    },
    'PUT /files/content': async ({ request, response, context, rawQuery }) => {
      requireCapability(context, 'files.write');
      const path = pathOf(rawQuery);
      await refuseGitsOwn(context, path);
      kernel.saves.changing({ path, actor: context.actor });
      await writeContent(path, { request, response, locks, textOnly: !context.capabilities.has('transfer') });
      kernel.saves.saved({ path, actor: context.actor });
    },
    'GET /files/download': async ({ request, response, context, rawQuery }) => {
      requireCapability(context, 'files.read');
      requireCapability(context, 'transfer');
      await readContent(pathOf(rawQuery), { request, response, textOnly: false, maxBytes: Number.POSITIVE_INFINITY });
    },
    'GET /files/archive': async ({ response, context, rawQuery }) => {
      requireCapability(context, 'files.read');
      requireCapability(context, 'transfer');
      const format = new URLSearchParams(rawQuery).get('format');
      if (format !== 'zip' && format !== 'tar.gz') throw new AtelierError('invalid_input', { field: 'format' });
      await sendArchive(pathsOf(rawQuery), { format, response, progress: () => kernel.touch() });
    },
    'POST /files/upload': async ({ request, response, context, rawQuery }) => {
      requireCapability(context, 'files.write');
      requireCapability(context, 'transfer');
      const folder = FilePath.safeParse(pathFromQuery(valuesOf(rawQuery, 'folder')[0] ?? ''));
      if (!folder.success) throw new AtelierError('invalid_input', { field: 'folder' });
      const body = new BodyReader(request);
      try {
        replyJson(response, await uploads.receive(folder.data, body, (path) => refuseGitsOwn(context, path)));
      } finally {
        await body.close();
      }
    },
  };
  return async (request, response, { context, url, rawQuery }) => {
    const way = ways[`${request.method ?? ''} ${url.pathname}`];
    if (way === undefined) throw new AtelierError(Object.keys(ways).some((known) => known.endsWith(` ${url.pathname}`)) ? 'method_not_allowed' : 'not_found');
    kernel.touch();
    await way({ request, response, context, rawQuery });
  };
}

/** From the query as it was sent: a decoder of text would lose the bytes that are none. */
function valuesOf(rawQuery: string, name: string): string[] {
  return rawQuery.split('&').filter((pair) => pair.startsWith(`${name}=`)).map((pair) => pair.slice(name.length + 1));
}

function pathsOf(rawQuery: string): FilePath[] {
  const paths = valuesOf(rawQuery, 'path').map((value) => FilePath.safeParse(pathFromQuery(value)));
  if (paths.length === 0 || paths.length > MAX_ARCHIVE_PATHS || paths.some(({ success }) => !success)) throw new AtelierError('invalid_input', { field: 'path' });
  return paths.flatMap(({ data }) => (data === undefined ? [] : [data]));
}

function pathOf(rawQuery: string): FilePath {
  const [path, ...more] = pathsOf(rawQuery);
  if (path === undefined || more.length > 0) throw new AtelierError('invalid_input', { field: 'path' });
  return path;
}
