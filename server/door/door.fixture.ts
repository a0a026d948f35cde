import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest, type RequestOptions, type Server } from 'node:http';
import { connect, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';

import { Actor, type Role } from '#shared/actor.ts';
import { SERVER_SOCKET } from '#shared/agent-protocol.ts';
import { AtelierError } from '#shared/errors.ts';
import { ImageId, type MemberId, ModuleId, ProjectId, WorkspaceId } from '#shared/ids.ts';
import type { GrantAccess } from '#shared/projects.ts';
import { FakeAgent } from '#tests/harness/fake-agent.ts';
import { createAgentHub } from '../agents/create-agent-hub.ts';
import type { AgentHub } from '../agents/agent-hub.ts';
import { createAuditLog } from '../audit/create-audit-log.ts';
import type { GitPrincipal } from '../git/create-git-http.ts';
import { ModuleRights, pairKey } from '../grants/module-rights.ts';
import { createLog } from '../log.ts';
import { NEW_MEMBER } from '../members/new-member.ts';
import { openStorage } from '../storage/open.ts';
import type { Storage } from '../storage/storage.ts';
import { createDoors, type Doors } from './create-doors.ts';
import { DOOR_LIMITS } from './door-socket.ts';
import type { Services } from './services.ts';
import { withDoors } from './with-doors.ts';

export const SHOP = ProjectId.parse('p000000000001');
export const WEB = ModuleId.parse('r000000000001');
export const API = ModuleId.parse('r000000000002');
export const VAULT = ModuleId.parse('r000000000003');
export const CALLER = { address: '192.0.2.7', client: 'test', requestId: 'r1' };

/** Marie has `web`, which may reach `api`, on which Paul works; nobody but the owner has `vault`. */
export const MARIE = person('marie', 'developer');
export const PAUL = person('paul', 'developer');
export const LEA = person('lea', 'owner');

function person(name: string, role: Role): { actor: Actor; workspaceId: WorkspaceId } {
  const tail = name.padEnd(12, '0');
  return { actor: Actor.parse({ memberId: `m${tail}`, sessionId: `s${tail}`, role }), workspaceId: WorkspaceId.parse(`w${tail}`) };
}

export type Answer = { readonly status: number; readonly headers: Record<string, string | string[] | undefined>; readonly body: string };

/** The doors of three workspaces on a storage of their own; the agents are this process's, and CONNECT leads to its ports. */
export class DoorWorld {
  readonly folder: string;
  readonly storage: Storage;
  readonly rights: ModuleRights;
  readonly hub: AgentHub;
  readonly doors: Doors;
  readonly services: Services;
  readonly gitAsked: GitPrincipal[] = [];
  nowMs = Date.parse('2026-11-02T09:00:00Z');
  readonly #ports = new Map<WorkspaceId, number[]>();
  readonly #agents = new Map<WorkspaceId, FakeAgent>();
  readonly #programs: (Server | TcpServer)[] = [];

  private constructor(folder: string, storage: Storage, headMs: number) {
    this.folder = folder;
    this.storage = storage;
    this.rights = new ModuleRights(storage);
    const clock = { now: () => this.nowMs };
    const log = createLog('silent');
    const channels = createAgentHub({ log, clock });
    const audit = createAuditLog({ storage, clock, log });
    const git = {
      handle: async (...[, response, who]: [unknown, { end(text: string): unknown }, GitPrincipal]): Promise<void> => {
        this.gitAsked.push(who);
        response.end('git');
      },
    };
    const limits = { ...DOOR_LIMITS, headersTimeout: headMs, connectionsCheckingInterval: 50, maxConnections: 80 };
    this.doors = createDoors({ storage, rights: this.rights, git, hub: channels, audit, clock, log, limits, timeouts: { connectMs: 10_000, headMs } });
    this.hub = withDoors(channels, this.doors);
    this.services = this.doors.services({
      enter: async (actor) => {
        if (actor.role === 'stagiaire') return { capabilities: ['files.read'], secret: '' };
        return { capabilities: ['files.read', 'terminal', 'ports'], secret: '' };
      },
    });
  }

  /** @param given.headMs how long a head may take, of a request and of an answer */
  static async start({ headMs = 10_000 }: { readonly headMs?: number } = {}): Promise<DoorWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'atelier-door-'));
    const world = new DoorWorld(folder, await openStorage({ dataFolder: folder }), headMs);
    await world.storage.projects.insert(SHOP, { slug: 'shop', slugKey: 'shop', title: 'Shop', state: 'live', trashedAtMs: null, createdAtMs: 1 });
    for (const [id, slug] of [[WEB, 'web'], [API, 'api'], [VAULT, 'vault']] as const) {
      const named = { slug, slugKey: `${SHOP}/${slug}`, kind: 'api' as const, description: '' };
      await world.storage.modules.insert(id, { ...named, projectId: SHOP, state: 'live', trashedAtMs: null, protectedBranches: ['main'], createdAtMs: 1 });
    }
    for (const { actor, workspaceId } of [MARIE, PAUL, LEA]) await world.#member(actor, workspaceId);
    await world.grant(MARIE.actor.memberId, WEB, 'write');
    await world.grant(PAUL.actor.memberId, API, 'write');
    await world.reach(WEB, API);
    return world;
  }

  async grant(memberId: MemberId, moduleId: ModuleId, access: GrantAccess | null): Promise<void> {
    const key = pairKey(memberId, moduleId);
    await this.storage.grants.delete(key);
    if (access !== null) await this.storage.grants.insert(key, { memberId, moduleId, pairKey: key, access, grantedBy: LEA.actor.memberId, grantedAtMs: 1 });
  }

  async reach(fromModuleId: ModuleId, toModuleId: ModuleId): Promise<void> {
    const key = `${fromModuleId}/${toModuleId}`;
    await this.storage.reaches.insert(key, { fromModuleId, toModuleId, pairKey: key });
  }

  async share({ actor, workspaceId }: { actor: Actor; workspaceId: WorkspaceId }, moduleId: ModuleId, port: number): Promise<void> {
    this.nowMs += 1000;
    await this.services.share({ actor, caller: CALLER, workspaceId }, { moduleId, port });
  }

  /** Runs a program "in" whoever's workspace; answers its port. */
  async run(program: Server | TcpServer, workspaceId: WorkspaceId = PAUL.workspaceId): Promise<number> {
    this.#programs.push(program);
    program.listen(0, '127.0.0.1');
    await once(program, 'listening');
    const { port } = program.address() as AddressInfo;
    this.#ports.set(workspaceId, [...(this.#ports.get(workspaceId) ?? []), port]);
    return port;
  }

  async setWanted({ workspaceId }: { workspaceId: WorkspaceId }, wanted: 'running' | 'stopped'): Promise<void> {
    const present = await this.storage.workspaces.get(workspaceId);
    if (present === null) throw new AtelierError('not_found');
    await this.storage.workspaces.replace(workspaceId, present.revision, { ...present, wanted });
    if (wanted === 'stopped') {
      this.#agents.get(workspaceId)?.close();
      await this.hub.forget(workspaceId);
    } else await this.#open(workspaceId);
  }

  socketOf({ workspaceId }: { workspaceId: WorkspaceId }): string {
    return join(this.folder, workspaceId, SERVER_SOCKET);
  }

  /** One request from whoever's workspace, exactly as given. */
  ask(from: { workspaceId: WorkspaceId }, host: string, { body, ...options }: RequestOptions & { body?: string } = {}): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const asked = httpRequest({ socketPath: this.socketOf(from), path: '/', agent: false, ...options, headers: { host, ...(options.headers as object) } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    asked.on('error', reject);
    asked.end(body);
    return promise;
  }

  /** A connection as a program in the workspace has it. */
  async dial(from: { workspaceId: WorkspaceId }): Promise<Socket> {
    const socket = connect(this.socketOf(from));
    socket.on('error', () => socket.destroy());
    await once(socket, 'connect');
    return socket;
  }

  async audited(): Promise<string[]> {
    return (await this.storage.audit.find()).map(({ action, target, outcome }) => `${action} ${target} ${outcome}`);
  }

  async close(): Promise<void> {
    for (const agent of this.#agents.values()) agent.close();
    for (const program of this.#programs) {
      program.close();
      if ('closeAllConnections' in program) program.closeAllConnections();
    }
    await this.hub.close();
    await this.doors.close();
    await this.storage.close();
    rmSync(this.folder, { recursive: true });
  }

  async #member({ memberId, role }: Actor, workspaceId: WorkspaceId): Promise<void> {
    const name = memberId.slice(1).replaceAll('0', '');
    await this.storage.members.insert(memberId, { ...NEW_MEMBER, email: `${name}@example.test`, name, role, language: null, passwordHash: '', createdAtMs: 1 });
    const limits = { cpus: 1, memoryBytes: 1, diskBytes: 1, maxProcesses: 1 };
    const named = { memberId, name: `of-${name}`, nameKey: `${memberId}/of-${name}`, imageId: ImageId.parse('base') };
    const uid = 20_000 + this.#agents.size;
    await this.storage.workspaces.insert(workspaceId, {
      ...named, limits, uid, idleStopMs: null, createdAtMs: 1, secret: secretOf(workspaceId), wanted: 'running', stopBecause: 'member', state: null, holds: [], copies: [], made: null, visit: null,
    });
    await this.#open(workspaceId);
  }

  async #open(workspaceId: WorkspaceId): Promise<void> {
    const folder = join(this.folder, workspaceId);
    await this.hub.listen(workspaceId, { folder, secret: secretOf(workspaceId) });
    const agent = new FakeAgent({ folder, secret: secretOf(workspaceId) });
    this.#agents.set(workspaceId, agent);
    agent.http.on('request', (_request, response) => {
      response.end(JSON.stringify({ version: 'v1', lastActivityAtMs: 0, attachedTerminals: 0, terminals: 0, ports: this.#ports.get(workspaceId) ?? [] }));
    });
    agent.http.on('connect', (request, socket: Duplex) => {
      socket.on('error', () => socket.destroy());
      const program = connect(Number(request.url?.split(':')[1]), '127.0.0.1');
      program.on('connect', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        socket.pipe(program);
        program.pipe(socket);
      });
      program.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n'));
      socket.on('close', () => program.destroy());
      program.on('close', () => socket.destroy());
    });
    await this.hub.ready(workspaceId, 5000);
  }
}

export function secretOf(workspaceId: WorkspaceId): string {
  return workspaceId.repeat(4);
}
