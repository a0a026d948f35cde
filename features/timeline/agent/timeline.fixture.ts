import { createRouterClient } from '@orpc/server';
import type { ContractRouterClient } from '@orpc/contract';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import type { AgentContext } from '../../../agent/feature.ts';
import { Repositories } from '../../../agent/git/repositories.ts';
import { Saves } from '../../../agent/saves.ts';
import { Capability } from '../../../shared/actor.ts';
import { AgentConfig } from '../../../shared/agent-protocol.ts';
import { FilePath } from '../../../shared/file-path.ts';
import { MemberId, SessionId } from '../../../shared/ids.ts';
import type { timelineContract } from '../contract.ts';
import { createTimelineFeature } from './index.ts';

const run = promisify(execFile);
const IDENTITY = { GIT_AUTHOR_NAME: 'Léa Martin', GIT_AUTHOR_EMAIL: 'lea@example.test', GIT_COMMITTER_NAME: 'Léa Martin', GIT_COMMITTER_EMAIL: 'lea@example.test', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };

/** The real feature on a real repository and a home, in a folder of their own; time stands still until it is moved. */
export async function startTimelineForTests({ capabilities = Capability.options }: { capabilities?: readonly Capability[] } = {}) {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'atelier-timeline-')));
  const root = FilePath.parse(join(folder, 'work'));
  const home = join(folder, 'home');
  await mkdir(root);
  await mkdir(home);
  const git = async (...args: string[]): Promise<string> => (await run('git', args, { cwd: root, env: { ...process.env, ...IDENTITY } })).stdout.trim();
  await git('init', '-q', '-b', 'main');
  const config = AgentConfig.parse({
    workspaceId: 'w000000000000',
    secret: 'secret-of-the-agent-0123456789-0123456789',
    roots: [{ path: root, name: 'shop/web', kind: 'module', readOnly: false }, { path: home, name: 'home', kind: 'home', readOnly: false }],
    env: IDENTITY,
  });
  const log = { info() {}, warn: (fields: object, message: string) => process.emitWarning(`${message} ${JSON.stringify(fields)}`), error() {} };
  const saves = new Saves();
  const time = { ms: Date.now() };
  const kernel = { config, log, touch() {}, saves, repositories: new Repositories(config) };
  const feature = createTimelineFeature(kernel, { now: () => time.ms });
  const actor = { memberId: MemberId.parse('m000000000001'), sessionId: SessionId.parse('s000000000000'), role: 'developer' as const };
  const context: AgentContext = { actor, capabilities: new Set(capabilities) };
  const at = (name: string): FilePath => FilePath.parse(join(root, name));
  return {
    root,
    home,
    git,
    time,
    at,
    client: createRouterClient(feature.router ?? {}, { context }) as ContractRouterClient<typeof timelineContract>,
    feature,
    kernel,
    async write(name: string, content: string | Buffer): Promise<void> {
      await mkdir(dirname(at(name)), { recursive: true });
      await writeFile(at(name), content);
    },
    /** As the files feature saves: told before and after. */
    async save(name: string, content: string | Buffer): Promise<void> {
      saves.changing({ path: at(name), actor });
      await feature.idle();
      await mkdir(dirname(at(name)), { recursive: true });
      await writeFile(at(name), content);
      saves.saved({ path: at(name), actor });
      await feature.idle();
    },
    move: (from: string, to: string) => saves.moved({ from: at(from), to: at(to), actor }),
    changing: (name: string) => saves.changing({ path: at(name), actor }),
    async [Symbol.asyncDispose]() {
      await feature.close?.();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
