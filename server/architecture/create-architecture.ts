import type { ArchitectureChange } from '../../shared/architecture.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Clock } from '../clock.ts';
import type { Services } from '../door/services.ts';
import type { Repositories } from '../git/repositories.ts';
import type { ModuleRights } from '../grants/module-rights.ts';
import type { Projects } from '../projects/create-projects.ts';
import type { Runtime } from '../runtimes/runtime.ts';
import type { Storage } from '../storage/storage.ts';
import { Changes } from '../changes.ts';
import type { Workspaces } from '../workspaces/create-workspaces.ts';
import { followArchitecture } from './feed.ts';
import { Prover } from './proof/prover.ts';
import { ViewAs } from './view-as.ts';

export type ArchitectureDeps = {
  readonly storage: Storage;
  readonly projects: Projects;
  readonly workspaces: Pick<Workspaces, 'watchEveryone'>;
  readonly services: Pick<Services, 'watchAll'>;
  readonly rights: ModuleRights;
  readonly repositories: Pick<Repositories, 'git' | 'onPushed'>;
  readonly runtime: Pick<Runtime, 'probe' | 'surroundings'>;
  readonly audit: AuditLog;
  readonly clock: Clock;
  /** What the server knows and no workspace may: compared with what is found in one, never sent there. */
  readonly secrets: readonly string[];
};

export type Architecture = {
  watch(signal: AbortSignal | undefined): AsyncGenerator<ArchitectureChange>;
  readonly viewAs: ViewAs;
  readonly prover: Prover;
  close(): void;
};

/** Wires what only owners see of everything at once. Call `close` at the end. */
export function createArchitecture(deps: ArchitectureDeps): Architecture {
  const { projects, workspaces, services, storage, rights, repositories, audit } = deps;
  const changes = new Changes();
  const ends = [rights.onChanged(() => changes.tell()), repositories.onPushed(() => changes.tell())];
  const sources = {
    overview: (signal: AbortSignal) => projects.watchOverview(signal),
    workspaces: (signal: AbortSignal) => workspaces.watchEveryone(signal),
    services: (signal: AbortSignal) => services.watchAll(signal),
  };
  return {
    watch: (signal) => followArchitecture(sources, signal),
    viewAs: new ViewAs({ storage, views: projects.views, rights, changes, audit }),
    prover: new Prover(deps),
    close() {
      for (const end of ends.splice(0)) end();
    },
  };
}
