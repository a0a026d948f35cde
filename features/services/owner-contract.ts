import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { ModuleId, WorkspaceId } from '../../shared/ids.ts';
import { procedure } from '../../shared/procedures.ts';
import { SharedService } from '../../shared/services.ts';

export { SharedService } from '../../shared/services.ts';

const owner = procedure.meta({ access: 'owner' });

/** Mounted under a key of its own (`sharedServices`): for everybody else it is not there. */
export const sharedServicesContract = {
  list: owner.route({ method: 'GET', path: '/services' }).output(z.array(SharedService)),
  watch: owner.route({ method: 'GET', path: '/services-live' }).output(eventIterator(z.array(SharedService))),
  /** Anybody's. What is not shared stays so. */
  stop: owner
    .route({ method: 'DELETE', path: '/services/{workspaceId}/{moduleId}' })
    .input(z.object({ workspaceId: WorkspaceId, moduleId: ModuleId }))
    .output(z.object({})),
};
