import { pino } from 'pino';

import type { AgentHub } from '../agents/agent-hub.ts';
import { createAgentHub } from '../agents/create-agent-hub.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { createAuditLog } from '../audit/create-audit-log.ts';
import { systemClock as clock } from '../clock.ts';
import { createGitHttp } from '../git/create-git-http.ts';
import { createRepositories } from '../git/create-repositories.ts';
import type { Repositories } from '../git/repositories.ts';
import { ModuleRights } from '../grants/module-rights.ts';
import { createRuntimeFixture, type RuntimeFixture } from '../runtimes/docker/runtime.fixture.ts';
import { openStorage } from '../storage/open.ts';
import type { Storage } from '../storage/storage.ts';
import { createDoors, type Doors } from './create-doors.ts';
import { withDoors } from './with-doors.ts';

export type RealDoors = {
  readonly fixture: RuntimeFixture;
  readonly storage: Storage;
  readonly rights: ModuleRights;
  readonly audit: AuditLog;
  readonly repositories: Repositories;
  readonly doors: Doors;
  /** Opens a door with each channel. */
  readonly hub: AgentHub;
  /** In the opposite order of their making, the containers last. */
  dispose(): Promise<void>;
};

/**
 * Doors with everything real behind and before them: engine, database, repositories, git, agents.
 * @param deps.agentBundleFolder a built bundle
 */
export async function createRealDoors(deps: { readonly agentBundleFolder: string }): Promise<RealDoors> {
  const log = pino({ level: 'silent' });
  const fixture = await createRuntimeFixture(deps);
  const storage = await openStorage({ dataFolder: fixture.dataFolder });
  const rights = new ModuleRights(storage);
  const audit = createAuditLog({ storage, clock, log });
  const repositories = createRepositories({ dataFolder: fixture.dataFolder, log, clock });
  const git = createGitHttp({ repositories, rights, storage, audit, clock, log });
  const channels = createAgentHub({ log, clock });
  const doors = createDoors({ storage, rights, git, hub: channels, audit, clock, log });
  return {
    fixture,
    storage,
    rights,
    audit,
    repositories,
    doors,
    hub: withDoors(channels, doors),
    async dispose() {
      for (const part of [doors, channels, git, repositories, storage]) await part.close();
      await fixture.dispose();
    },
  };
}
