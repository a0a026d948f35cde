import { ModuleId } from '../../shared/ids.ts';
import type { Repositories } from '../git/repositories.ts';
import type { Storage } from '../storage/storage.ts';

const AT_ONCE = 4;

/**
 * Gathers what repositories hold before somebody looks: at the start, after a push and when a module comes into
 * use. A few at a time: the first look at five hundred modules would take seconds, and what else starts needs the disk too.
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
    this.#add(...(await this.#modules.find({ state: 'live' })).map(({ id }) => ModuleId.parse(id)));
  }

  /** Resolves once nothing is under way. */
  async close(): Promise<void> {
    for (const end of this.#ends.splice(0)) end();
    this.#waiting.clear();
    await this.#atWork;
  }

  #add(...ids: readonly ModuleId[]): void {
    for (const id of ids) this.#waiting.add(id);
    this.#atWork ??= Promise.all(Array.from({ length: AT_ONCE }, () => this.#work())).then(() => undefined).finally(() => {
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
