import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { Role } from '../../shared/actor.ts';
import { Email, Language } from '../../shared/credentials.ts';
import { InvitationId, MemberId } from '../../shared/ids.ts';
import { INVITATION_DAYS, INVITATION_MAX_DAYS, InvitedGrants, OneTimeLink, Quota, StagiaireLimits, TeamInvitation, TeamView } from '../../shared/members.ts';
import { procedure } from '../../shared/procedures.ts';

const owners = procedure.meta({ access: 'owner' });
/** Which member, and how the owner last saw them: `conflict` when another owner changed them since. */
const about = z.object({ memberId: MemberId, edition: z.number().int().min(0) });
const days = z.number().int().min(1).max(INVITATION_MAX_DAYS).default(INVITATION_DAYS);

/**
 * What owners do with members. `limit_reached` with `because: 'last_owner'` when nobody would be left to own the
 * installation. What a change takes away ends within five seconds.
 */
export const teamContract = {
  view: owners.route({ method: 'GET', path: '/team' }).output(TeamView),
  watch: owners.route({ method: 'GET', path: '/team/live' }).output(eventIterator(TeamView)),
  /** Replaces what was open for the address. `already_exists`: a member has it. The link is shown this once. */
  invite: owners
    .route({ method: 'POST', path: '/team/invitations' })
    .input(z.object({ email: Email, role: Role, language: Language.nullable(), days, limits: StagiaireLimits.nullable(), grants: InvitedGrants }))
    .output(OneTimeLink.extend({ invitation: TeamInvitation })),
  /** A new link for the same invitation; the one before is dead. */
  renewInvitation: owners
    .route({ method: 'POST', path: '/team/invitations/{invitationId}/link' })
    .input(z.object({ invitationId: InvitationId, days }))
    .output(OneTimeLink),
  revokeInvitation: owners
    .route({ method: 'DELETE', path: '/team/invitations/{invitationId}' })
    .input(z.object({ invitationId: InvitationId }))
    .output(z.object({})),
  setRole: owners.route({ method: 'PUT', path: '/team/members/{memberId}/role' }).input(about.extend({ role: Role })).output(z.object({})),
  /** `forbidden`: oneself. */
  setDisabled: owners.route({ method: 'PUT', path: '/team/members/{memberId}/disabled' }).input(about.extend({ disabled: z.boolean() })).output(z.object({})),
  /** `invalid_input`: not a stagiaire. */
  setLimits: owners.route({ method: 'PUT', path: '/team/members/{memberId}/limits' }).input(about.extend({ limits: StagiaireLimits })).output(z.object({})),
  /** null: the installation's default. */
  setQuota: owners.route({ method: 'PUT', path: '/team/members/{memberId}/quota' }).input(about.extend({ quota: Quota.nullable() })).output(z.object({})),
  /** Their workspaces stay for the owner, the address is free again. `invalid_input`: another address was typed; `forbidden`: oneself. */
  remove: owners.route({ method: 'POST', path: '/team/members/{memberId}/remove' }).input(about.extend({ confirmEmail: z.string() })).output(z.object({})),
  /** A link to choose a new password, shown this once; the present one works until it is used. */
  makeReset: owners
    .route({ method: 'POST', path: '/team/members/{memberId}/reset' })
    .input(z.object({ memberId: MemberId, dropsTotp: z.boolean() }))
    .output(OneTimeLink),
  setOwnersNeedTotp: owners.route({ method: 'PUT', path: '/team/owners-need-totp' }).input(z.object({ needed: z.boolean() })).output(z.object({})),
};
