import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import type { Actor } from '../../shared/actor.ts';
import type { ModuleId } from '../../shared/ids.ts';
import type { ProposalDetail, ProposalView } from '../../shared/proposals.ts';
import { createAuditLog } from '../audit/create-audit-log.ts';
import { createLog } from '../log.ts';
import { ProjectsServer, SAM } from '../projects/projects.fixture.ts';
import { createProposals, type Proposals } from './create-proposals.ts';

const run = promisify(execFile);
const IDENTITY = { GIT_AUTHOR_NAME: 'Sam', GIT_AUTHOR_EMAIL: 'sam@example.test', GIT_COMMITTER_NAME: 'Sam', GIT_COMMITTER_EMAIL: 'sam@example.test', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };

/** A module with real repositories: the server's, and a member's working copy from which branches arrive. */
export class ProposalsServer {
  readonly projects: ProjectsServer;
  readonly proposals: Proposals;
  readonly moduleId: ModuleId;
  readonly work: string;

  private constructor(projects: ProjectsServer, moduleId: ModuleId) {
    this.projects = projects;
    this.moduleId = moduleId;
    this.work = mkdtempSync(join(tmpdir(), 'atelier-work-'));
    const { storage, repositories, rights } = projects;
    const clock = { now: () => projects.nowMs };
    const log = createLog('silent');
    this.proposals = createProposals({ storage, repositories, rights, clock, log, audit: createAuditLog({ storage, clock, log }) });
  }

  static async start(files: Readonly<Record<string, string | Buffer>> = { 'a.txt': numbered(30) }): Promise<ProposalsServer> {
    const projects = await ProjectsServer.start();
    const moduleId = await projects.module(await projects.project('shop'), 'web');
    await projects.grant(SAM, moduleId, 'write');
    const server = new ProposalsServer(projects, moduleId);
    await server.git('init', '-q', '-b', 'main', '.');
    await server.commit('Begin', files);
    await server.arrive('refs/heads/main');
    return server;
  }

  async git(...args: string[]): Promise<string> {
    return (await run('git', args, { cwd: this.work, env: { ...process.env, ...IDENTITY }, encoding: 'latin1' })).stdout;
  }

  /** Writes (null: removes) and commits. */
  async commit(message: string, files: Readonly<Record<string, string | Buffer | null>>): Promise<void> {
    for (const [path, content] of Object.entries(files)) {
      if (content === null) rmSync(join(this.work, path));
      else {
        await mkdir(dirname(join(this.work, path)), { recursive: true });
        await writeFile(join(this.work, path), content);
      }
    }
    await this.git('add', '-A');
    await this.git('commit', '-q', '-m', message);
  }

  /** The working copy's HEAD is the ref, as after a push of that member. */
  async arrive(ref: string, who: Actor = SAM): Promise<void> {
    const { repositories } = this.projects;
    const before = await this.atRef(ref);
    await repositories.git(this.moduleId, ['fetch', '--quiet', this.work, `+HEAD:${ref}`]);
    repositories.pushed({ moduleId: this.moduleId, refs: [{ ref, before, after: await this.atRef(ref) }], memberId: who.memberId });
  }

  async atRef(ref: string): Promise<string> {
    const { stdout } = await this.projects.repositories.git(this.moduleId, ['for-each-ref', '--format=%(objectname)', ref]);
    return stdout.toString('utf8').trim() || '0'.repeat(40);
  }

  /** Sam's work arrives; resolves once there is an open proposal with it. */
  async propose(number = 1): Promise<ProposalView> {
    const ref = `refs/heads/proposals/${SAM.memberId}/${number}`;
    const waiting = this.listed((all) => all.find(({ state }) => state === 'open'));
    await this.arrive(ref);
    return waiting;
  }

  async listed<Found>(find: (all: readonly ProposalView[]) => Found | undefined, who: Actor = SAM): Promise<Found> {
    const abort = new AbortController();
    try {
      for await (const all of this.proposals.watch(who, abort.signal)) {
        const found = find(all);
        if (found !== undefined) return found;
      }
    } finally {
      abort.abort();
    }
    throw new Error('the list ended');
  }

  /** What main holds of a file, as bytes' letters; null: nothing. */
  async inMain(path: string): Promise<string | null> {
    const { stdout, exitCode } = await this.projects.repositories.git(this.moduleId, ['cat-file', 'blob', `refs/heads/main:${path}`], { allowExit: [128] });
    return exitCode === 0 ? stdout.toString('latin1') : null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.proposals.close();
    await this.projects[Symbol.asyncDispose]();
    rmSync(this.work, { recursive: true, force: true });
  }
}

/** `line 1` … `line <count>`, each ended. */
export function numbered(count: number, changed: Readonly<Record<number, string>> = {}): string {
  return Array.from({ length: count }, (_, index) => `${changed[index + 1] ?? `line ${index + 1}`}\n`).join('');
}

/** What a reviewer sends back about what they looked at. */
export function decision({ id, revision, base, head }: ProposalDetail, accepted: 'all' | string[], words = '') {
  return { proposalId: id, revision, base, head, accepted, words, method: 'merge' as const, endsBranch: true };
}
