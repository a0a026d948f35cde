import type { Actor } from '../../shared/actor.ts';
import { AtelierError } from '../../shared/errors.ts';
import type { Overview } from '../../shared/owner-projects.ts';
import type { ProjectView } from '../../shared/projects.ts';
import { MINUTE_MS } from '../../shared/units.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Clock } from '../clock.ts';
import type { Repositories } from '../git/repositories.ts';
import { GrantUseCases } from '../grants/grant-use-cases.ts';
import type { ModuleRights } from '../grants/module-rights.ts';
import type { Log } from '../log.ts';
import type { Storage } from '../storage/storage.ts';
import { Changes } from '../changes.ts';
import { live } from '../live.ts';
import { FactsAhead } from './facts-ahead.ts';
import { ModuleUseCases } from './module-use-cases.ts';
import { ProjectUseCases } from './project-use-cases.ts';
import { ProjectViews } from './project-views.ts';
import { isDue } from './shelf.ts';

const SWEEP_MS = MINUTE_MS;

export type ProjectsDeps = {
  readonly storage: Storage;
  readonly repositories: Repositories;
  readonly rights: ModuleRights;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly log: Log;
  readonly config: {
    /** Of clone addresses; no slash at its end. */
    readonly publicUrl: string;
    /** `workspace-templates/` */
    readonly templatesFolder: string;
  };
};

export type Projects = {
  readonly projects: ProjectUseCases;
  readonly modules: ModuleUseCases;
  readonly grants: GrantUseCases;
  readonly views: ProjectViews;
  list(actor: Actor): Promise<ProjectView[]>;
  /** @throws AtelierError not_found: there is none, or nothing in it is granted (which is the same to the actor) */
  get(actor: Actor, slug: string): Promise<ProjectView>;
  /** Whether `get` finds it; for an owner also what is archived or in the trash. */
  exists(actor: Actor, slug: string): Promise<boolean>;
  /** The actor's list again after every change, until the signal. */
  watch(actor: Actor, signal: AbortSignal | undefined): AsyncGenerator<ProjectView[]>;
  /** For owners. */
  watchOverview(signal: AbortSignal | undefined): AsyncGenerator<Overview>;
  /** Purges what is due: the end of the trash, and what a crash left half made or half gone. */
  sweep(): Promise<void>;
  /** Sweeps now and every minute, and begins to gather what repositories hold. */
  start(): Promise<void>;
  close(): Promise<void>;
};

/** Wires everything about projects, modules and grants. Call `start` once everything else is there, and `close` at the end. */
export function createProjects(deps: ProjectsDeps): Projects {
  const { storage, repositories, rights, audit, clock, log, config } = deps;
  const changes = new Changes();
  const projects = new ProjectUseCases({ storage, repositories, audit, clock });
  const modules = new ModuleUseCases({ storage, repositories, audit, clock, templatesFolder: config.templatesFolder });
  const views = new ProjectViews({ storage, repositories, rights, clock, log, publicUrl: config.publicUrl });
  const ahead = new FactsAhead(repositories, storage.modules);
  const ends = [rights.onChanged(() => changes.tell()), repositories.onPushed(() => changes.tell())];

  /** One that cannot be erased now is left for the next sweep, and hides no other. */
  async function purge(action: string, id: string, erase: () => Promise<void>): Promise<void> {
    try {
      await erase();
      await audit.record({ actor: null, action, target: id, address: '', outcome: 'done', details: { because: 'trash' } });
    } catch (error) {
      log.error({ err: error, id }, 'what is due in the trash could not be erased');
    }
  }

  async function sweep(): Promise<void> {
    const nowMs = clock.now();
    for (const project of await storage.projects.find({ state: 'trashed' })) {
      if (isDue(project, nowMs)) await purge('project.purge', project.id, () => projects.erase(project));
    }
    for (const module of await storage.modules.find({ state: 'trashed' })) {
      if (isDue(module, nowMs) && !modules.isBeingMade(module.id)) await purge('module.purge', module.id, () => modules.erase(module));
    }
  }

  return {
    projects,
    modules,
    grants: new GrantUseCases({ storage, audit, clock }),
    views,
    list: (actor) => views.ofMember({ id: actor.memberId, role: actor.role }),
    async get(actor, slug) {
      const found = (await views.ofMember({ id: actor.memberId, role: actor.role })).find((project) => project.slug === slug);
      if (found === undefined) throw new AtelierError('not_found');
      return found;
    },
    async exists({ memberId: id, role }, slug) {
      if (role !== 'owner') return (await rights.granted({ id, role })).some(({ projectSlug }) => projectSlug === slug);
      return (await storage.projects.find()).some((project) => project.slug === slug && !isDue(project, clock.now()));
    },
    watch: (actor, signal) => live(changes, () => views.ofMember({ id: actor.memberId, role: actor.role }), signal),
    watchOverview: (signal) => live(changes, () => views.overview(), signal),
    sweep,
    async start() {
      await sweep();
      await ahead.start();
      const timer = setInterval(() => void sweep().catch((error: unknown) => log.error({ err: error }, 'the trash of projects could not be swept')), SWEEP_MS);
      ends.push(() => clearInterval(timer));
    },
    async close() {
      for (const end of ends.splice(0)) end();
      await ahead.close();
    },
  };
}
