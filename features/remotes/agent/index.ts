import { implement } from '@orpc/server';
import type { IncomingMessage } from 'node:http';

import { needs, requireCapability } from '../../../agent/capabilities.ts';
import type { AgentContext, AgentFeature, AgentKernel } from '../../../agent/feature.ts';
import type { Repository } from '../../../agent/git/repositories.ts';
import { replyJson } from '../../../agent/replies.ts';
import { AtelierError } from '../../../shared/errors.ts';
import { KIB } from '../../../shared/units.ts';
import { remotesContract, RemoteRun } from '../contract.ts';
import { addRemote, listRemotes, removeRemote, renameRemote } from './remotes.ts';
import { runRemote } from './run.ts';

const MAX_BODY_BYTES = 16 * KIB;

/** Git servers beside this one, for the modules that the member changes. */
export function createRemotesFeature(kernel: AgentKernel): AgentFeature {
  const { repositories } = kernel;
  const contract = implement(remotesContract).$context<AgentContext>();
  const reads = contract.use(needs('files.read')).use(needs('remotes'));
  const writes = contract.use(needs('files.write', kernel)).use(needs('remotes'));
  const change = async (root: string, work: (repository: Repository) => Promise<void>): Promise<Record<never, never>> => {
    await repositories.change(root, work);
    return {};
  };
  return {
    name: 'remotes',
    router: contract.router({
      list: reads.list.handler(({ input }) => listRemotes(repositories.of(input.root).look)),
      add: writes.add.handler(({ input }) => change(input.root, (repository) => addRemote(repository, input))),
      rename: writes.rename.handler(({ input }) => change(input.root, (repository) => renameRemote(repository, input))),
      remove: writes.remove.handler(({ input }) => change(input.root, (repository) => removeRemote(repository, input.name))),
    }),
    /** `POST remotes/run`: by the server, which has the key. */
    http: async (request, response, { context, url }) => {
      if (url.pathname !== '/remotes/run') throw new AtelierError('not_found');
      if (request.method !== 'POST') throw new AtelierError('method_not_allowed');
      requireCapability(context, 'files.write');
      requireCapability(context, 'remotes');
      const asked = RemoteRun.safeParse(await readJson(request));
      if (!asked.success) throw new AtelierError('invalid_input');
      kernel.touch();
      await repositories.change(asked.data.root, (repository) => runRemote(repository, asked.data));
      replyJson(response, {});
    },
  };
}

/** @throws AtelierError too_large, invalid_input */
async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > MAX_BODY_BYTES) throw new AtelierError('too_large', { maxBytes: MAX_BODY_BYTES });
    chunks.push(chunk as Buffer);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (error) {
    throw new AtelierError('invalid_input', {}, { cause: error });
  }
}
