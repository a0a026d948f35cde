import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { IncomingMessage, ServerResponse } from 'node:http';

import { AtelierError } from '../../shared/errors.ts';
import { MINUTE_MS, SECOND_MS } from '../../shared/units.ts';
import type { Caller } from '../api.ts';
import { networkOf } from '../auth/attempts.ts';
import type { Refusals } from '../auth/refusals.ts';
import type { Log } from '../log.ts';
import { asAtelierError } from '../gateway/answers.ts';
import { prefersFrench } from '../gateway/plain-page.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { GitHttp } from './create-git-http.ts';
import { sendGitError } from './git-errors.ts';

/**
 * Wrong tokens from one address until the rest of them is not even answered with a question. A right one passes
 * all the same: 256 bits are not guessed, and a team behind one address must not suffer from one old script.
 */
export const WRONG_TOKENS_PER_ADDRESS = 60;
const WINDOW_SECONDS = (15 * MINUTE_MS) / SECOND_MS;
const MAX_CREDENTIALS_CHARACTERS = 2000;

export type GitDoorDeps = { readonly gitHttp: GitHttp; readonly tokens: Pick<AccessTokens, 'authenticate'>; readonly refusals: Pick<Refusals, 'record'>; readonly log: Pick<Log, 'error'> };

/** What the gateway needs: everything below `/git` on the IDE's host. */
export type GitDoor = {
  /** Answers, errors included; never rejects. @param about.allowedOrigin what a page of ours would send as Origin */
  handle(request: IncomingMessage, response: ServerResponse, about: { readonly caller: Caller; readonly allowedOrigin: string }): Promise<void>;
};

/** Git from outside: Basic authentication whose password is a personal access token. Cookies are not looked at. */
export function createGitDoor({ gitHttp, tokens, refusals, log }: GitDoorDeps): GitDoor {
  const wrong = new RateLimiterMemory({ points: WRONG_TOKENS_PER_ADDRESS, duration: WINDOW_SECONDS });

  /** @throws AtelierError not_signed_in, too_many_requests */
  const refuse = async (request: IncomingMessage, { caller, given }: { caller: Caller; given: boolean }): Promise<never> => {
    // Git always asks once without a password; that is no attempt at anything.
    if (!given) throw new AtelierError('not_signed_in');
    const { consumedPoints, msBeforeNext } = await wrong.penalty(networkOf(caller.address));
    await refusals.record({ action: 'git.authenticate', target: (request.url ?? '').slice(0, 200), caller, reason: 'wrong_credentials' });
    if (consumedPoints > WRONG_TOKENS_PER_ADDRESS) throw new AtelierError('too_many_requests', { retryAfterSeconds: Math.max(1, Math.ceil(msBeforeNext / SECOND_MS)) });
    throw new AtelierError('not_signed_in');
  };

  return {
    handle: async (request, response, { caller, allowedOrigin }) => {
      try {
        const { origin, authorization } = request.headers;
        if (origin !== undefined && origin !== allowedOrigin) throw new AtelierError('origin_refused');
        const secret = passwordIn(authorization);
        const who = secret === null ? null : await tokens.authenticate(secret, caller.address);
        if (who === null) await refuse(request, { caller, given: authorization !== undefined });
        else await gitHttp.handle(request, response, who);
      } catch (error) {
        if (asAtelierError(error).code === 'internal') log.error({ err: error, requestId: caller.requestId }, 'a git request failed');
        sendGitError(response, error, prefersFrench(request.headers['accept-language']));
      }
    },
  };
}

/** RFC 7617; the user's name does not matter. null: there is none, or not in this form. */
export function passwordIn(authorization: string | undefined): string | null {
  if (authorization === undefined || authorization.length > MAX_CREDENTIALS_CHARACTERS) return null;
  const [, encoded] = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization) ?? [];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon === -1 ? null : text.slice(colon + 1);
}
