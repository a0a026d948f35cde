import { createRouterClient } from '@orpc/server';
import type { ContractRouterClient } from '@orpc/contract';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import type { AgentContext } from '../../../agent/feature.ts';
import { Repositories } from '../../../agent/git/repositories.ts';
import { Saves } from '../../../agent/saves.ts';
import { Capability } from '../../../shared/actor.ts';
import { AgentConfig } from '../../../shared/agent-protocol.ts';
import { FilePath } from '../../../shared/file-path.ts';
import { MemberId, SessionId } from '../../../shared/ids.ts';
import type { FileHits, SearchEvent, searchContract, SearchQuery } from '../contract.ts';
import { createSearchFeature } from './index.ts';

/** The real feature on a module and a home of its own, its procedures called directly. */
export async function startSearchForTests({ capabilities = Capability.options }: { readonly capabilities?: readonly Capability[] } = {}) {
  const base = await realpath(await mkdtemp(join(tmpdir(), 'atelier-search-')));
  const module = join(base, 'workspace/shop/api');
  const home = join(base, 'home');
  await mkdir(module, { recursive: true });
  await mkdir(home);
  const config = AgentConfig.parse({
    workspaceId: 'w000000000000',
    secret: 'secret-of-the-agent-0123456789-0123456789',
    roots: [
      { path: module, name: 'api', kind: 'module', readOnly: false },
      { path: home, name: 'home', kind: 'home', readOnly: false },
    ],
    env: {},
  });
  const log = { info() {}, warn() {}, error: (_fields: object, message: string) => process.emitWarning(message) };
  const saves = new Saves();
  const feature = createSearchFeature({ config, log, touch() {}, saves, repositories: new Repositories(config) });
  const context: AgentContext = { actor: { memberId: MemberId.parse('m000000000000'), sessionId: SessionId.parse('s000000000000'), role: 'developer' }, capabilities: new Set(capabilities) };
  const client = createRouterClient(feature.router ?? {}, { context }) as ContractRouterClient<typeof searchContract>;
  const at = (name: string): FilePath => FilePath.parse(join(module, name));
  return {
    base,
    module,
    home,
    saves,
    client,
    at,
    async write(name: string, content: string | Buffer): Promise<FilePath> {
      await mkdir(dirname(at(name)), { recursive: true });
      await writeFile(at(name), content);
      return at(name);
    },
    async close() {
      await feature.close?.();
      await rm(base, { recursive: true, force: true });
    },
  };
}

export const QUERY: SearchQuery = { text: 'x', isRegex: false, matchCase: false, wholeWord: false, include: [], exclude: [], ignored: false, maxHits: 100_000 };

/** All of a search, files in the order of their names. */
export async function gather(stream: AsyncIterable<SearchEvent>) {
  const files = new Map<string, FileHits['hits']>();
  let asOfMs = 0;
  let isCapped: boolean | null = null;
  for await (const event of stream) {
    if (event.type === 'begun') ({ asOfMs } = event);
    else if (event.type === 'done') ({ isCapped } = event);
    else for (const { path, hits } of event.files) files.set(path, [...(files.get(path) ?? []), ...hits]);
  }
  return { asOfMs, isCapped, files: new Map([...files].toSorted(([a], [b]) => (a < b ? -1 : 1))) };
}
