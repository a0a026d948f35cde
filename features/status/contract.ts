import { z } from 'zod';

import { WorkspaceId } from '../../shared/ids.ts';
import { procedure } from '../../shared/procedures.ts';
import { HostView } from '../../shared/workspaces.ts';

export const DiskView = z.object({
  totalBytes: z.number(),
  freeBytes: z.number(),
  /** Why new workspaces have no disks of their own and are measured instead; null: the kernel bounds them. */
  refusal: z.string().nullable(),
  workspacesBytes: z.number(),
  /** null: it took too long to look. */
  modulesBytes: z.number().nullable(),
  imagesBytes: z.number(),
  trashBytes: z.number(),
  /** Workspaces of whose use nothing is known now. */
  unknown: z.number().int(),
  fullest: z.object({ workspaceId: WorkspaceId, name: z.string(), usedBytes: z.number(), maxBytes: z.number() }).nullable(),
});
export type DiskView = z.infer<typeof DiskView>;

export const RunsView = z.object({
  atelier: z.string(),
  node: z.string(),
  kernel: z.string(),
  database: z.enum(['sqlite', 'mongodb']),
  serverMemoryBytes: z.number(),
  startedAtMs: z.number(),
  sendsMail: z.boolean(),
  /** The provider's name where one may sign in with another account. */
  outsideName: z.string().nullable(),
  ownersNeedTotp: z.boolean(),
});
export type RunsView = z.infer<typeof RunsView>;

export const StatusView = z.object({
  readAtMs: z.number(),
  isolation: HostView.shape.isolation,
  engine: HostView.shape.engine,
  disk: DiskView,
  runs: RunsView,
});
export type StatusView = z.infer<typeof StatusView>;

const owners = procedure.meta({ access: 'owner' });

/** How the machine is; the owner's alone. */
export const statusContract = {
  view: owners.route({ method: 'GET', path: '/status' }).output(StatusView),
  /** Tries the wall around workspaces anew, from inside a container. Takes some seconds; where it does not hold, no workspace keeps its network. `unavailable`: there is no image to try it with. */
  proveWall: owners.route({ method: 'POST', path: '/status/wall' }).output(HostView.shape.isolation),
};
