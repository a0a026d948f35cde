import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { WorkspaceId } from '../../shared/ids.ts';
import { procedure } from '../../shared/procedures.ts';
import { KeptCopyId, KeptCopyView, WorkspaceView } from '../../shared/workspaces.ts';

export { type KeptCopyView, type WorkspaceView } from '../../shared/workspaces.ts';

const owner = procedure.meta({ access: 'owner' });
const one = z.object({ copyId: KeptCopyId });

/**
 * Mounted under a key of its own (`allWorkspaces`): for everybody else it is not there. A kept copy's bytes are beside
 * it, at `GET /kept-copies/<id>/bundle`: a git bundle of all it holds, what was never committed as the branch `uncommitted`.
 */
export const allWorkspacesContract = {
  watch: owner.route({ method: 'GET', path: '/workspaces-everyone-live' }).output(eventIterator(z.array(WorkspaceView))),
  /** From now on the workspace is there for this session as if it were the owner's own. Its member is told, and it is on record. */
  enter: owner.route({ method: 'POST', path: '/workspaces/{workspaceId}/enter' }).input(z.object({ workspaceId: WorkspaceId })).output(WorkspaceView),
  keptCopies: {
    list: owner.route({ method: 'GET', path: '/kept-copies' }).output(z.array(KeptCopyView)),
    watch: owner.route({ method: 'GET', path: '/kept-copies-live' }).output(eventIterator(z.array(KeptCopyView))),
    /** Grants the module again, to be changed: the copy is in the workspace again with all its work. */
    giveBack: owner.route({ method: 'POST', path: '/kept-copies/{copyId}/give-back' }).input(one).output(z.object({})),
    /** For good. */
    remove: owner.route({ method: 'DELETE', path: '/kept-copies/{copyId}' }).input(one).output(z.object({})),
  },
};
