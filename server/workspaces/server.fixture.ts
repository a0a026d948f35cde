import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'node:test';

import type { Actor } from '../../shared/actor.ts';
import { ImageId, MemberId, ModuleId, ProjectId, SessionId, type WorkspaceId } from '../../shared/ids.ts';
import type { GrantAccess } from '../../shared/projects.ts';
import { GIB, HOUR_MS } from '../../shared/units.ts';
import { DEFAULT_LIMITS, type WorkspaceView } from '../../shared/workspaces.ts';
import type { Caller } from '../api.ts';
import { createAuditLog } from '../audit/create-audit-log.ts';
import { createSocketRegistry } from '../gateway/create-socket-registry.ts';
import { createLog } from '../log.ts';
import { GrantUseCases } from '../grants/grant-use-cases.ts';
import { ModuleRights, pairKey } from '../grants/module-rights.ts';
import type { MemberDocument } from '../storage/documents.ts';
import { openStorage } from '../storage/open.ts';
import type { Storage } from '../storage/storage.ts';
import { createWorkspaces, type Workspaces, type WorkspacesDeps } from './create-workspaces.ts';
import { FakeEngine, FakeHub, FakeRepositories } from './fakes.fixture.ts';
import type { MachineFigures } from './machine.ts';
import type { Ask } from './use-cases.ts';
import { NEW_MEMBER } from '../members/new-member.ts';

export const BASE = ImageId.parse('base');
export const FULL = ImageId.parse('full');
export const CALLER: Caller = { address: '192.0.2.7', client: 'test', requestId: 'r1' };
export const ANN: Actor = { memberId: MemberId.parse('m00000000ann1'), sessionId: SessionId.parse('s000000000001'), role: 'owner' };
export const BOB: Actor = { memberId: MemberId.parse('m00000000bob1'), sessionId: SessionId.parse('s000000000002'), role: 'developer' };
const MACHINE: MachineFigures = { cores: 4, cpuPercent: 5, memoryBytes: 8 * GIB, memoryUsedBytes: GIB, diskBytes: 100 * GIB, diskFreeBytes: 50 * GIB };

/** A data folder, an engine and a clock that outlive the servers started on them. */
export class World {
  readonly folder = mkdtempSync(join(tmpdir(), 'atelier-workspaces-'));
  readonly engine = new FakeEngine();
  readonly repositories = new FakeRepositories();
  readonly machine = { ...MACHINE };
  nowMs = 1_000_000;
  readonly #opened: (() => Promise<void>)[] = [];

  constructor() {
    for (const image of [BASE, FULL]) mkdirSync(join(this.folder, 'images', image), { recursive: true });
  }

  /** A server on it: `wrap` may stand between it and what it uses. */
  async server(wrap: (deps: WorkspacesDeps) => WorkspacesDeps = (deps) => deps): Promise<TestServer> {
    const storage = await openStorage({ dataFolder: join(this.folder, 'data') });
    const clock = { now: () => this.nowMs };
    const log = createLog('silent');
    const hub = new FakeHub(this.engine);
    const audit = createAuditLog({ storage, clock, log });
    const deps: WorkspacesDeps = {
      storage,
      audit,
      runtime: this.engine.runtime(),
      images: this.engine.images(),
      hub,
      sockets: createSocketRegistry(),
      rights: new ModuleRights(storage),
      repositories: this.repositories,
      grants: new GrantUseCases({ storage, audit, clock }),
      onOut: () => () => undefined,
      clock,
      log,
      config: { dataFolder: this.folder, imagesFolder: join(this.folder, 'images'), previewUrl: ({ workspaceId, port, code }) => `http://${port}--${workspaceId}.test/?${code}` },
      machine: { figures: async () => this.machine },
    };
    for (const [actor, name] of [[ANN, 'Ann'], [BOB, 'Bob']] as const) await addMember(storage, actor, name);
    const wrapped = wrap(deps);
    const workspaces = await createWorkspaces(wrapped);
    const server = new TestServer({ workspaces, storage, hub, sockets: deps.sockets });
    this.#opened.push(() => storage.close());
    return server;
  }

  async dispose(): Promise<void> {
    for (const close of this.#opened) await close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export class TestServer {
  readonly workspaces: Workspaces;
  readonly storage: Storage;
  readonly hub: FakeHub;
  readonly sockets: WorkspacesDeps['sockets'];

  constructor(parts: { workspaces: Workspaces; storage: Storage; hub: FakeHub; sockets: WorkspacesDeps['sockets'] }) {
    this.workspaces = parts.workspaces;
    this.storage = parts.storage;
    this.hub = parts.hub;
    this.sockets = parts.sockets;
  }

  create(name: string, more: { actor?: Actor; idleStopMs?: number | null; memoryBytes?: number; cpus?: number; imageId?: ImageId } = {}): Promise<WorkspaceView> {
    const limits = { ...DEFAULT_LIMITS, memoryBytes: more.memoryBytes ?? DEFAULT_LIMITS.memoryBytes, cpus: more.cpus ?? 1 };
    const idleStopMs = more.idleStopMs === undefined ? HOUR_MS : more.idleStopMs;
    return this.workspaces.useCases.create(more.actor ?? ANN, { name, imageId: more.imageId ?? BASE, limits, idleStopMs }, CALLER);
  }

  async phase(id: WorkspaceId): Promise<string> {
    return (await this.workspaces.useCases.get(ANN, id)).state.phase;
  }

  /** Waits until the workspace is in that phase and shows it. */
  async reaches(id: WorkspaceId, phase: WorkspaceView['state']['phase']): Promise<WorkspaceView> {
    return until(async () => {
      const view = await this.workspaces.useCases.get(ANN, id);
      return view.state.phase === phase ? view : null;
    }, phase);
  }

  async changeMember({ memberId }: Actor, change: Partial<MemberDocument>): Promise<void> {
    const { id, revision, ...member } = (await this.storage.members.get(memberId)) ?? missing();
    await this.storage.members.replace(id, revision, { ...member, ...change });
  }

  /** A module of the project `shop`, made at the first call. */
  async module(slug: string): Promise<ModuleId> {
    const projectId = ProjectId.parse('p00000000shop');
    const more = { state: 'live', trashedAtMs: null, createdAtMs: 1 } as const;
    if ((await this.storage.projects.get(projectId)) === null) await this.storage.projects.insert(projectId, { slug: 'shop', slugKey: 'shop', title: 'Shop', ...more });
    const moduleId = ModuleId.parse(`r${slug.padStart(12, '0')}`);
    await this.storage.modules.insert(moduleId, { projectId, slug, slugKey: `${projectId}/${slug}`, kind: 'api', description: '', protectedBranches: [], ...more });
    return moduleId;
  }

  async grant({ memberId }: Actor, moduleId: ModuleId, access: GrantAccess | null): Promise<void> {
    const grants = this.storage.grants;
    const present = await grants.get(pairKey(memberId, moduleId));
    const document = { memberId, moduleId, pairKey: pairKey(memberId, moduleId), access: access ?? 'read', grantedBy: ANN.memberId, grantedAtMs: 1 };
    if (access === null) await grants.delete(document.pairKey);
    else if (present === null) await grants.insert(document.pairKey, document);
    else await grants.replace(present.id, present.revision, document);
  }

  async running(name: string, more: Parameters<TestServer['create']>[1] = {}): Promise<WorkspaceView> {
    const { id } = await this.create(name, more);
    this.hub.statuses.set(id, {});
    return this.reaches(id, 'running');
  }
}

/** Before each test of the suite a world with one started server on it, gone after the test. */
export function withStartedServer(begin: (started: { world: World; server: TestServer }) => void): void {
  let end = async (): Promise<void> => undefined;
  beforeEach(async () => {
    const world = new World();
    const server = await world.server();
    await server.workspaces.start();
    end = async () => {
      await server.workspaces.close();
      await world.dispose();
    };
    begin({ world, server });
  });
  afterEach(() => end());
}

export const ask = (workspaceId: WorkspaceId, actor: Actor = ANN): Ask => ({ actor, caller: CALLER, workspaceId });

/** Looks again at each turn of the event loop, for at most half a minute. */
export async function until<Value>(look: () => Promise<Value | null | false>, what: string): Promise<Value> {
  const endMs = performance.now() + 30_000;
  for (;;) {
    const value = await look();
    if (value !== null && value !== false) return value;
    if (performance.now() > endMs) throw new Error(`waited in vain for: ${what}`);
    await new Promise((resolve) => void setImmediate(resolve));
  }
}

function missing(): never {
  throw new TypeError('not there');
}

async function addMember(storage: Storage, { memberId, role }: Actor, name: string): Promise<void> {
  if ((await storage.members.get(memberId)) !== null) return;
  await storage.members.insert(memberId, { email: `${name.toLowerCase()}@example.test`, name, role, language: null, passwordHash: '', ...NEW_MEMBER, createdAtMs: 1 });
}
