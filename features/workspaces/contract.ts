import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { ImageId, WorkspaceId } from '../../shared/ids.ts';
import { procedure } from '../../shared/procedures.ts';
import { MINUTE_MS } from '../../shared/units.ts';
import { HostView, ImageView, PackageName, UnsavedWork, WorkspaceLimits, WorkspaceName, WorkspaceView } from '../../shared/workspaces.ts';

export * from '../../shared/workspaces.ts';

const one = z.object({ workspaceId: WorkspaceId });

export const workspacesContract = {
  list: procedure.route({ method: 'GET', path: '/workspaces' }).output(z.array(WorkspaceView)),
  get: procedure.route({ method: 'GET', path: '/workspaces/{workspaceId}' }).input(one).output(WorkspaceView),
  /** The whole list again after every change, at most ten times a second; usage about every 2 s while watched. */
  watch: procedure.route({ method: 'GET', path: '/workspaces-live' }).output(eventIterator(z.array(WorkspaceView))),
  create: procedure
    .route({ method: 'POST', path: '/workspaces' })
    .input(z.object({ name: WorkspaceName, imageId: ImageId, limits: WorkspaceLimits, idleStopMs: z.number().int().min(MINUTE_MS).nullable() }))
    .output(WorkspaceView),
  /** Idempotent: a running workspace stays as it is. Returns at once; the state tells the rest. */
  start: procedure.route({ method: 'POST', path: '/workspaces/{workspaceId}/start' }).input(one).output(WorkspaceView),
  stop: procedure.route({ method: 'POST', path: '/workspaces/{workspaceId}/stop' }).input(one).output(WorkspaceView),
  /** A new container from the newest image and limits; the home stays. */
  rebuild: procedure.meta({ access: 'owner' }).route({ method: 'POST', path: '/workspaces/{workspaceId}/rebuild' }).input(one).output(WorkspaceView),
  update: procedure
    .route({ method: 'PATCH', path: '/workspaces/{workspaceId}' })
    .input(one.extend({ imageId: ImageId.optional(), limits: WorkspaceLimits.optional(), idleStopMs: z.number().int().min(MINUTE_MS).nullable().optional() }))
    .output(WorkspaceView),
  keepRunning: procedure.route({ method: 'POST', path: '/workspaces/{workspaceId}/keep-running' }).input(one).output(WorkspaceView),
  unsavedWork: procedure.route({ method: 'GET', path: '/workspaces/{workspaceId}/unsaved' }).input(one).output(UnsavedWork),
  /** To the trash for WORKSPACE_TRASH_DAYS. `confirmName` must equal the name. */
  trash: procedure
    .route({ method: 'POST', path: '/workspaces/{workspaceId}/trash' })
    .input(one.extend({ confirmName: z.string().max(100) }))
    .output(WorkspaceView),
  restore: procedure.route({ method: 'POST', path: '/workspaces/{workspaceId}/restore' }).input(one).output(WorkspaceView),
  /** For good, from the trash only. */
  purge: procedure
    .route({ method: 'DELETE', path: '/workspaces/{workspaceId}' })
    .input(one.extend({ confirmName: z.string().max(100) }))
    .output(z.object({})),
  /** A one-time code that becomes a cookie of the preview's own host name. `url` is where to go. */
  openPreview: procedure
    .route({ method: 'POST', path: '/workspaces/{workspaceId}/previews' })
    .input(one.extend({ port: z.number().int().min(1).max(65_535), path: z.string().max(2000).startsWith('/').default('/') }))
    .output(z.object({ url: z.string() })),

  images: {
    list: procedure.route({ method: 'GET', path: '/images' }).output(z.array(ImageView)),
    watch: procedure.route({ method: 'GET', path: '/images-live' }).output(eventIterator(z.array(ImageView))),
    /** Owner. The same parent and packages give the same image. */
    derive: procedure
      .meta({ access: 'owner' })
      .route({ method: 'POST', path: '/images' })
      .input(z.object({ parentId: ImageId, packages: z.array(PackageName).min(1).max(50) }))
      .output(ImageView),
    /** Owner. Builds or builds again after a failure. */
    build: procedure.meta({ access: 'owner' }).route({ method: 'POST', path: '/images/{imageId}/build' }).input(z.object({ imageId: ImageId })).output(ImageView),
  },
  host: procedure.meta({ access: 'owner' }).route({ method: 'GET', path: '/host' }).output(HostView),
};
