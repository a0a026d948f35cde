import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { Role } from '../../shared/actor.ts';
import { Email, Language, MemberName, Password, TypedCode, TypedPassword } from '../../shared/credentials.ts';
import { MemberId, SessionId } from '../../shared/ids.ts';
import { LinkToken, StagiaireLimits } from '../../shared/members.ts';
import { procedure } from '../../shared/procedures.ts';

export {
  Email,
  Language,
  MemberName,
  Password,
  PASSWORD_MAX_CHARACTERS,
  PASSWORD_MIN_CHARACTERS,
  ReturnPath,
  SETUP_CODE_CHARACTERS,
  SignIn,
} from '../../shared/credentials.ts';

export const Me = z.object({
  id: MemberId,
  email: z.string(),
  name: z.string(),
  role: Role,
  /** null: the browser decides. */
  language: Language.nullable(),
  sessionId: SessionId,
  /** A stagiaire's own. */
  limits: StagiaireLimits.nullable(),
  hasPassword: z.boolean(),
  /** null: the second step is off. */
  totp: z.object({ recoveryCodesLeft: z.number().int() }).nullable(),
  /** An owner who has to set up the second step before anything else; nothing but `account` answers until then. */
  mustSetUpTotp: z.boolean(),
});
export type Me = z.infer<typeof Me>;

export const SessionView = z.object({
  id: SessionId,
  current: z.boolean(),
  /** As the browser named itself, shortened to "Chromium, Linux"; '' when unknown. */
  client: z.string(),
  address: z.string(),
  createdAtMs: z.number(),
  lastSeenAtMs: z.number(),
});
export type SessionView = z.infer<typeof SessionView>;

/**
 * Signing in and out is next-auth's, under `/api/auth/`; every answer is JSON, a refusal is `{ code, details }`:
 * - `GET csrf` answers `{ csrfToken }` and sets the cookie that goes with it;
 * - `POST callback/credentials` with `{ csrfToken, email, password, code?, callbackUrl? }` answers `{ url }`, the path
 *   to go to, and sets the session's cookie; `invalid_input`, `wrong_credentials` (`details.field` is `code` when only
 *   the code was), `code_required` (the password was right), `forbidden` (as much, but `details.because` says why not
 *   now), `too_many_requests` (`details.retryAfterSeconds`);
 * - `POST signin/oidc` with `{ csrfToken, callbackUrl? }` answers `{ url }`, the provider's page; it comes back to
 *   `GET callback/oidc`, which goes on to the path or to `/login?problem=…`; both are `not_found` without a provider;
 * - `POST signout` with `{ csrfToken }` answers `{ url }` and ends the session.
 * Everything else about a member's login is here.
 */
export const membersContract = {
  setup: {
    /** Public. `open` is false for ever once an owner exists, and the page is then a 404. */
    state: procedure.meta({ access: 'public' }).route({ method: 'GET', path: '/setup' }).output(z.object({ open: z.boolean() })),
    /**
     * Public, with the one-time code of the console (case, spaces and dashes do not matter). Makes the first
     * owner; sign in follows separately. `wrong_credentials`: another code; `not_found`: an owner exists.
     */
    createOwner: procedure
      .meta({ access: 'public' })
      .route({ method: 'POST', path: '/setup' })
      .input(z.object({ code: z.string().max(64), email: Email, name: MemberName, password: Password, language: Language.nullable() }))
      .output(z.object({ email: z.string() })),
  },
  signIn: {
    /** Public: what else than a password can be signed in with. */
    ways: procedure.meta({ access: 'public' }).route({ method: 'GET', path: '/sign-in' }).output(z.object({ outsideName: z.string().nullable() })),
  },
  /** Public, with the token of a link. Whatever is wrong with it is `not_found`. */
  invitation: {
    look: procedure
      .meta({ access: 'public' })
      .route({ method: 'POST', path: '/invitation' })
      .input(z.strictObject({ token: LinkToken }))
      .output(z.object({ email: z.string(), role: Role, language: Language.nullable(), expiresAtMs: z.number() })),
    /** Makes the member with the invitation's address and role; sign in follows separately. */
    accept: procedure
      .meta({ access: 'public' })
      .route({ method: 'POST', path: '/invitation/accept' })
      .input(z.strictObject({ token: LinkToken, name: MemberName, password: Password, language: Language.nullable() }))
      .output(z.object({ email: z.string() })),
  },
  reset: {
    look: procedure
      .meta({ access: 'public' })
      .route({ method: 'POST', path: '/reset' })
      .input(z.strictObject({ token: LinkToken }))
      .output(z.object({ email: z.string(), dropsTotp: z.boolean() })),
    /** Ends all of the member's sessions; sign in follows separately. */
    use: procedure
      .meta({ access: 'public' })
      .route({ method: 'POST', path: '/reset/use' })
      .input(z.strictObject({ token: LinkToken, password: Password }))
      .output(z.object({ email: z.string() })),
  },
  account: {
    me: procedure.route({ method: 'GET', path: '/account' }).output(Me),
    update: procedure
      .route({ method: 'PATCH', path: '/account' })
      .input(z.object({ name: MemberName, language: Language.nullable() }))
      .output(Me),
    /** Ends every other session (abuse case A7). `wrong_credentials`: not the current password. */
    changePassword: procedure
      .route({ method: 'POST', path: '/account/password' })
      .input(z.object({ current: TypedPassword, next: Password }))
      .output(z.object({ endedSessions: z.number().int() })),
    sessions: procedure.route({ method: 'GET', path: '/account/sessions' }).output(z.array(SessionView)),
    watchSessions: procedure
      .route({ method: 'GET', path: '/account/sessions/live' })
      .output(eventIterator(z.array(SessionView))),
    /** Closes the session's sockets at once. `not_found` unless it is one of the member's own. */
    revokeSession: procedure
      .route({ method: 'DELETE', path: '/account/sessions/{sessionId}' })
      .input(z.object({ sessionId: SessionId }))
      .output(z.object({})),
    totp: {
      /** A secret to be confirmed; nothing is kept until then. `conflict`: the second step is on already. */
      begin: procedure
        .route({ method: 'POST', path: '/account/totp' })
        .output(z.object({ secret: z.string(), uri: z.string(), setup: z.string() })),
      /** `wrong_credentials`: not the present code; `timeout`: begun too long ago. The codes are shown this once. */
      confirm: procedure
        .route({ method: 'POST', path: '/account/totp/confirm' })
        .input(z.object({ setup: z.string().max(1000), code: TypedCode }))
        .output(z.object({ recoveryCodes: z.array(z.string()) })),
      disable: procedure
        .route({ method: 'POST', path: '/account/totp/disable' })
        .input(z.object({ password: TypedPassword }))
        .output(z.object({})),
      renewRecoveryCodes: procedure
        .route({ method: 'POST', path: '/account/totp/recovery-codes' })
        .input(z.object({ password: TypedPassword }))
        .output(z.object({ recoveryCodes: z.array(z.string()) })),
    },
  },
};
