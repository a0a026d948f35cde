import { ModuleId } from '../../shared/ids.ts';
import type { Repositories } from '../git/repositories.ts';
import type { Storage } from '../storage/storage.ts';

/**
 * Gathers what repositories hold before somebody looks: at the start, after a push and when a module comes into
 * use. One after the other, since each starts git: the first look at five hundred modules would take seconds.
 */
export class FactsAhead {
  readonly #repositories: Pick<Repositories, 'facts' | 'onPushed'>;
  readonly #modules: Storage['modules'];
  readonly #waiting = new Set<ModuleId>();
  readonly #ends: (() => void)[];
  #atWork: Promise<void> | null = null;

  constructor(repositories: Pick<Repositories, 'facts' | 'onPushed'>, modules: Storage['modules']) {
    this.#repositories = repositories;
    this.#modules = modules;
    this.#ends = [
      repositories.onPushed(({ moduleId }) => this.#add(moduleId)),
      modules.watch((change) => {
        if (change.type === 'replaced' && change.document.state === 'live') this.#add(ModuleId.parse(change.document.id));
      }),
    ];
  }

  async start(): Promise<void> {
    for (const { id } of await this.#modules.find({ state: 'live' })) this.#add(ModuleId.parse(id));
  }

  /** Resolves once nothing is under way. */
  async close(): Promise<void> {
    for (const end of this.#ends.splice(0)) end();
    this.#waiting.clear();
    await this.#atWork;
  }

  #add(id: ModuleId): void {
    this.#waiting.add(id);
    this.#atWork ??= this.#work().finally(() => {
      this.#atWork = null;
    });
  }

  async #work(): Promise<void> {
    for (const id of this.#waiting) {
      this.#waiting.delete(id);
      // Whoever looks gathers again, and then says what is wrong with it.
      await this.#repositories.facts(id).catch(() => undefined);
    }
  }
}
