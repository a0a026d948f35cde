import { createRouterClient } from '@orpc/server';
import type { ContractRouterClient } from '@orpc/contract';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { AgentContext } from '#agent/feature.ts';
import { Repositories } from '#agent/git/repositories.ts';
import { Saves } from '#agent/saves.ts';
import { createHistoryFeature } from '#features/history/agent/index.ts';
import type { CommitRow, historyContract } from '#features/history/contract.ts';
import { Capability } from '#shared/actor.ts';
import { AgentConfig } from '#shared/agent-protocol.ts';
import { FilePath } from '#shared/file-path.ts';
import { MemberId, SessionId } from '#shared/ids.ts';
import { MIB } from '#shared/units.ts';
import type { Figure } from '../figure.ts';
import { median, repeat } from '../statistics.ts';

const COMMITS = 50_000;
const TIMES = 9;
const run = promisify(execFile);

export const history: Figure = {
  name: 'history',
  about: `the agent's log of ${COMMITS} commits, beside plain git: the first screen, all of it`,
  async measure(context) {
    const folder = await mkdtemp(join(tmpdir(), 'atelier-bench-history-'));
    const root = FilePath.parse(join(folder, 'work'));
    const plain = async (...args: string[]): Promise<number> => {
      const beganMs = performance.now();
      await run('git', args, { cwd: root, maxBuffer: 256 * MIB, env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' } });
      return performance.now() - beganMs;
    };
    try {
      await mkdir(root);
      await run('git', ['init', '-q', '-b', 'main'], { cwd: root });
      await generate(root);
      const client = clientOf(folder, root);
      const times = context.times(TIMES);
      const firstScreens = await repeat(times, () => read({ client, root }, 100));
      const plainFirst = await repeat(times, () => plain('log', '--all', '-100', '--format=%H %P %an %s'));
      const wholes = await repeat(3, () => read({ client, root }, COMMITS));
      const plainWhole = await repeat(3, () => plain('log', '--all', '--format=%H %P %at %an %ae %s'));
      return [
        { what: "history's first screen", unit: 'ms', value: median(firstScreens), of: `median of ${times}`, limit: { what: 'git log -100', value: median(plainFirst) }, goal: { atMost: 200 } },
        { what: `all ${COMMITS} commits`, unit: 'ms', value: median(wholes), of: 'median of 3', limit: { what: 'git log', value: median(plainWhole) }, goal: { atMostTimesLimit: 6 } },
      ];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** Until so many commits are there; in ms. */
async function read({ client, root }: { client: ContractRouterClient<typeof historyContract>; root: FilePath }, count: number): Promise<number> {
  const abort = new AbortController();
  const rows: CommitRow[] = [];
  const beganMs = performance.now();
  for await (const piece of await client.log({ root, id: `bench${Math.random().toString(36).slice(2, 10).padEnd(8, '0')}`, refs: 'all', upTo: count }, { signal: abort.signal })) {
    if (piece.kind === 'commits') rows.push(...piece.commits);
    if (rows.length >= count) break;
  }
  const tookMs = performance.now() - beganMs;
  abort.abort();
  return tookMs;
}

async function generate(root: string): Promise<void> {
  const child = spawn('git', ['fast-import', '--quiet'], { cwd: root, stdio: ['pipe', 'ignore', 'inherit'] });
  let text = '';
  for (let at = 1; at <= COMMITS; at += 1) {
    const [message, who, seconds] = [`Change number ${at} of them`, `Person ${at % 7} <p${at % 7}@example.test>`, 1_600_000_000 + at * 60];
    const merged = at % 50 === 0 ? `merge :${at - 7}\n` : '';
    text += `commit refs/heads/main\nmark :${at}\nauthor ${who} ${seconds} +0000\ncommitter ${who} ${seconds} +0000\ndata ${message.length}\n${message}\n${at === 1 ? '' : `from :${at - 1}\n`}${merged}M 644 inline file${at % 1000}.txt\ndata ${String(at).length}\n${at}\n\n`;
    if (at % 2000 !== 0) continue;
    if (!child.stdin.write(text)) await once(child.stdin, 'drain');
    text = '';
  }
  child.stdin.end(text);
  await once(child, 'close');
}

function clientOf(folder: string, root: string): ContractRouterClient<typeof historyContract> {
  const config = AgentConfig.parse({ workspaceId: 'w000000000000', secret: 'secret-of-the-agent-0123456789-0123456789', roots: [{ path: root, name: 'shop/web', kind: 'module', readOnly: false }, { path: folder, name: 'home', kind: 'home', readOnly: false }], env: { GIT_CONFIG_GLOBAL: '/dev/null' } });
  const log = { info() {}, warn() {}, error() {} };
  const feature = createHistoryFeature({ config, log, touch() {}, saves: new Saves(), repositories: new Repositories(config) });
  const context: AgentContext = { actor: { memberId: MemberId.parse('m000000000001'), sessionId: SessionId.parse('s000000000000'), role: 'developer' }, capabilities: new Set(Capability.options) };
  return createRouterClient(feature.router ?? {}, { context }) as ContractRouterClient<typeof historyContract>;
}
