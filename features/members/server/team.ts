import { implement } from '@orpc/server';

import { actorOf, type ApiContext } from '#server/api.ts';
import type { Members } from '#server/auth/create-auth.ts';
import type { ServerFeature } from '#server/feature.ts';

import { teamContract } from '../owner-contract.ts';

/** What owners do with members, as procedures. */
export function createTeamFeature({ members }: { members: Members }): ServerFeature {
  const api = implement(teamContract).$context<ApiContext>();
  const { team, invitations, resets, views, owners, audit } = members;
  const router = api.router({
    view: api.view.handler(() => views.view()),
    watch: api.watch.handler(({ signal }) => views.watch(signal)),
    invite: api.invite.handler(({ input, context }) => invitations.invite(actorOf(context), input, context.caller)),
    renewInvitation: api.renewInvitation.handler(({ input, context }) => invitations.renew(actorOf(context), input, context.caller)),
    revokeInvitation: api.revokeInvitation.handler(async ({ input, context }) => {
      await invitations.revoke(actorOf(context), input.invitationId, context.caller);
      return {};
    }),
    setRole: api.setRole.handler(({ input, context }) => nothing(team.setRole(actorOf(context), input, context.caller))),
    setDisabled: api.setDisabled.handler(({ input, context }) => nothing(team.setDisabled(actorOf(context), input, context.caller))),
    setLimits: api.setLimits.handler(({ input, context }) => nothing(team.setLimits(actorOf(context), input, context.caller))),
    setQuota: api.setQuota.handler(({ input, context }) => nothing(team.setQuota(actorOf(context), input, context.caller))),
    remove: api.remove.handler(({ input, context }) => nothing(team.remove(actorOf(context), input, context.caller))),
    makeReset: api.makeReset.handler(({ input, context }) => resets.make(actorOf(context), input, context.caller)),
    setOwnersNeedTotp: api.setOwnersNeedTotp.handler(({ input, context }) =>
      nothing(owners.setOwnersNeedTotp(actorOf(context), input.needed, { audit, caller: context.caller })),
    ),
  });
  return { name: 'team', router };
}

async function nothing(work: Promise<void>): Promise<Record<string, never>> {
  await work;
  return {};
}
