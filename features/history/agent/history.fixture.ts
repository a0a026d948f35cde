import { createRouterClient } from '@orpc/server';
import type { ContractRouterClient } from '@orpc/contract';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
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
import type { CommitRow, historyContract, HistoryRef } from '../contract.ts';
import { createHistoryFeature } from './index.ts';

const run = promisify(execFile);
const IDENTITY = { GIT_AUTHOR_NAME: 'Léa Martin', GIT_AUTHOR_EMAIL: 'lea@example.test', GIT_COMMITTER_NAME: 'Léa Martin', GIT_COMMITTER_EMAIL: 'lea@example.test', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };

/** The real feature on a real repository in a folder of its own. */
export async function startHistoryForTests() {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'atelier-history-')));
  const root = FilePath.parse(join(folder, 'work'));
  await mkdir(root);
  let seconds = 1_700_000_000;
  const git = async (...args: string[]): Promise<string> => {
    seconds += 60;
    const dates = { GIT_AUTHOR_DATE: `${seconds} +0000`, GIT_COMMITTER_DATE: `${seconds} +0000` };
    return (await run('git', args, { cwd: root, env: { ...process.env, ...IDENTITY, ...dates } })).stdout.trim();
  };
  await git('init', '-q', '-b', 'main');
  const config = AgentConfig.parse({
    workspaceId: 'w000000000000',
    secret: 'secret-of-the-agent-0123456789-0123456789',
    roots: [{ path: root, name: 'shop/web', kind: 'module', readOnly: false }],
    env: IDENTITY,
  });
  const log = { info() {}, warn() {}, error: (_fields: object, message: string) => process.emitWarning(message) };
  const feature = createHistoryFeature({ config, log, touch() {}, saves: new Saves(), repositories: new Repositories(config) });
  const context: AgentContext = { actor: { memberId: MemberId.parse('m000000000001'), sessionId: SessionId.parse('s000000000000'), role: 'developer' }, capabilities: new Set(Capability.options) };
  const client = createRouterClient(feature.router ?? {}, { context }) as ContractRouterClient<typeof historyContract>;
  return {
    root,
    git,
    client,
    async write(path: string, content: string): Promise<void> {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
    },
    async commit(path: string, message: string): Promise<string> {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), `${message}\n`);
      await git('add', '--', path);
      await git('commit', '-qm', message);
      return await git('rev-parse', 'HEAD');
    },
    /** Everything, as fast as it comes. */
    async all(refs = 'all'): Promise<{ rows: CommitRow[]; refs: HistoryRef[]; total: number | null; ended: boolean }> {
      const seen = { rows: [] as CommitRow[], refs: [] as HistoryRef[], total: null as number | null, ended: false };
      for await (const piece of await client.log({ root, id: 'stream0001', refs, upTo: 200_000 })) {
        if (piece.kind === 'start') seen.refs.push(...piece.refs);
        else if (piece.kind === 'commits') seen.rows.push(...piece.commits);
        else if (piece.kind === 'total') seen.total = piece.count;
        else seen.ended = true;
      }
      return seen;
    },
    async found(asked: { in: 'message' | 'author' | 'path' | 'content'; text: string; isPattern?: boolean }): Promise<string[]> {
      const hashes: string[] = [];
      for await (const piece of await client.search({ root, refs: 'all', ...asked })) hashes.push(...piece.hashes);
      return hashes;
    },
    /** So many commits on one line, each changing a file, with a merge now and then. */
    async generate(count: number): Promise<void> {
      await generateCommits(root, count);
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Commits of two lines that are merged every 50, made by other people. */
export async function generateCommits(root: string, count: number): Promise<void> {
  const child = spawn('git', ['fast-import', '--quiet', '--force'], { cwd: root, stdio: ['pipe', 'ignore', 'inherit'] });
  const parts: string[] = [];
  for (let at = 1; at <= count; at += 1) {
    const isMerge = at % 50 === 0;
    const isSide = !isMerge && at % 50 > 40;
    const message = isMerge ? `Merge side ${at}` : `Change ${at}`;
    const from = at === 1 ? '' : isMerge ? `from :${at - 10}\nmerge :${at - 1}\n` : isSide && at % 50 === 41 ? `from :${at - 1}\n` : at % 50 === 1 && at > 1 ? `from :${at - 1}\n` : `from :${at - 1}\n`;
    parts.push(`commit refs/heads/${isSide ? 'side' : 'main'}\nmark :${at}\nauthor Person ${at % 7} <p${at % 7}@example.test> ${1_600_000_000 + at * 60} +0000\ncommitter Person <p@example.test> ${1_600_000_000 + at * 60} +0000\ndata ${message.length}\n${message}\n${from}M 644 inline dir${at % 40}/file${at % 1000}.txt\ndata ${String(at).length}\n${at}\n\n`);
    if (parts.length === 1000) {
      if (!child.stdin.write(parts.splice(0).join(''))) await once(child.stdin, 'drain');
    }
  }
  child.stdin.end(parts.join(''));
  await once(child, 'close');
}
