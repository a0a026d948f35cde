import type { Actor, Capability } from '../../shared/actor.ts';
import type { WorkspaceId } from '../../shared/ids.ts';

/** Whether, and with which capabilities, an actor may enter a workspace. The gateway asks at every upgrade. */
export interface WorkspaceAccess {
  /** @throws AtelierError not_found: no such workspace for this actor; not_running */
  enter(actor: Actor, workspaceId: WorkspaceId): Promise<{ capabilities: readonly Capability[]; secret: string }>;
}
