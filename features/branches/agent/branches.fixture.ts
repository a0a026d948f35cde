import { createRouterClient } from '@orpc/server';
import type { ContractRouterClient } from '@orpc/contract';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { AgentContext } from '../../../agent/feature.ts';
import { Repositories } from '../../../agent/git/repositories.ts';
import { GIT_ENV, gitAt, makeWorkingCopy } from '../../../agent/git/working-copy.fixture.ts';
import { Saves } from '../../../agent/saves.ts';
import { Capability } from '../../../shared/actor.ts';
import { AgentConfig } from '../../../shared/agent-protocol.ts';
import { MemberId, SessionId } from '../../../shared/ids.ts';
import { fromWireError } from '../../../shared/procedures.ts';
import type { branchesContract } from '../contract.ts';
import { createBranchesFeature } from './index.ts';

export const MEMBER = MemberId.parse('m000000000001');

/** The real feature on a working copy of a real bare repository, both in a folder of their own. */
export async function startBranchesForTests({ capabilities = Capability.options, ...times }: { capabilities?: readonly Capability[]; backupEveryMs?: number; backupAfterPauseMs?: number } = {}) {
  const { folder, root, origin, other } = await makeWorkingCopy({ name: 'branches' });
  const config = AgentConfig.parse({
    workspaceId: 'w000000000000',
    memberId: MEMBER,
    secret: 'secret-of-the-agent-0123456789-0123456789',
    roots: [{ path: root, name: 'shop/web', kind: 'module', readOnly: false }],
    env: GIT_ENV,
  });
  const log = { info() {}, warn() {}, error: (_fields: object, message: string) => process.emitWarning(message) };
  const activity = { lastMs: Date.now() };
  const kernel = { config, log, touch() {}, lastActivityAtMs: () => activity.lastMs, saves: new Saves(), repositories: new Repositories(config) };
  const feature = createBranchesFeature(kernel, times);
  const context: AgentContext = { actor: { memberId: MEMBER, sessionId: SessionId.parse('s000000000000'), role: 'developer' }, capabilities: new Set(capabilities) };
  const git = (...args: string[]): Promise<string> => gitAt(root, ...args);
  const write = async (path: string, content: string): Promise<void> => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  };
  return {
    root,
    /** When the member last did something. */
    activity,
    beforeStop: () => feature.beforeStop?.(),
    client: createRouterClient(feature.router ?? {}, { context }) as ContractRouterClient<typeof branchesContract>,
    git,
    inOrigin: (...args: string[]) => gitAt(origin, ...args),
    write,
    read: (path: string) => readFile(join(root, path), 'utf8'),
    async commit(path: string, content: string): Promise<string> {
      await write(path, content);
      await git('add', '--', path);
      await git('commit', '-qm', `Change ${path}`);
      return await git('rev-parse', 'HEAD');
    },
    async elsewhere(path: string, content: string): Promise<void> {
      await gitAt(other, 'pull', '-q', '--ff-only', 'origin', 'main');
      await writeFile(join(other, path), content);
      await gitAt(other, 'add', '.');
      await gitAt(other, 'commit', '-q', '-m', `Change ${path} elsewhere`);
      await gitAt(other, 'push', '-q', 'origin', 'HEAD:main');
    },
    /** All that git knows of what is here: branch, commit, index, files. */
    async whole(): Promise<string> {
      return [await gitAt(root, 'symbolic-ref', '-q', 'HEAD').catch(() => 'detached'), await git('rev-parse', 'HEAD'), await git('ls-files', '--stage'), await git('status', '--porcelain', '--untracked-files=all'), await git('diff')].join('\n');
    },
    async [Symbol.asyncDispose]() {
      await feature.close?.();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** For `assert.rejects`: what our error says. */
export function failure(code: string, because?: string): (error: unknown) => boolean {
  return (error) => {
    const failed = fromWireError(error);
    return failed.code === code && (because === undefined || failed.details['because'] === because);
  };
}
