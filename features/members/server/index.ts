import { implement } from '@orpc/server';

import { actorOf, type ApiContext } from '#server/api.ts';
import type { Members } from '#server/auth/create-auth.ts';
import type { ServerFeature } from '#server/feature.ts';

import { membersContract } from '../contract.ts';

/** The setup and a member's own account, as procedures. */
export function createMembersFeature({ members }: { members: Members }): ServerFeature {
  const api = implement(membersContract).$context<ApiContext>();
  const { account, setup } = members;
  const router = api.router({
    setup: {
      state: api.setup.state.handler(async () => ({ open: await setup.open() })),
      createOwner: api.setup.createOwner.handler(({ input, context }) => setup.createOwner(input, context.caller)),
    },
    account: {
      me: api.account.me.handler(({ context }) => account.me(actorOf(context))),
      update: api.account.update.handler(({ input, context }) => account.update(actorOf(context), input, context.caller)),
      changePassword: api.account.changePassword.handler(({ input, context }) => account.changePassword(actorOf(context), input, context.caller)),
      sessions: api.account.sessions.handler(({ context }) => account.sessions(actorOf(context))),
      watchSessions: api.account.watchSessions.handler(({ context, signal }) => account.watchSessions(actorOf(context), signal)),
      revokeSession: api.account.revokeSession.handler(async ({ input, context }) => {
        await account.revokeSession(actorOf(context), input.sessionId, context.caller);
        return {};
      }),
    },
  });
  return { name: 'members', router };
}
