import type { IncomingMessage } from 'node:http';
import { decode } from 'next-auth/jwt';

import type { OwnerSettings } from '../members/owner-settings.ts';
import type { Authenticator } from './authenticator.ts';
import { readCookie, SESSION_COOKIE } from './cookies.ts';
import { actorIn, type LiveSession, type Sessions } from './sessions.ts';

const TOKEN = /^[A-Za-z0-9_-]{43}$/;
const OPENED_ENTRIES = 5000;

export type SessionReader = Authenticator & {
  /** The session that a request's cookie leads to, as `authenticate` finds it. */
  sessionOf(cookieHeader: string | undefined): Promise<LiveSession | null>;
};

/**
 * From a cookie to an actor: opens the cookie's JWT with the server's secret, then looks the session up, every
 * time. Opened JWTs are remembered (it costs 0.1 ms); what a session is worth is never taken from them.
 */
export function createAuthenticator({ sessions, owners, secret }: { sessions: Sessions; owners: Pick<OwnerSettings, 'mustSetUpTotp'>; secret: string }): SessionReader {
  const opened = new Map<string, string>();

  const tokenIn = async (jwt: string): Promise<string | null> => {
    const known = opened.get(jwt);
    if (known !== undefined) return known;
    const token = await open(jwt, secret);
    if (token === null) return null;
    if (opened.size >= OPENED_ENTRIES) opened.delete(opened.keys().next().value ?? '');
    opened.set(jwt, token);
    return token;
  };

  const sessionOf = async (cookieHeader: string | undefined): Promise<LiveSession | null> => {
    const jwt = readCookie(cookieHeader, SESSION_COOKIE);
    const token = jwt === null ? null : await tokenIn(jwt);
    return token === null ? null : sessions.resolve(token);
  };

  return {
    sessionOf,
    async authenticate(request) {
      const live = await sessionOf(request.headers.cookie);
      if (live === null || (owners.mustSetUpTotp(live.member) && !isOwnAccount(request))) return null;
      return actorIn(live);
    },
    async mustGoTo(request) {
      const live = await sessionOf(request.headers.cookie);
      return live !== null && owners.mustSetUpTotp(live.member) ? '/account' : null;
    },
    stillGood: (actor) => sessions.stillGood(actor),
    stillSignedIn: (actor) => sessions.stillSignedIn(actor),
    onEnded: (listener) => sessions.onEnded(listener),
  };
}

/** The page and the procedures of one's own login, as the gateway reads paths: to the letter. */
function isOwnAccount({ url = '' }: IncomingMessage): boolean {
  const path = url.split(/[?#]/, 1)[0] ?? '';
  return path === '/account' || path === '/api/account' || path.startsWith('/api/account/');
}

/** The session's token in a JWT of ours; null for whatever is none (any failure to open one is the same to us). */
async function open(jwt: string, secret: string): Promise<string | null> {
  const payload = await decode({ token: jwt, secret }).catch(() => null);
  return tokenOf(payload);
}

/** The token that a JWT's payload holds. */
export function tokenOf(payload: Readonly<Record<string, unknown>> | null): string | null {
  const token = payload?.['sid'];
  return typeof token === 'string' && TOKEN.test(token) ? token : null;
}
