import { z } from 'zod';

import { MemberId, SessionId } from './ids.ts';

export const Role = z.enum(['owner', 'developer', 'stagiaire']);
export type Role = z.infer<typeof Role>;

/** Who asks. Required wherever something is decided; there is no anonymous actor. */
export const Actor = z.object({ memberId: MemberId, sessionId: SessionId, role: Role });
export type Actor = z.infer<typeof Actor>;

/**
 * `transfer` is bringing files in from the member's computer and taking them out to it; `remotes` is reaching git servers
 * beside this one.
 * What a member may do inside one workspace. The server signs them, the agent checks them.
 */
export const Capability = z.enum(['files.read', 'files.write', 'terminal', 'ports', 'transfer', 'remotes']);
export type Capability = z.infer<typeof Capability>;
