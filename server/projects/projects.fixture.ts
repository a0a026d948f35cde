import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Actor, Role } from '../../shared/actor.ts';
import { MemberId, ModuleId, ProjectId, SessionId } from '../../shared/ids.ts';
import type { Caller } from '../api.ts';
import { createAuditLog } from '../audit/create-audit-log.ts';
import { createRepositories } from '../git/create-repositories.ts';
import type { Repositories } from '../git/repositories.ts';
import { ModuleRights } from '../grants/module-rights.ts';
import { createLog } from '../log.ts';
import { NEW_MEMBER } from '../members/new-member.ts';
import { openStorage } from '../storage/open.ts';
import type { Storage } from '../storage/storage.ts';
import { createProjects, type Projects } from './create-projects.ts';
import type { Asking } from './use-case.ts';

export const CALLER: Caller = { address: '192.0.2.7', client: 'test', requestId: 'r1' };
export const TEMPLATES_FOLDER = join(import.meta.dirname, '../../workspace-templates');

function actor(name: string, role: Role): Actor {
  return { memberId: MemberId.parse(`m${name.padEnd(12, '0')}`), sessionId: SessionId.parse(`s${name.padEnd(12, '0')}`), role };
}

export const LEA = actor('lea', 'owner');
export const PAUL = actor('paul', 'owner');
export const MARIE = actor('marie', 'developer');
export const SAM = actor('sam', 'stagiaire');
export const lea: Asking = { actor: LEA, caller: CALLER };
export const paul: Asking = { actor: PAUL, caller: CALLER };

/** Projects on a storage and repositories of their own; the clock stands still until a test moves it. */
export class ProjectsServer {
  readonly folder: string;
  nowMs = Date.parse('2026-11-02T09:00:00Z');
  readonly storage: Storage;
  readonly repositories: Repositories;
  readonly rights: ModuleRights;
  readonly projects: Projects;

  // `start` makes it: opening the storage takes a moment.
  private constructor(folder: string, storage: Storage, wrap: (repositories: Repositories) => Repositories) {
    this.folder = folder;
    this.storage = storage;
    const clock = { now: () => this.nowMs };
    const log = createLog('silent');
    this.repositories = wrap(createRepositories({ dataFolder: folder, log, clock }));
    this.rights = new ModuleRights(storage);
    const audit = createAuditLog({ storage, clock, log });
    const config = { publicUrl: 'https://atelier.test', templatesFolder: TEMPLATES_FOLDER };
    this.projects = createProjects({ storage, repositories: this.repositories, rights: this.rights, audit, clock, log, config });
  }

  /** @param wrap what stands between the use cases and the repositories */
  static async start(wrap: (repositories: Repositories) => Repositories = (repositories) => repositories): Promise<ProjectsServer> {
    const folder = mkdtempSync(join(tmpdir(), 'atelier-projects-'));
    const storage = await openStorage({ dataFolder: folder });
    for (const { memberId, role } of [LEA, PAUL, MARIE, SAM]) {
      const name = memberId.slice(1).replaceAll('0', '');
      await storage.members.insert(memberId, { ...NEW_MEMBER, email: `${name}@example.test`, name, role, language: null, passwordHash: '', createdAtMs: 1 });
    }
    return new ProjectsServer(folder, storage, wrap);
  }

  async project(slug: string): Promise<ProjectId> {
    return ProjectId.parse((await this.projects.projects.create(lea, { slug })).id);
  }

  /** An empty one, an api. */
  async module(projectId: ProjectId, slug: string): Promise<ModuleId> {
    return ModuleId.parse((await this.projects.modules.create(lea, { projectId, slug, kind: 'api', description: '', templateId: null })).id);
  }

  async grant(member: Actor, moduleId: ModuleId, access: 'read' | 'write' = 'read'): Promise<void> {
    await this.projects.grants.set(lea, { memberId: member.memberId, moduleId, access, revision: null });
  }

  /** `module.create done`, oldest first. */
  async audited(): Promise<string[]> {
    const entries = await this.storage.audit.find();
    return entries.map(({ action, outcome, details }) => [action, outcome, ...(outcome === 'done' ? [] : [details['code']])].join(' '));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.projects.close();
    await this.repositories.close();
    await this.storage.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
