import { AtelierError } from '../../shared/errors.ts';
import { ModuleId, ProjectId } from '../../shared/ids.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Clock } from '../clock.ts';
import { newId } from '../ids.ts';
import type { ProjectDocument } from '../storage/documents.ts';
import type { Storage, Stored } from '../storage/storage.ts';
import { audited } from '../audit/audited.ts';
import { eraseModule, type EraseDeps } from './erase.ts';
import { archived, ON_ITS_WAY_OUT, restored, trashed, unarchived } from './shelf.ts';
import { documentOf, requireConfirmed, requireRevision, requireSlug, type Asking } from './use-case.ts';

type Project = Stored<ProjectDocument>;
export type ProjectAsk = Asking & { readonly projectId: ProjectId };
export type ProjectDeps = EraseDeps & { readonly storage: EraseDeps['storage'] & Pick<Storage, 'projects'>; readonly audit: AuditLog; readonly clock: Clock };

/**
 * What an owner can do with projects. Each is in the audit log; each change names the revision it was decided on,
 * so that the later of two owners is told (`conflict`).
 */
export class ProjectUseCases {
  readonly #deps: ProjectDeps;

  constructor(deps: ProjectDeps) {
    this.#deps = deps;
  }

  /** @throws AtelierError invalid_input (which rule of names); already_exists */
  async create({ actor, caller }: Asking, input: { slug: string; title?: string | undefined }): Promise<Project> {
    const { storage, audit, clock } = this.#deps;
    const id = ProjectId.parse(newId('p'));
    return audited(audit, { actor, caller, action: 'project.create', target: id, details: { slug: input.slug } }, async () => {
      const slug = requireSlug(input.slug);
      return storage.projects.insert(id, { slug, slugKey: slug, title: input.title ?? slug, state: 'live', trashedAtMs: null, createdAtMs: clock.now() });
    });
  }

  /** Its folder names are ids, so nothing moves. @throws AtelierError not_found, conflict, already_exists, invalid_input */
  async rename(ask: ProjectAsk, input: { revision: number; slug?: string | undefined; title?: string | undefined }): Promise<Project> {
    const details: Record<string, string> = input.slug === undefined ? {} : { slug: input.slug };
    return this.#change({ ...ask, verb: 'rename', details }, input.revision, (project) => {
      const slug = input.slug === undefined ? project.slug : requireSlug(input.slug);
      const change = { slug, slugKey: slugKey(slug, project), title: input.title ?? project.title };
      return change.slug === project.slug && change.title === project.title ? null : change;
    });
  }

  async archive(ask: ProjectAsk, revision: number): Promise<Project> {
    return this.#change({ ...ask, verb: 'archive' }, revision, archived);
  }

  async unarchive(ask: ProjectAsk, revision: number): Promise<Project> {
    return this.#change({ ...ask, verb: 'unarchive' }, revision, unarchived);
  }

  /** The name is free again at once. @throws AtelierError invalid_input: another name was typed */
  async trash(ask: ProjectAsk, input: { revision: number; confirmSlug: string }): Promise<Project> {
    return this.#change({ ...ask, verb: 'trash' }, input.revision, (project) => {
      requireConfirmed(project.slug, input.confirmSlug);
      const change = trashed(project, this.#deps.clock.now());
      return change === null ? null : { ...change, slugKey: slugKey(project.slug, { ...project, ...change }) };
    });
  }

  /** @throws AtelierError conflict: not in the trash; already_exists: the name has been given again */
  async restore(ask: ProjectAsk, revision: number): Promise<Project> {
    return this.#change({ ...ask, verb: 'restore' }, revision, (project) => ({ ...restored(project, this.#deps.clock.now()), slugKey: project.slug }));
  }

  /** For good, with all its modules. @throws AtelierError conflict: not in the trash; invalid_input */
  async purge({ actor, caller, projectId }: ProjectAsk, confirmSlug: string): Promise<void> {
    const { storage, audit } = this.#deps;
    await audited(audit, { actor, caller, action: 'project.purge', target: projectId }, async () => {
      const project = await storage.projects.get(projectId);
      if (project === null) throw new AtelierError('not_found');
      requireConfirmed(project.slug, confirmSlug);
      if (project.state !== 'trashed') throw new AtelierError('conflict', { state: project.state });
      await this.erase(await storage.projects.replace(projectId, project.revision, { ...documentOf(project), ...ON_ITS_WAY_OUT }));
    });
  }

  /** What `purge` does once it is decided; also the sweep's. */
  async erase({ id }: Pick<Project, 'id'>): Promise<void> {
    const { storage } = this.#deps;
    for (const module of await storage.modules.find({ projectId: id })) await eraseModule(this.#deps, ModuleId.parse(module.id));
    await storage.projects.delete(id);
  }

  async #change(ask: ProjectAsk & { verb: string; details?: Record<string, string> }, revision: number, decide: (project: Project) => Partial<ProjectDocument> | null): Promise<Project> {
    const { storage, audit } = this.#deps;
    const { actor, caller, projectId, verb, details } = ask;
    return audited(audit, { actor, caller, action: `project.${verb}`, target: projectId, details }, async () => {
      const project = requireRevision(await storage.projects.get(projectId), revision);
      const change = decide(project);
      return change === null ? project : storage.projects.replace(projectId, revision, { ...documentOf(project), ...change });
    });
  }
}

function slugKey(slug: string, { id, state }: Pick<Project, 'id' | 'state'>): string {
  return state === 'trashed' ? `${slug}/${id}` : slug;
}
