import { implement } from '@orpc/server';
import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

import { actorOf, type ApiContext } from '#server/api.ts';
import type { Members } from '#server/auth/create-auth.ts';
import type { Clock } from '#server/clock.ts';
import type { Config } from '#server/config.ts';
import type { ServerFeature } from '#server/feature.ts';
import { createFolderSize } from '#server/status/folder-size.ts';
import { audited } from '#server/audit/audited.ts';
import type { Workspaces } from '#server/workspaces/create-workspaces.ts';

import { SECOND_MS } from '../../../shared/units.ts';
import { statusContract, type DiskView, type RunsView } from '../contract.ts';

const PACKAGE = join(import.meta.dirname, '../../../package.json');

export type StatusFeatureDeps = {
  readonly members: Pick<Members, 'owners' | 'audit' | 'outsideName'>;
  readonly workspaces: Pick<Workspaces, 'host' | 'disks' | 'proveWall'>;
  readonly clock: Clock;
  readonly config: Pick<Config, 'dataFolder' | 'mongoUri' | 'smtpUrl' | 'mailFrom'>;
};

/** How the machine is, for owners to read. */
export function createStatusFeature({ members, workspaces, clock, config }: StatusFeatureDeps): ServerFeature {
  const api = implement(statusContract).$context<ApiContext>();
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(PACKAGE, 'utf8')));
  const modulesBytes = createFolderSize({ folder: join(config.dataFolder, 'git'), clock });
  const runs = (): RunsView => ({
    atelier: version,
    node: process.version,
    kernel: release(),
    database: config.mongoUri === undefined ? 'sqlite' : 'mongodb',
    serverMemoryBytes: process.memoryUsage.rss(),
    startedAtMs: Math.round(clock.now() - process.uptime() * SECOND_MS),
    sendsMail: config.smtpUrl !== undefined && config.mailFrom !== undefined,
    outsideName: members.outsideName,
    ownersNeedTotp: members.owners.ownersNeedTotp,
  });
  const router = api.router({
    view: api.view.handler(async () => {
      const [{ isolation, engine, diskBytes, diskFreeBytes }, disks, modules] = await Promise.all([workspaces.host(), workspaces.disks(), modulesBytes()]);
      const disk: DiskView = { totalBytes: diskBytes, freeBytes: diskFreeBytes, modulesBytes: modules, ...disks };
      return { readAtMs: clock.now(), isolation, engine, disk, runs: runs() };
    }),
    proveWall: api.proveWall.handler(({ context }) =>
      audited(members.audit, { actor: actorOf(context), caller: context.caller, action: 'status.prove_wall', target: '' }, () => workspaces.proveWall()),
    ),
  });
  return { name: 'status', router };
}
