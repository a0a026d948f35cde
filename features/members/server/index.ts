import { implement } from '@orpc/server';

import { actorOf, type ApiContext } from '#server/api.ts';
import type { Members } from '#server/auth/create-auth.ts';
import type { ProvePassword } from '#server/auth/totp.ts';
import type { ServerFeature } from '#server/feature.ts';

import { membersContract } from '../contract.ts';

/** The setup and a member's own account, as procedures. */
export function createMembersFeature({ members }: { members: Members }): ServerFeature {
  const api = implement(membersContract).$context<ApiContext>();
  const { account, setup, invitations, resets, totp } = members;
  const prove: ProvePassword = (actor, password, caller) => account.prove(actor, password, caller);
  const router = api.router({
    setup: {
      state: api.setup.state.handler(async () => ({ open: await setup.open() })),
      createOwner: api.setup.createOwner.handler(({ input, context }) => setup.createOwner(input, context.caller)),
    },
    signIn: { ways: api.signIn.ways.handler(() => ({ outsideName: members.outsideName })) },
    invitation: {
      look: api.invitation.look.handler(({ input, context }) => invitations.look(input.token, context.caller)),
      accept: api.invitation.accept.handler(({ input: { token, ...chosen }, context }) => invitations.accept(token, chosen, context.caller)),
    },
    reset: {
      look: api.reset.look.handler(({ input, context }) => resets.look(input.token, context.caller)),
      use: api.reset.use.handler(({ input, context }) => resets.use(input.token, input.password, context.caller)),
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
      totp: {
        begin: api.account.totp.begin.handler(({ context }) => totp.begin(actorOf(context))),
        confirm: api.account.totp.confirm.handler(async ({ input, context }) => ({ recoveryCodes: await totp.confirm(actorOf(context), input, context.caller) })),
        disable: api.account.totp.disable.handler(async ({ input, context }) => {
          await totp.disable(actorOf(context), { ...input, prove }, context.caller);
          return {};
        }),
        renewRecoveryCodes: api.account.totp.renewRecoveryCodes.handler(async ({ input, context }) => ({
          recoveryCodes: await totp.renewRecoveryCodes(actorOf(context), { ...input, prove }, context.caller),
        })),
      },
    },
  });
  return { name: 'members', router };
}
