import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { ModuleId, Port, WorkspaceId } from '../../shared/ids.ts';
import { procedure } from '../../shared/procedures.ts';
import { ServicesView } from '../../shared/services.ts';

export { Neighbour, ServiceState, ServicesView, ShareableModule } from '../../shared/services.ts';

const workspace = z.object({ workspaceId: WorkspaceId });
const one = workspace.extend({ moduleId: ModuleId });

export const servicesContract = {
  get: procedure.route({ method: 'GET', path: '/workspaces/{workspaceId}/services' }).input(workspace).output(ServicesView),
  /** The whole again after every change; whether something listens is looked at every few seconds. */
  watch: procedure.route({ method: 'GET', path: '/workspaces/{workspaceId}/services-live' }).input(workspace).output(eventIterator(ServicesView)),
  /**
   * A port of the running workspace answers for the module, instead of what the workspace shared before. The newest
   * share of a module counts. `not_running`; `forbidden`: no `write` on the module, or no right to open ports.
   */
  share: procedure.route({ method: 'PUT', path: '/workspaces/{workspaceId}/services/{moduleId}' }).input(one.extend({ port: Port })).output(z.object({})),
  /** What is not shared stays so. */
  stop: procedure.route({ method: 'DELETE', path: '/workspaces/{workspaceId}/services/{moduleId}' }).input(one).output(z.object({})),
};
