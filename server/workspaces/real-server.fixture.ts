import { join } from 'node:path';
import { pino } from 'pino';

import { createAgentHub } from '#server/agents/create-agent-hub.ts';
import type { AgentHub } from '#server/agents/agent-hub.ts';
import { createAuditLog } from '#server/audit/create-audit-log.ts';
import { systemClock } from '#server/clock.ts';
import { createSocketRegistry } from '#server/gateway/create-socket-registry.ts';
import { createRepositories } from '#server/git/create-repositories.ts';
import type { Repositories } from '#server/git/repositories.ts';
import { GrantUseCases } from '#server/grants/grant-use-cases.ts';
import { ModuleRights } from '#server/grants/module-rights.ts';
import { createImageBuilder } from '#server/runtimes/docker/create-image-builder.ts';
import { engineSocketFromEnvironment } from '#server/runtimes/docker/engine.ts';
import type { RuntimeFixture } from '#server/runtimes/docker/runtime.fixture.ts';
import type { Runtime } from '#server/runtimes/runtime.ts';
import { openStorage } from '#server/storage/open.ts';
import type { Storage } from '#server/storage/storage.ts';

import { createWorkspaces, type Workspaces } from './create-workspaces.ts';

export const ROOT = join(import.meta.dirname, '../..');
const log = pino({ level: 'silent' });

/** One server over the fixture's data folder and engine. */
export type RealServer = { readonly workspaces: Workspaces; readonly hub: AgentHub; readonly storage: Storage; readonly repositories: Repositories; close(): Promise<void> };

export async function startRealServer(fixture: RuntimeFixture, runtime: Runtime): Promise<RealServer> {
  const storage = await openStorage({ dataFolder: fixture.dataFolder });
  const hub = createAgentHub({ log, clock: systemClock });
  const imagesFolder = join(ROOT, 'workspace-images');
  const audit = createAuditLog({ storage, clock: systemClock, log });
  const repositories = createRepositories({ dataFolder: fixture.dataFolder, log, clock: systemClock });
  const workspaces = await createWorkspaces({
    storage,
    audit,
    runtime,
    rights: new ModuleRights(storage),
    repositories,
    grants: new GrantUseCases({ storage, audit, clock: systemClock }),
    onOut: () => () => undefined,
    images: createImageBuilder({ imagesFolder, extraCaFile: process.env['ATELIER_EXTRA_CA'] || process.env['NODE_EXTRA_CA_CERTS'], engineSocket: engineSocketFromEnvironment(process.env), log }),
    hub,
    sockets: createSocketRegistry(),
    clock: systemClock,
    log,
    config: { dataFolder: fixture.dataFolder, imagesFolder, previewUrl: () => 'http://preview.test' },
  });
  await workspaces.start();
  return {
    workspaces,
    hub,
    storage,
    repositories,
    async close() {
      await workspaces.close();
      await hub.close();
      await runtime.close();
      await repositories.close();
      await storage.close();
    },
  };
}
