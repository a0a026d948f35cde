import type { MemberId, ModuleId, WorkspaceId } from '../../shared/ids.ts';
import type { Pushed, Repositories } from '../git/repositories.ts';
import type { ModuleRights } from '../grants/module-rights.ts';
import type { Log } from '../log.ts';
import type { Out } from '../members/standings.ts';
import type { Storage } from '../storage/storage.ts';
import type { ReadCopies } from './copies/read-copies.ts';
import type { Driver } from './driver.ts';
import type { ImageCatalogue } from './image-catalogue.ts';
import type { WorkspaceStore } from './workspace-store.ts';

export type FollowerDeps = {
  readonly storage: Pick<Storage, 'modules' | 'projects'>;
  readonly store: WorkspaceStore;
  readonly driver: Driver;
  readonly rights: Pick<ModuleRights, 'onChanged'>;
  /** Members who may no longer be here. Returns the function that ends it. */
  readonly onOut: (listener: (out: Out) => void) => () => void;
  readonly repositories: Pick<Repositories, 'onPushed'>;
  readonly read: ReadCopies;
  readonly catalogue: ImageCatalogue;
  readonly log: Log;
};

/**
 * Hears of every change of what members may have, and of every push, and makes workspaces and read copies follow.
 * What comes while it is at work is looked at once more afterwards, however often it came. `close` ends it.
 */
export class Follower {
  readonly #deps: FollowerDeps;
  readonly #ends: (() => void)[] = [];
  /** Whose workspaces are to be looked at; `null` is everybody's. */
  readonly #members = new Set<MemberId | null>();
  readonly #modules = new Set<ModuleId>();
  /** A push may have been the last thing that a former server did. */
  #everyModule = false;
  #working: Promise<void> | null = null;

  constructor(deps: FollowerDeps) {
    this.#deps = deps;
  }

  /** Looks at everything once, for what changed while no server ran. */
  start(): void {
    const { rights, onOut, repositories } = this.#deps;
    this.#ends.push(
      rights.onChanged((memberId) => this.#look(memberId)),
      onOut(({ memberId }) => this.#look(memberId)),
      repositories.onPushed((pushed) => this.#pushed(pushed)),
    );
    this.#everyModule = true;
    this.#look(null);
  }

  async close(): Promise<void> {
    for (const end of this.#ends.splice(0)) end();
    this.#members.clear();
    this.#modules.clear();
    await this.#working;
  }

  /** Resolves once nothing that was heard before the call is left to do; what it set in motion may go on. */
  async idle(): Promise<void> {
    while (this.#working !== null) await this.#working;
  }

  #look(memberId: MemberId | null): void {
    this.#members.add(memberId);
    this.#work();
  }

  #pushed({ moduleId, refs }: Pushed): void {
    // Proposals are on nobody's default branch.
    if (refs.every(({ ref }) => ref.startsWith('refs/heads/proposals/'))) return;
    this.#modules.add(moduleId);
    this.#work();
  }

  #work(): void {
    this.#working ??= this.#all()
      .catch((error: unknown) => this.#deps.log.error({ err: error }, 'Workspaces could not be compared with what their members may have'))
      .finally(() => {
        this.#working = null;
        if (this.#members.size + this.#modules.size > 0) this.#work();
      });
  }

  async #all(): Promise<void> {
    const members = new Set(this.#members);
    const modules = new Set(this.#modules);
    const everyModule = this.#everyModule;
    this.#members.clear();
    this.#modules.clear();
    this.#everyModule = false;
    if (everyModule) for (const moduleId of await this.#deps.read.known()) modules.add(moduleId);
    if (members.size > 0) await this.#workspaces(members);
    for (const moduleId of modules) void this.#refresh(moduleId);
    if (members.has(null)) await this.#deps.read.removeWithout(new Set((await this.#deps.storage.modules.find()).map(({ id }) => id)));
  }

  async #workspaces(members: ReadonlySet<MemberId | null>): Promise<void> {
    const isMeant = (memberId: MemberId): boolean => members.has(null) || members.has(memberId);
    const ids: WorkspaceId[] = (await this.#deps.store.all()).filter(({ memberId }) => isMeant(memberId)).map(({ id }) => id);
    // Each waits for its own workspace only; a start that takes long holds nobody else up.
    for (const id of ids) void this.#deps.driver.follow(id);
  }

  async #refresh(moduleId: ModuleId): Promise<void> {
    const { storage, catalogue, read, log } = this.#deps;
    try {
      const module = await storage.modules.get(moduleId);
      const project = module === null ? null : await storage.projects.get(module.projectId);
      const image = await catalogue.anyReady(null);
      if (module === null || project === null || image === null) return;
      await read.refresh({ id: moduleId, slug: module.slug, projectSlug: project.slug }, image);
    } catch (error) {
      log.error({ err: error, moduleId }, 'The copy for readers could not be brought up to date');
    }
  }
}
