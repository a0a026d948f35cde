import { AtelierError } from '../../shared/errors.ts';
import { ModuleId, type ProjectId } from '../../shared/ids.ts';
import { DEFAULT_BRANCH, type ModuleKind, type TemplateId } from '../../shared/projects.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Clock } from '../clock.ts';
import type { Repositories } from '../git/repositories.ts';
import { pairKey } from '../grants/module-rights.ts';
import { newId } from '../ids.ts';
import type { ModuleDocument } from '../storage/documents.ts';
import type { Storage, Stored } from '../storage/storage.ts';
import { audited } from '../audit/audited.ts';
import { eraseModule, type EraseDeps } from './erase.ts';
import { archived, ON_ITS_WAY_OUT, restored, trashed, unarchived } from './shelf.ts';
import { readTemplate } from './templates.ts';
import { documentOf, requireConfirmed, requireRevision, requireSlug, type Asking } from './use-case.ts';

type Module = Stored<ModuleDocument>;
export type ModuleAsk = Asking & { readonly moduleId: ModuleId };
export type NewModule = { readonly projectId: ProjectId; readonly slug: string; readonly kind: ModuleKind; readonly description: string };
/** What an owner can change of a module; what is not given stays. */
export type ModuleSettings = { readonly slug?: string | undefined; readonly kind?: ModuleKind | undefined; readonly description?: string | undefined; readonly protectedBranches?: string[] | undefined; readonly reviewedBranches?: string[] | undefined };
/** Puts the first commits into the new, empty repository. Whatever it throws, the module is gone again. */
export type Fill = (moduleId: ModuleId) => Promise<void>;

export type ModuleDeps = EraseDeps & {
  readonly storage: EraseDeps['storage'] & Pick<Storage, 'projects' | 'members'>;
  readonly repositories: Pick<Repositories, 'create' | 'remove' | 'commitFiles'>;
  readonly audit: AuditLog;
  readonly clock: Clock;
  /** `workspace-templates/` */
  readonly templatesFolder: string;
};

/** What an owner can do with modules; as `ProjectUseCases`. A module's repository is named by its id: renaming moves nothing. */
export class ModuleUseCases {
  readonly #deps: ModuleDeps;
  /** Being made now: on their way out only if this process dies. */
  readonly #beingMade = new Set<string>();

  constructor(deps: ModuleDeps) {
    this.#deps = deps;
  }

  /** Empty, or from a template. @throws AtelierError not_found (project, template); invalid_input; already_exists; conflict (project not in use) */
  async create(asking: Asking, input: NewModule & { readonly templateId: TemplateId | null }): Promise<Module> {
    const { templateId } = input;
    return this.createFilled(asking, input, async (moduleId) => {
      if (templateId === null) return;
      const { repositories, templatesFolder, storage } = this.#deps;
      const member = await storage.members.get(asking.actor.memberId);
      if (member === null) throw new AtelierError('not_found');
      const files = await readTemplate(templatesFolder, templateId);
      await repositories.commitFiles(moduleId, { files, message: 'Begin', author: { name: member.name, email: member.email } });
    });
  }

  /**
   * A module that nobody sees before `fill` is done; cut off half-way it is swept away. Its creator gets a `write`
   * grant: owners may everything, but their workspaces hold only what is granted.
   */
  async createFilled({ actor, caller }: Asking, input: NewModule, fill: Fill): Promise<Module> {
    const { storage, audit, clock, repositories } = this.#deps;
    const id = ModuleId.parse(newId('r'));
    const details = { slug: input.slug, project: input.projectId };
    return audited(audit, { actor, caller, action: 'module.create', target: id, details }, async () => {
      const slug = requireSlug(input.slug);
      const { projectId, kind, description } = input;
      await this.#requireLive(projectId);
      this.#beingMade.add(id);
      try {
        const named = { projectId, slug, slugKey: `${projectId}/${slug}`, kind, description };
        const made = await storage.modules.insert(id, { ...named, ...ON_ITS_WAY_OUT, protectedBranches: [DEFAULT_BRANCH], createdAtMs: clock.now() });
        try {
          await repositories.create(id);
          await fill(id);
          const key = pairKey(actor.memberId, id);
          await storage.grants.insert(key, { memberId: actor.memberId, moduleId: id, pairKey: key, access: 'write', grantedBy: actor.memberId, grantedAtMs: clock.now() });
          // The project may have gone while it was filled.
          await this.#requireLive(projectId);
          return await storage.modules.replace(id, made.revision, { ...documentOf(made), state: 'live', trashedAtMs: null });
        } catch (error) {
          await eraseModule(this.#deps, id);
          throw error;
        }
      } finally {
        this.#beingMade.delete(id);
      }
    });
  }

  /** @throws AtelierError not_found, conflict, already_exists, invalid_input */
  async update(ask: ModuleAsk, revision: number, settings: ModuleSettings): Promise<Module> {
    const details: Record<string, string> = settings.slug === undefined ? {} : { slug: settings.slug };
    return this.#change({ ...ask, verb: 'update', details }, revision, (module) => {
      const slug = settings.slug === undefined ? module.slug : requireSlug(settings.slug);
      const { kind = module.kind, description = module.description, protectedBranches = module.protectedBranches, reviewedBranches = module.reviewedBranches ?? [] } = settings;
      return { slug, slugKey: slugKey({ ...module, slug }), kind, description, protectedBranches: [...new Set(protectedBranches)], reviewedBranches: [...new Set(reviewedBranches)] };
    });
  }

  async archive(ask: ModuleAsk, revision: number): Promise<Module> {
    return this.#change({ ...ask, verb: 'archive' }, revision, archived);
  }

  async unarchive(ask: ModuleAsk, revision: number): Promise<Module> {
    return this.#change({ ...ask, verb: 'unarchive' }, revision, unarchived);
  }

  /** @throws AtelierError invalid_input: another name was typed */
  async trash(ask: ModuleAsk, input: { revision: number; confirmSlug: string }): Promise<Module> {
    return this.#change({ ...ask, verb: 'trash' }, input.revision, (module) => {
      requireConfirmed(module.slug, input.confirmSlug);
      const change = trashed(module, this.#deps.clock.now());
      return change === null ? null : { ...change, slugKey: slugKey({ ...module, ...change }) };
    });
  }

  /** @throws AtelierError conflict: not in the trash; already_exists: the name has been given again */
  async restore(ask: ModuleAsk, revision: number): Promise<Module> {
    return this.#change({ ...ask, verb: 'restore' }, revision, (module) => {
      const change = restored(module, this.#deps.clock.now());
      return { ...change, slugKey: slugKey({ ...module, ...change }) };
    });
  }

  /** For good, with its repository. @throws AtelierError conflict: not in the trash; invalid_input */
  async purge({ actor, caller, moduleId }: ModuleAsk, confirmSlug: string): Promise<void> {
    const { storage, audit } = this.#deps;
    await audited(audit, { actor, caller, action: 'module.purge', target: moduleId }, async () => {
      const module = await storage.modules.get(moduleId);
      if (module === null) throw new AtelierError('not_found');
      requireConfirmed(module.slug, confirmSlug);
      if (module.state !== 'trashed') throw new AtelierError('conflict', { state: module.state });
      await storage.modules.replace(moduleId, module.revision, { ...documentOf(module), ...ON_ITS_WAY_OUT });
      await this.erase(module);
    });
  }

  /** What `purge` does once it is decided; also the sweep's. Not for what is being made. */
  async erase({ id }: Pick<Module, 'id'>): Promise<void> {
    if (!this.#beingMade.has(id)) await eraseModule(this.#deps, ModuleId.parse(id));
  }

  isBeingMade(id: string): boolean {
    return this.#beingMade.has(id);
  }

  /** @throws AtelierError not_found; conflict: it is archived or in the trash */
  async #requireLive(projectId: ProjectId): Promise<void> {
    const project = await this.#deps.storage.projects.get(projectId);
    if (project === null) throw new AtelierError('not_found');
    if (project.state !== 'live') throw new AtelierError('conflict', { state: project.state });
  }

  async #change(ask: ModuleAsk & { verb: string; details?: Record<string, string> }, revision: number, decide: (module: Module) => Partial<ModuleDocument> | null): Promise<Module> {
    const { storage, audit } = this.#deps;
    const { actor, caller, moduleId, verb, details } = ask;
    return audited(audit, { actor, caller, action: `module.${verb}`, target: moduleId, details }, async () => {
      const module = requireRevision(await storage.modules.get(moduleId), revision);
      const change = decide(module);
      return change === null ? module : storage.modules.replace(moduleId, revision, { ...documentOf(module), ...change });
    });
  }
}

function slugKey({ projectId, slug, id, state }: Pick<Module, 'projectId' | 'slug' | 'id' | 'state'>): string {
  return state === 'trashed' ? `${projectId}/${slug}/${id}` : `${projectId}/${slug}`;
}
