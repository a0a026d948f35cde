import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';

import type { Role } from '#shared/actor.ts';
import { MemberId, ModuleId, ProjectId, SessionId } from '#shared/ids.ts';
import type { GrantAccess } from '#shared/projects.ts';
import type { NewToken } from '#shared/tokens.ts';
import { describeClient } from '../auth/client-name.ts';
import { setSecurityHeaders } from '../gateway/security-headers.ts';
import { ModuleRights, pairKey } from '../grants/module-rights.ts';
import { NEW_MEMBER } from '../members/new-member.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { openStorage } from '../storage/open.ts';
import { AccessTokens } from './access-tokens.ts';
import type { BackendTimes } from './backend-process.ts';
import { createGitDoor } from './create-git-door.ts';
import { createGitHttp } from './create-git-http.ts';
import { createRepositories } from './create-repositories.ts';
import type { Pushed } from './repositories.ts';

export const PEOPLE = {
  lea: { id: MemberId.parse('mlea000000000'), role: 'owner' },
  marie: { id: MemberId.parse('mmarie0000000'), role: 'developer' },
  paul: { id: MemberId.parse('mpaul00000000'), role: 'developer' },
  sam: { id: MemberId.parse('msam000000000'), role: 'stagiaire' },
} as const satisfies Record<string, { id: MemberId; role: Role }>;
export type Person = keyof typeof PEOPLE;

export const UI = ModuleId.parse('rui0000000000');
export const API = ModuleId.parse('rapi000000000');
const SHOP = ProjectId.parse('pshop00000000');

export type GitRun = { readonly code: number; readonly stdout: string; readonly stderr: string };
export type GitServer = Awaited<ReturnType<typeof startGitServer>>;

/** Git over HTTP on a real port with real storage, rights and repositories: project `shop` with `ui` and `api`, both empty. */
export async function startGitServer(options: { readonly times?: BackendTimes; readonly log?: string; readonly maxPushBytes?: number } = {}) {
  const dataFolder = mkdtempSync(join(tmpdir(), 'atelier-git-server-'));
  const log = pino({ level: options.log ?? 'silent' });
  const time = { offsetMs: 0 };
  const clock = { now: () => Date.now() + time.offsetMs };
  const storage = await openStorage({ dataFolder });
  const rights = new ModuleRights(storage);
  const audited: Parameters<AuditLog['record']>[0][] = [];
  const audit: AuditLog = { record: async (entry) => void audited.push(entry) };
  const repositories = createRepositories({ dataFolder, log, clock, ...(options.maxPushBytes === undefined ? {} : { maxPushBytes: options.maxPushBytes }) });
  const tokens = new AccessTokens({ storage, rights, audit, clock, log });
  const gitHttp = createGitHttp({ repositories, rights, storage, audit, clock, log, ...(options.times === undefined ? {} : { times: options.times }) });
  const refusals = { record: ({ caller, ...entry }: { action: string; target: string; reason: string; caller: { address: string } }) => audit.record({ ...entry, actor: null, address: caller.address, outcome: 'refused', details: { reason: entry.reason } }) };
  const door = createGitDoor({ gitHttp, tokens, refusals, log });

  await storage.projects.insert(SHOP, { slug: 'shop', slugKey: 'shop', title: 'Shop', state: 'live', trashedAtMs: null, createdAtMs: 1 });
  for (const [id, slug] of [[UI, 'ui'], [API, 'api']] as const) {
    await storage.modules.insert(id, { projectId: SHOP, slug, slugKey: `${SHOP}/${slug}`, kind: 'api', description: '', state: 'live', trashedAtMs: null, protectedBranches: ['main'], createdAtMs: 1 });
    await repositories.create(id);
  }
  for (const [name, { id, role }] of Object.entries(PEOPLE)) {
    const limits = role === 'stagiaire' ? { expiresAtMs: null, hours: null, terminal: false, network: false, transfer: false, tokens: true } : null;
    await storage.members.insert(id, { ...NEW_MEMBER, email: `${name}@atelier.test`, name, role, language: null, passwordHash: null, createdAtMs: 1, limits });
  }

  const pushed: Pushed[] = [];
  repositories.onPushed((about) => pushed.push(about));
  const handled = { before: null as ((request: IncomingMessage, response: ServerResponse) => void) | null };
  const server = createServer((request, response) => {
    handled.before?.(request, response);
    setSecurityHeaders(response, { https: false });
    const caller = { address: request.socket.remoteAddress ?? '', client: describeClient(request.headers['user-agent']), requestId: 'r' };
    void door.handle(request, response, { caller, allowedOrigin: origin });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const work = mkdtempSync(join(tmpdir(), 'atelier-git-client-'));

  const token = async (person: Person, wanted: Partial<NewToken> = {}): Promise<string> => {
    const { id, role } = PEOPLE[person];
    const name = `t${randomBytes(4).toString('hex')}`;
    const actor = { memberId: id, role, sessionId: SessionId.parse('stest00000000') };
    const made = await tokens.create(actor, { name, scope: 'write', moduleIds: null, days: 30, ...wanted }, { address: '', client: '', requestId: 'r' });
    return made.secret;
  };

  return {
    origin, storage, rights, repositories, tokens, audited, pushed, work, gitHttp, handled, time, token,
    url: (secret: string, module = 'ui'): string => `http://anyone:${secret}@127.0.0.1:${port}/git/shop/${module}.git`,
    grant: async (person: Person, moduleId: ModuleId, access: GrantAccess): Promise<void> => {
      const memberId = PEOPLE[person].id;
      const key = pairKey(memberId, moduleId);
      await storage.grants.delete(key);
      await storage.grants.insert(key, { memberId, moduleId, pairKey: key, access, grantedBy: PEOPLE.lea.id, grantedAtMs: 1 });
    },
    /** Real git in the folder `at` of the client's own; never a prompt, never this machine's configuration. */
    git: (at: string, ...args: string[]): Promise<GitRun> => gitIn(join(work, at), args),
    gitWith: (at: string, about: { readonly env?: Record<string, string>; readonly input?: string | Buffer }, ...args: string[]): Promise<GitRun> => gitIn(join(work, at), args, about),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await gitHttp.close();
      await tokens.close();
      await repositories.close();
      await storage.close();
      rmSync(dataFolder, { recursive: true });
      rmSync(work, { recursive: true });
    },
  };
}

export function gitIn(cwd: string, args: readonly string[], { env = {}, input = '' }: { readonly env?: Record<string, string>; readonly input?: string | Buffer } = {}): Promise<GitRun> {
  const identity = { GIT_AUTHOR_NAME: 'Test', GIT_AUTHOR_EMAIL: 'test@atelier.test', GIT_COMMITTER_NAME: 'Test', GIT_COMMITTER_EMAIL: 'test@atelier.test' };
  const child = spawn('git', args, { cwd, env: { ...process.env, ...identity, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C', NO_PROXY: '*', no_proxy: '*', ...env } });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? -1, stdout: Buffer.concat(out).toString('utf8'), stderr: Buffer.concat(err).toString('utf8') }));
  });
}
