import assert from 'node:assert/strict';
import { createRouterClient } from '@orpc/server';
import type { ContractRouterClient } from '@orpc/contract';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import type { AgentContext } from '../../../agent/feature.ts';
import { Repositories } from '../../../agent/git/repositories.ts';
import { GIT_ENV, gitAt, makeWorkingCopy } from '../../../agent/git/working-copy.fixture.ts';
import { Saves } from '../../../agent/saves.ts';
import { Capability, type Role } from '../../../shared/actor.ts';
import { AgentConfig } from '../../../shared/agent-protocol.ts';
import type { ErrorDetails } from '../../../shared/errors.ts';
import { MemberId, SessionId } from '../../../shared/ids.ts';
import { FilePath } from '../../../shared/file-path.ts';
import { fromWireError } from '../../../shared/procedures.ts';
import { SOON_MS } from '../../../tests/harness/soon.ts';
import type { gitContract, ModuleStatus } from '../contract.ts';
import { createGitFeature } from './index.ts';

const run = promisify(execFile);
export const PROPOSES_TO = 'proposals/m000000000001';

export type GitForTests = Awaited<ReturnType<typeof startGitForTests>>;

/** The real feature on a working copy of a real bare repository, both in a folder of their own. */
export async function startGitForTests({ capabilities = Capability.options, proposes = false, role = 'developer' }: { capabilities?: readonly Capability[]; proposes?: boolean; role?: Role } = {}) {
  const { folder, root, origin, other } = await makeWorkingCopy({ name: 'git', cloneArgs: proposes ? ['--single-branch'] : [] });
  await gitAt(folder, 'clone', '-q', origin, join(folder, 'read'));

  const config = AgentConfig.parse({
    workspaceId: 'w000000000000',
    secret: 'secret-of-the-agent-0123456789-0123456789',
    roots: [
      { path: root, name: 'shop/web', kind: 'module', readOnly: false, ...(proposes ? { proposesTo: PROPOSES_TO } : {}) },
      { path: join(folder, 'read'), name: 'shop/read', kind: 'module', readOnly: true },
      { path: folder, name: 'home', kind: 'home', readOnly: false },
    ],
    env: GIT_ENV,
  });
  const log = { info() {}, warn() {}, error: (_fields: object, message: string) => process.emitWarning(message) };
  const repositories = new Repositories(config);
  const feature = createGitFeature({ config, log, touch() {}, saves: new Saves(), repositories });
  const context: AgentContext = { actor: { memberId: MemberId.parse('m000000000001'), sessionId: SessionId.parse('s000000000000'), role }, capabilities: new Set(capabilities) };
  const client = createRouterClient(feature.router ?? {}, { context }) as ContractRouterClient<typeof gitContract>;

  return {
    root,
    repository: repositories.of(root),
    /** The working copy of a module that the member only reads. */
    read: FilePath.parse(join(folder, 'read')),
    other,
    client,
    git: (...args: string[]) => gitAt(root, ...args),
    /** With the spaces and ends of lines that git printed. */
    gitRaw: async (...args: string[]) => (await run('git', args, { cwd: root, env: { ...process.env, ...GIT_ENV } })).stdout,
    /** A git of the member's own that waits for what is typed. */
    async startInTerminal(...args: string[]) {
      const child = spawn('sh', ['-c', 'git "$@"; true', 'sh', ...args], { cwd: root, stdio: ['pipe', 'pipe', 'ignore'] });
      child.stdin.write('HEAD\n');
      await once(child.stdout, 'data');
      return {
        async [Symbol.asyncDispose](): Promise<void> {
          const closed = once(child, 'close');
          child.stdin.end();
          await closed;
        },
      };
    },
    inOrigin: (...args: string[]) => gitAt(origin, ...args),
    async write(path: string, content: string | Buffer): Promise<void> {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
    },
    /** Somebody else's version comes into main. */
    async elsewhere(path: string, content: string): Promise<void> {
      await gitAt(other, 'pull', '-q', '--ff-only', 'origin', 'main');
      await writeFile(join(other, path), content);
      await gitAt(other, 'add', '.');
      await gitAt(other, 'commit', '-q', '-m', `Change ${path}`);
      await gitAt(other, 'push', '-q', 'origin', 'HEAD:main');
    },
    async status(): Promise<ModuleStatus> {
      const [status] = await client.status();
      if (status === undefined) throw new Error('no module');
      return status;
    },
    /** Resolves with the first watched status that satisfies, which comes soon after `act`. */
    async until(satisfies: (status: ModuleStatus) => boolean, act: () => Promise<unknown>): Promise<void> {
      const abort = new AbortController();
      let startedMs: number | null = null;
      try {
        for await (const [status] of await client.watch(undefined, { signal: abort.signal })) {
          if (startedMs === null) {
            startedMs = 0;
            await act();
            startedMs = performance.now();
          } else if (status !== undefined && satisfies(status)) return assert.ok(performance.now() - startedMs < SOON_MS);
        }
      } finally {
        abort.abort();
      }
      throw new Error('the watch ended');
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** For `assert.rejects`: what our error says. */
export function because(code: string, details: ErrorDetails = {}): (error: unknown) => boolean {
  return (error) => {
    const failure = fromWireError(error);
    return failure.code === code && Object.entries(details).every(([name, value]) => failure.details[name] === value);
  };
}
