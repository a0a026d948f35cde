import type { ContractRouterClient } from '@orpc/contract';

import { defineSession } from '../../../components/workbench/session.ts';
import { Signal, Store } from '../../../components/workbench/store.ts';
import type { Workbench } from '../../../components/workbench/workbench.ts';
import type { FilePath } from '../../../shared/file-path.ts';
import { branchesContract, type BackupState, type SyncState } from '../../branches/contract.ts';

/** What is asked of a module's branches: by its buttons, its menu, or a command. */
export type BranchFlow = 'switch' | 'create' | 'rename' | 'remove' | 'merge' | 'rebase' | 'stash' | 'stashes' | 'sync' | 'fetch' | 'pull' | 'push' | 'continue' | 'skip' | 'backUp' | 'backups' | 'remotes';

/** Branches of one workbench's modules. */
export class BranchesSession {
  readonly client: ContractRouterClient<typeof branchesContract>;
  /** `root` null: of the file in front. */
  readonly asked = new Signal<{ readonly flow: BranchFlow; readonly root: FilePath | null }>();
  /** What is under way, by module. */
  readonly busy = new Store<Readonly<Record<string, BranchFlow>>>({});
  /** Whose other remotes are shown. */
  readonly remotesOf = new Store<FilePath | null>(null);
  readonly workbench: Workbench;

  constructor(workbench: Workbench) {
    this.workbench = workbench;
    this.client = workbench.connection.procedures('branches', branchesContract);
  }

  dispose(): void {
    this.busy.set({});
  }
}

export const branchesSession = defineSession((workbench) => new BranchesSession(workbench));

/** Where one module stands to the server, for as long as it is shown. `dispose` ends it. */
export class ModuleSync {
  readonly state = new Store<SyncState | null>(null);
  readonly backup = new Store<BackupState | null>(null);
  private readonly abort = new AbortController();

  constructor({ workbench, client }: BranchesSession, root: FilePath) {
    const { signal } = this.abort;
    const keep = async <Value>(store: Store<Value | null>, open: (until: AbortSignal) => Promise<AsyncIterable<Value>>): Promise<void> => {
      for await (const value of workbench.connection.resuming(open, { signal })) store.set(value);
    };
    // A module whose git cannot be read says so in its group.
    keep(this.state, (until) => client.watch({ root }, { signal: until })).catch(() => undefined);
    keep(this.backup, (until) => client.backupState({ root }, { signal: until })).catch(() => undefined);
  }

  dispose(): void {
    this.abort.abort();
  }
}
