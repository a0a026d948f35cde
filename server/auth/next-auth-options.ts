import type { NextAuthOptions } from 'next-auth';

import { SECOND_MS } from '#shared/units.ts';

import type { Log } from '../log.ts';
import { NEXT_AUTH_COOKIES } from './cookies.ts';
import { tokenOf } from './create-authenticator.ts';
import { SESSION_LIFETIME_MS } from './sessions.ts';

/** What next-auth asks of Atelier while it serves one request. */
export type NextAuthFlow = {
  /** Where success leads: a path that was checked. */
  readonly goTo: string;
  /** Who the credentials belong to; null: nobody. */
  authorize(): Promise<{ id: string } | null>;
  /** The token of a session for whom was authorised. */
  startSession(): Promise<string | null>;
  endSession(token: string): Promise<void>;
};

/** Nobody signs in, nobody signs out. */
export const idleFlow: NextAuthFlow = {
  goTo: '/',
  authorize: async () => null,
  startSession: async () => null,
  endSession: async () => {},
};

/**
 * next-auth's options for one request. Another way to sign in is another provider in this list. The JWT that it
 * makes holds the session's token and nothing about the member.
 */
export function nextAuthOptions({ secret, log }: { secret: string; log: Log }, flow: NextAuthFlow): NextAuthOptions {
  return {
    secret,
    useSecureCookies: true,
    cookies: NEXT_AUTH_COOKIES,
    session: { strategy: 'jwt', maxAge: SESSION_LIFETIME_MS / SECOND_MS },
    providers: [{ id: 'credentials', name: 'credentials', type: 'credentials', credentials: {}, authorize: () => flow.authorize() }],
    callbacks: {
      redirect: () => flow.goTo,
      jwt: async () => ({ sid: await flow.startSession() }),
    },
    events: {
      async signOut({ token }) {
        const ended = tokenOf(token);
        if (ended !== null) await flow.endSession(ended);
      },
    },
    logger: {
      error: (code) => log.error({ reported: code }, 'next-auth reports an error'),
      // Warns only of environment variables that are not used here.
      warn: () => {},
      debug: () => {},
    },
  };
}
