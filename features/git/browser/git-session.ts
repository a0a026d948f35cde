import { defineSession } from '../../../components/workbench/session.ts';
import { Store } from '../../../components/workbench/store.ts';
import type { Workbench } from '../../../components/workbench/workbench.ts';
import { fromWireError } from '../../../shared/procedures.ts';
import type { ContractRouterClient } from '@orpc/contract';
import { gitContract, type ModuleStatus } from '../contract.ts';

/** Source control of one workbench: where its modules stand, and what is being written about them. */
export class GitSession {
  /** null: not known yet. */
  readonly modules = new Store<readonly ModuleStatus[] | null>(null);
  /** Files that changed in all modules. */
  readonly count = new Store(0);
  readonly error = new Store<unknown>(null);
  /** What is typed, by module: it survives another view in front. */
  readonly messages = new Store<Readonly<Record<string, string>>>({});
  readonly client: ContractRouterClient<typeof gitContract>;
  private readonly workbench: Workbench;
  private readonly abort = new AbortController();

  constructor(workbench: Workbench) {
    this.workbench = workbench;
    this.client = workbench.connection.procedures('git', gitContract);
    void this.follow();
  }

  dispose(): void {
    this.abort.abort();
  }

  write(root: string, message: string): void {
    this.messages.update((known) => ({ ...known, [root]: message }));
  }

  /** Asks the server what is new. One that does not answer changes nothing: `Get` will say why. */
  refresh(): void {
    for (const { root, problem } of this.modules.get() ?? []) if (problem === null) void this.client.refresh({ root }).catch(() => undefined);
  }

  private async follow(): Promise<void> {
    const { signal } = this.abort;
    try {
      for await (const modules of this.workbench.connection.resuming((until) => this.client.watch(undefined, { signal: until }), { signal })) {
        this.error.set(null);
        this.modules.set(modules);
        this.count.set(modules.reduce((sum, { changeCount }) => sum + changeCount, 0));
      }
    } catch (error) {
      this.error.set(fromWireError(error));
    }
  }
}

export const gitSession = defineSession((workbench) => new GitSession(workbench));
