import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { ArchitectureChange, ProofProgress, SeenBy } from '../../shared/architecture.ts';
import { MemberId, WorkspaceId } from '../../shared/ids.ts';
import { procedure } from '../../shared/procedures.ts';

export * from '../../shared/architecture.ts';

const owner = procedure.meta({ access: 'owner' });

/** The owner's alone: for others neither page nor procedure nor a word of it is there. */
export const architectureContract = {
  /** Everything that is live, then what changes: at most four times a second, and only what became another. */
  watch: owner.route({ method: 'GET', path: '/architecture' }).output(eventIterator(ArchitectureChange)),
  /** What that member's own pages are given, again after every change. On record. `not_found`: no such member. */
  viewAs: owner.route({ method: 'GET', path: '/architecture/as/{memberId}' }).input(z.object({ memberId: MemberId })).output(eventIterator(SeenBy)),
  /**
   * Tries to get at everything that is not the member's from inside their running container, and ends with the report.
   * On record. `not_found`; `not_running`; `limit_reached`: one is being tried already.
   */
  prove: owner.route({ method: 'POST', path: '/architecture/proofs' }).input(z.object({ workspaceId: WorkspaceId })).output(eventIterator(ProofProgress)),
};
