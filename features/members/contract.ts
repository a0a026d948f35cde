import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

import { Role } from '../../shared/actor.ts';
import { MemberId, SessionId } from '../../shared/ids.ts';
import { procedure } from '../../shared/procedures.ts';

export const PASSWORD_MIN_CHARACTERS = 12;
export const PASSWORD_MAX_CHARACTERS = 128;
export const SETUP_CODE_CHARACTERS = 8;

export const Language = z.enum(['en', 'fr']);
export type Language = z.infer<typeof Language>;

export const Email = z.string().trim().toLowerCase().max(254).pipe(z.email());
export const MemberName = z.string().trim().min(1).max(80);
export const Password = z
  .string()
  .min(PASSWORD_MIN_CHARACTERS)
  .max(PASSWORD_MAX_CHARACTERS)
  .refine((text) => !text.includes('\0'), 'NUL');

/** What is accepted as a password at sign-in: bounded before anything is hashed, otherwise free. */
export const SignIn = z.object({
  email: z.string().min(1).max(254),
  password: z.string().min(1).max(PASSWORD_MAX_CHARACTERS).refine((text) => !text.includes('\0'), 'NUL'),
});

export const Me = z.object({
  id: MemberId,
  email: z.string(),
  name: z.string(),
  role: Role,
  /** null: the browser decides. */
  language: Language.nullable(),
  sessionId: SessionId,
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
 * Signing in and out is next-auth's, under `/api/auth/`: the browser gets a CSRF token and posts to
 * `/api/auth/callback/credentials`. Everything else about a member's login is here.
 */
export const membersContract = {
  setup: {
    /** Public. `open` is false for ever once an owner exists, and the page is then a 404. */
    state: procedure.meta({ access: 'public' }).route({ method: 'GET', path: '/setup' }).output(z.object({ open: z.boolean() })),
    /** Public, with the one-time code of the console. Makes the first owner; sign in follows separately. */
    createOwner: procedure
      .meta({ access: 'public' })
      .route({ method: 'POST', path: '/setup' })
      .input(z.object({ code: z.string().max(64), email: Email, name: MemberName, password: Password, language: Language.nullable() }))
      .output(z.object({ email: z.string() })),
  },
  account: {
    me: procedure.route({ method: 'GET', path: '/account' }).output(Me),
    update: procedure
      .route({ method: 'PATCH', path: '/account' })
      .input(z.object({ name: MemberName, language: Language.nullable() }))
      .output(Me),
    /** Ends every other session (abuse case A7). */
    changePassword: procedure
      .route({ method: 'POST', path: '/account/password' })
      .input(z.object({ current: z.string().max(PASSWORD_MAX_CHARACTERS), next: Password }))
      .output(z.object({ endedSessions: z.number().int() })),
    sessions: procedure.route({ method: 'GET', path: '/account/sessions' }).output(z.array(SessionView)),
    watchSessions: procedure
      .route({ method: 'GET', path: '/account/sessions/live' })
      .output(eventIterator(z.array(SessionView))),
    /** Closes the session's sockets at once. */
    revokeSession: procedure
      .route({ method: 'DELETE', path: '/account/sessions/{sessionId}' })
      .input(z.object({ sessionId: SessionId }))
      .output(z.object({})),
  },
};
