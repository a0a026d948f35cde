import { createRouterClient } from '@orpc/server';
import type { ContractRouterClient } from '@orpc/contract';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
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
import { median, repeat } from '../statistics.ts';

const COMMITS = 50_000;
const FILES = 10_000;
const FILES_IN_FOLDER = 100;
const BLAMED = 'src/blamed.txt';
const BLAMED_LINES = 2000;
const BLAMED_BY_EACH = 100;
const TIMES = 9;
/** What Atelier may add to what git itself takes. */
const MORE_MS = { status: 100, diff: 150, blame: 150, stage: 300 };

const run = promisify(execFile);

export const sourceControl: Figure = {
  name: 'source-control',
  about: `the agent's git on ${COMMITS} commits and ${FILES} files, beside plain git: status after a save, a diff's text, blame, staging all`,
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

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

function nameOf(index: number): string {
  return `src/folder${Math.floor(index / FILES_IN_FOLDER)}/file${index}.txt`;
}

function clientOf(folder: string, root: string): ContractRouterClient<typeof gitContract> {
  const config = AgentConfig.parse({ workspaceId: 'w000000000000', secret: 'x'.repeat(32), roots: [{ path: root, name: 'shop/web', kind: 'module', readOnly: false }, { path: folder, name: 'home', kind: 'home', readOnly: false }], env: { GIT_CONFIG_GLOBAL: '/dev/null' } });
  const log = { info() {}, warn() {}, error: (_fields: object, message: string) => process.emitWarning(message) };
  const feature = createGitFeature({ config, log, touch() {}, saves: new Saves(), repositories: new Repositories(config) });
  const context: AgentContext = { actor: { memberId: MemberId.parse('m000000000001'), sessionId: SessionId.parse('s000000000000'), role: 'developer' }, capabilities: new Set(Capability.options) };
  return createRouterClient(feature.router ?? {}, { context }) as ContractRouterClient<typeof gitContract>;
}

/** A history in which every commit changes one file, and every so many of them one line of the file that is blamed. */
async function generate(root: string): Promise<void> {
  await mkdir(root, { recursive: true });
  await run('git', ['init', '-q', '-b', 'main'], { cwd: root });
  const child = spawn('git', ['fast-import', '--quiet'], { cwd: root, stdio: ['pipe', 'inherit', 'inherit'] });
  const closed = once(child, 'close');
  const blamed = Array.from({ length: BLAMED_LINES }, (_, line) => `line ${line}`);
  const file = (name: string, text: string): string => `M 100644 inline ${name}\ndata ${Buffer.byteLength(text)}\n${text}\n`;
  for (let commit = 0; commit < COMMITS; commit += 1) {
    const message = `Change ${commit}`;
    const files = commit === 0 ? Array.from({ length: FILES }, (_, index) => file(nameOf(index), `first ${index}\n`)) : [file(nameOf((commit * 7) % FILES), `${commit}\n`)];
    if (commit % BLAMED_BY_EACH === 0) {
      blamed[(commit * 13) % BLAMED_LINES] = `line changed by ${commit}`;
      files.push(file(BLAMED, `${blamed.join('\n')}\n`));
    }
    const text = `commit refs/heads/main\ncommitter A <a@example.test> ${1_600_000_000 + commit * 60} +0000\ndata ${message.length}\n${message}\n${files.join('')}`;
    if (!child.stdin.write(text)) await once(child.stdin, 'drain');
  }
  child.stdin.end();
  const [code] = (await closed) as [number | null];
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`);
  await run('git', ['reset', '-q', '--hard'], { cwd: root });
  await run('git', ['update-ref', 'refs/remotes/origin/main', 'HEAD'], { cwd: root });
  // As a clone has it, and as gc leaves it after a while.
  await run('git', ['repack', '-q', '-a', '-d'], { cwd: root });
}
