import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';

import { systemClock as clock } from '#server/clock.ts';
import { AccessTokens } from '#server/git/access-tokens.ts';
import { GitGuard } from '#server/git/git-guard.ts';
import { ModuleRights, pairKey } from '#server/grants/module-rights.ts';
import { NEW_MEMBER } from '#server/members/new-member.ts';
import { openStorage } from '#server/storage/open.ts';
import type { Storage } from '#server/storage/storage.ts';
import { MemberId, ModuleId, ProjectId, SessionId } from '#shared/ids.ts';
import type { Figure } from '../figure.ts';
import { quantile } from '../statistics.ts';

const MEMBERS = 100;
const PROJECTS = 50;
const MODULES_EACH = 10;
const GRANTS_EACH = 10;
const REQUESTS = 20_000;
const TOKENS = 20;

export const gitGuard: Figure = {
  name: 'git-guard',
  about: 'from a token to what its member may do with a repository, with 50 projects, 500 modules, 100 members and 1,000 grants in SQLite',
  async measure(context) {
    const dataFolder = await mkdtemp(join(tmpdir(), 'atelier-bench-guard-'));
    const storage = await openStorage({ dataFolder });
    const rights = new ModuleRights(storage);
    const tokens = new AccessTokens({ storage, rights, audit: { record: () => Promise.resolve() }, clock, log: pino({ level: 'silent' }) });
    const guard = new GitGuard({ rights, storage, clock });
    try {
      await fill(storage);
      const asked: { secret: string; project: string; module: string }[] = [];
      for (let index = 0; index < TOKENS; index += 1) {
        const actor = { memberId: memberId(index), role: 'developer', sessionId: SessionId.parse('sbench0000000') } as const;
        const { secret } = await tokens.create(actor, { name: 'bench', scope: 'write', moduleIds: null, days: 1 }, { address: '', client: '', requestId: '' });
        for (let grant = 0; grant < GRANTS_EACH; grant += 1) asked.push({ secret, ...names(granted(index, grant)) });
      }
      const samples: number[] = [];
      const requests = context.times(REQUESTS);
      for (let index = 0; index < requests + asked.length; index += 1) {
        const one = asked[index % asked.length];
        if (one === undefined) break;
        const startedMs = performance.now();
        const who = await tokens.authenticate(one.secret, '192.0.2.1');
        const module = who === null ? null : await guard.enter(who, one);
        const elapsedMs = performance.now() - startedMs;
        if (module?.access !== 'write') throw new Error('the guard refused what is granted');
        // The first round of each is what warms it.
        if (index >= asked.length) samples.push(elapsedMs);
      }
      return [{ what: 'guard of a git request', unit: 'ms', value: quantile(samples, 0.99), of: `p99 of ${samples.length}`, limit: null, goal: { atMost: 0.2 } }];
    } finally {
      guard.close();
      await tokens.close();
      await storage.close();
      await rm(dataFolder, { recursive: true, force: true });
    }
  },
};

const id = (letter: string, index: number): string => `${letter}${String(index).padStart(12, '0')}`;
const memberId = (index: number): MemberId => MemberId.parse(id('m', index));
const names = (module: number): { project: string; module: string } => ({ project: `p${Math.floor(module / MODULES_EACH)}`, module: `m${module}` });
const granted = (member: number, grant: number): number => (member * 37 + grant * 53) % (PROJECTS * MODULES_EACH);

async function fill(storage: Storage): Promise<void> {
  const writing: Promise<unknown>[] = [];
  for (let index = 0; index < PROJECTS; index += 1) {
    writing.push(storage.projects.insert(id('p', index), { slug: `p${index}`, slugKey: `p${index}`, title: '', state: 'live', trashedAtMs: null, createdAtMs: 1 }));
  }
  for (let index = 0; index < PROJECTS * MODULES_EACH; index += 1) {
    const projectId = ProjectId.parse(id('p', Math.floor(index / MODULES_EACH)));
    const named = { slug: `m${index}`, slugKey: `${projectId}/m${index}`, kind: 'api' as const, description: '' };
    writing.push(storage.modules.insert(id('r', index), { ...named, projectId, state: 'live', trashedAtMs: null, protectedBranches: ['main'], createdAtMs: 1 }));
  }
  for (let index = 0; index < MEMBERS; index += 1) {
    writing.push(storage.members.insert(memberId(index), { ...NEW_MEMBER, email: `${index}@bench.test`, name: '', role: 'developer', language: null, passwordHash: null, createdAtMs: 1 }));
    for (let grant = 0; grant < GRANTS_EACH; grant += 1) {
      const moduleId = ModuleId.parse(id('r', granted(index, grant)));
      const key = pairKey(memberId(index), moduleId);
      writing.push(storage.grants.insert(key, { memberId: memberId(index), moduleId, pairKey: key, access: 'write', grantedBy: memberId(0), grantedAtMs: 1 }));
    }
  }
  await Promise.all(writing);
}
