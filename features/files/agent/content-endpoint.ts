import { requireCapability } from '../../../agent/capabilities.ts';
import type { AgentFeature, AgentKernel } from '../../../agent/feature.ts';
import { AtelierError } from '../../../shared/errors.ts';
import { FilePath, pathFromQuery } from '../../../shared/file-path.ts';
import { KeyedQueue } from '../../../shared/keyed-queue.ts';
import { refuseGitsOwn } from './gits-own.ts';
import { readContent } from './read-content.ts';
import { writeContent } from './write-content.ts';

/** `GET|PUT files/content?path=` (features/files/contract.ts). */
export function contentEndpoint(kernel: AgentKernel): NonNullable<AgentFeature['http']> {
  const locks = new KeyedQueue();
  return async (request, response, { context, url, rawQuery }) => {
    if (url.pathname !== '/files/content') throw new AtelierError('not_found');
    kernel.touch();
    const textOnly = !context.capabilities.has('transfer');
    if (request.method === 'GET') {
      requireCapability(context, 'files.read');
      await readContent(pathOf(rawQuery), { request, response, textOnly });
    } else if (request.method === 'PUT') {
      requireCapability(context, 'files.write');
      const path = pathOf(rawQuery);
      await refuseGitsOwn(context, path);
      await writeContent(path, { request, response, locks, textOnly });
    } else {
      throw new AtelierError('method_not_allowed');
    }
  };
}

/** From the query as it was sent: a decoder of text would lose the bytes that are none. */
function pathOf(rawQuery: string): FilePath {
  const pairs = rawQuery.split('&').filter((pair) => pair.startsWith('path='));
  const [pair] = pairs;
  const path = pair === undefined || pairs.length > 1 ? null : FilePath.safeParse(pathFromQuery(pair.slice('path='.length)));
  if (path === null || !path.success) throw new AtelierError('invalid_input', { field: 'path' });
  return path.data;
}
