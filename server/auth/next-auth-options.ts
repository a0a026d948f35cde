import type { NextAuthOptions } from 'next-auth';
import type { OAuthConfig } from 'next-auth/providers/oauth';
import { z } from 'zod';

import { SECOND_MS } from '#shared/units.ts';

import type { OidcConfig } from '../config.ts';
import type { Log } from '../log.ts';
import { NEXT_AUTH_COOKIES } from './cookies.ts';
import { tokenOf } from './create-authenticator.ts';
import { SESSION_LIFETIME_MS } from './sessions.ts';

/** The name of the provider in addresses and in next-auth. */
export const OUTSIDE = 'oidc';
/** Somebody waits in front of a page of the provider or of ours. */
const GIVE_UP_AFTER_MS = 10 * SECOND_MS;

/** What next-auth asks of Atelier while it serves one request. */
export type NextAuthFlow = {
  /** Where success leads: a path that was checked. */
  readonly goTo: string;
  /** Who the credentials belong to; null: nobody. */
  authorize(): Promise<{ id: string } | null>;
  /** The token of a session for whom was authorised. */
  startSession(): Promise<string | null>;
  endSession(token: string): Promise<void>;
  /** Whether who comes back from the provider with these claims may sign in; a path: where to go instead. */
  enter(claims: unknown): Promise<boolean | string>;
};

/** Nobody signs in, nobody signs out. */
export const idleFlow: NextAuthFlow = {
  goTo: '/',
  authorize: async () => null,
  startSession: async () => null,
  endSession: async () => {},
  enter: async () => false,
};

/**
 * next-auth's options for one request. Another way to sign in is another provider in this list. The JWT that it
 * makes holds the session's token and nothing about the member.
 */
export function nextAuthOptions({ secret, log, oidc }: { secret: string; log: Log; oidc?: OidcConfig }, flow: NextAuthFlow): NextAuthOptions {
  return {
    secret,
    useSecureCookies: true,
    cookies: NEXT_AUTH_COOKIES,
    session: { strategy: 'jwt', maxAge: SESSION_LIFETIME_MS / SECOND_MS },
    providers: [
      { id: 'credentials', name: 'credentials', type: 'credentials', credentials: {}, authorize: () => flow.authorize() },
      ...(oidc === undefined ? [] : [providerOf(oidc)]),
    ],
    callbacks: {
      signIn: ({ account, profile }) => (account?.provider === OUTSIDE ? flow.enter(profile) : true),
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

/** Any OpenID provider, found by its discovery document; everything that can be checked is. */
function providerOf({ issuer, clientId, clientSecret, name }: OidcConfig): OAuthConfig<{ sub: string }> {
  return {
    id: OUTSIDE,
    name,
    type: 'oauth',
    wellKnown: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
    issuer,
    clientId,
    clientSecret,
    idToken: true,
    checks: ['pkce', 'state', 'nonce'],
    authorization: { params: { scope: 'openid email profile' } },
    // Many providers give the address here alone.
    userinfo: {
      async request({ client, tokens }) {
        const proved = claimsOf(tokens.id_token);
        const told = await client.userinfo(tokens.access_token ?? '');
        // OpenID Connect Core 5.3.2: of another subject, none of it may be used.
        if (told.sub !== proved.sub) throw new Error('the provider tells of another subject than it proved');
        return { ...told, ...proved };
      },
    },
    httpOptions: { timeout: GIVE_UP_AFTER_MS },
    profile: ({ sub }) => ({ id: sub }),
  };
}

const IdClaims = z.looseObject({ sub: z.string() });

/** What an ID token says; openid-client has checked its signature, issuer, audience, nonce and time. */
function claimsOf(idToken: string | undefined): z.infer<typeof IdClaims> {
  const payload: unknown = JSON.parse(Buffer.from(idToken?.split('.')[1] ?? '', 'base64url').toString());
  return IdClaims.parse(payload);
}
