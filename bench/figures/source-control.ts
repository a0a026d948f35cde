import { createRouterClient } from '@orpc/server';
import type { ContractRouterClient } from '@orpc/contract';
import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { AgentContext } from '#agent/feature.ts';
import { Repositories } from '#agent/git/repositories.ts';
import { Saves } from '#agent/saves.ts';
import { createGitFeature } from '#features/git/agent/index.ts';
import type { gitContract, ModuleStatus } from '#features/git/contract.ts';
import { Capability } from '#shared/actor.ts';
import { AgentConfig } from '#shared/agent-protocol.ts';
import { FilePath } from '#shared/file-path.ts';
import { MemberId, SessionId } from '#shared/ids.ts';
import { MIB } from '#shared/units.ts';
import type { Figure, Row } from '../figure.ts';
import { AFTER_IMPORT, BLAMED, BLAMED_LINES, COMMITS, FILES, importInto, nameOf } from '../git-history.ts';
import { median, repeat } from '../statistics.ts';

const TIMES = 9;
const TRACE = 'trace.jsonl';
/** How long nothing happens while git's processes are counted. */
const QUIET_MS = 4000;
/** What Atelier may add to what git itself takes. */
const MORE_MS = { status: 100, diff: 150, blame: 150, stage: 300 };

const run = promisify(execFile);

export const sourceControl: Figure = {
  name: 'source-control',
  about: `the agent's git on ${COMMITS} commits and ${FILES} files, beside plain git: status after a save, a diff's text, blame, staging all, and what runs while nothing happens`,
  async measure(context) {
    const folder = await mkdtemp(join(tmpdir(), 'atelier-bench-git-'));
    const root = FilePath.parse(join(folder, 'work'));
    const git = async (...args: string[]): Promise<void> => void (await run('git', args, { cwd: root, maxBuffer: 256 * MIB, env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' } }));
    const abort = new AbortController();
    try {
      await generate(root);
      const client = clientOf(folder, root);
      const times = context.times(TIMES);
      const rows: Row[] = [];
      const add = (what: string, { own, plain, moreMs }: { own: readonly number[]; plain: readonly number[]; moreMs: number }): void => {
        const limit = { what: 'plain git', value: median(plain) };
        rows.push({ what, unit: 'ms', value: median(own), of: `median of ${own.length}`, limit, goal: { atMost: limit.value + moreMs } });
      };
      await git('status');

      const watch = (await client.watch(undefined, { signal: abort.signal }))[Symbol.asyncIterator]();
      await watch.next();
      const plainStatus = (): Promise<number> => timed(() => git('status', '--porcelain=v2', '--branch', '--untracked-files=all'));
      const statuses: number[] = [];
      const saves = await repeat(times, async (index) => {
        // One save at a time, as people do: git's own looks stand between them.
        for (let look = 0; look < 4; look += 1) statuses.push(await plainStatus());
        return await timed(async () => {
          await writeFile(join(root, nameOf(index + 1)), `saved ${index}\n`);
          for (let seen = 0; seen <= index; ) seen = await seenBy(watch);
        });
      });
      rows.push({ what: `git processes in ${QUIET_MS / 1000} s in which nothing changes`, unit: 'runs', value: await runsInQuiet(folder), of: 'one look', limit: null, goal: { atMost: 0 } });
      abort.abort();
      add('status after a save', { own: saves, plain: statuses, moreMs: MORE_MS.status });

      const path = FilePath.parse(join(root, nameOf(1)));
      add('click → the text to compare with', { own: await repeat(times, () => timed(() => client.text({ path, revision: 'index' }))), plain: await repeat(times, () => timed(() => git('show', `:${nameOf(1)}`))), moreMs: MORE_MS.diff });

      const blamed = FilePath.parse(join(root, BLAMED));
      const blames = await repeat(times, () => timed(async () => {
        for await (const _piece of await client.blame({ path: blamed })); // to the end
      }));
      add(`blame of ${BLAMED_LINES} lines`, { own: blames, plain: await repeat(times, () => timed(() => git('blame', '--porcelain', BLAMED))), moreMs: MORE_MS.blame });

      const change = async (text: string): Promise<void> => {
        for (let index = 0; index < FILES; index += 1) await writeFile(join(root, nameOf(index)), `${text} ${index}\n`);
      };
      const [own, plain]: [number[], number[]] = [[], []];
      for (let round = 0; round < Math.min(3, times); round += 1) {
        await change(`own ${round}`);
        own.push(await timed(() => client.stage({ root, paths: null })));
        await change(`plain ${round}`);
        plain.push(await timed(() => git('add', '--all')));
      }
      add(`staging ${FILES} files`, { own, plain, moreMs: MORE_MS.stage });
      return rows;
    } finally {
      abort.abort();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function seenBy(watch: AsyncIterator<readonly ModuleStatus[]>): Promise<number> {
  const { value } = (await watch.next()) as IteratorResult<readonly ModuleStatus[], undefined>;
  return value?.[0]?.changeCount ?? Infinity;
}

/** What git itself writes of each of its processes. */
async function runsInQuiet(folder: string): Promise<number> {
  const count = async (): Promise<number> => (await readFile(join(folder, TRACE), 'utf8')).split('\n').filter((line) => line.includes('"event":"start"')).length;
  // What the last save led to ends first.
  await new Promise((resolve) => setTimeout(resolve, QUIET_MS / 4));
  const before = await count();
  await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
  return (await count()) - before;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

function clientOf(folder: string, root: string): ContractRouterClient<typeof gitContract> {
  const config = AgentConfig.parse({ workspaceId: 'w000000000000', secret: 'x'.repeat(32), roots: [{ path: root, name: 'shop/web', kind: 'module', readOnly: false }, { path: folder, name: 'home', kind: 'home', readOnly: false }], env: { GIT_CONFIG_GLOBAL: '/dev/null', GIT_TRACE2_EVENT: join(folder, TRACE) } });
  const log = { info() {}, warn() {}, error: (_fields: object, message: string) => process.emitWarning(message) };
  const feature = createGitFeature({ config, log, touch() {}, saves: new Saves(), repositories: new Repositories(config) });
  const context: AgentContext = { actor: { memberId: MemberId.parse('m000000000001'), sessionId: SessionId.parse('s000000000000'), role: 'developer' }, capabilities: new Set(Capability.options) };
  return createRouterClient(feature.router ?? {}, { context }) as ContractRouterClient<typeof gitContract>;
}

/** The long history, as a clone has it and as gc leaves it after a while. */
async function generate(root: string): Promise<void> {
  await mkdir(root, { recursive: true });
  await run('git', ['init', '-q', '-b', 'main'], { cwd: root });
  await importInto(spawn('git', ['fast-import', '--quiet'], { cwd: root, stdio: ['pipe', 'inherit', 'inherit'] }));
  for (const args of AFTER_IMPORT) await run('git', args, { cwd: root });
}
