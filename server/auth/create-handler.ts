import type { ServerResponse } from 'node:http';

import { SignIn } from '#shared/credentials.ts';
import { AtelierError } from '#shared/errors.ts';
import { MemberId } from '#shared/ids.ts';

import type { HttpHandler } from '../feature.ts';
import { asAtelierError, sendError, sendJson } from '../gateway/answers.ts';
import type { MemberDocument } from '../storage/documents.ts';
import type { Stored } from '../storage/storage.ts';
import { acceptedFields, AFTER_SIGN_IN, callOf, csrfIn, done, pathIn, refused, wentTo, type Answer, type Asked, type AuthDeps, type Endpoints } from './auth-exchange.ts';
import type { CheckPassword } from './check-password.ts';
import { idleFlow, nextAuthOptions, type NextAuthFlow } from './next-auth-options.ts';
import { outsideEndpoints, type Outside } from './outside-endpoints.ts';
import { runNextAuth } from './run-next-auth.ts';
import { actorIn } from './sessions.ts';

const BASE = '/api/auth';
const AFTER_SIGN_OUT = '/login';

export type AuthHandlerDeps = AuthDeps & {
  readonly checkPassword: CheckPassword;
  /** null: no provider is configured. */
  readonly outside: Outside | null;
};

/**
 * `/api/auth/*`: next-auth's endpoints that Atelier uses, and none of the others (its pages, its list of
 * providers, a session endpoint that would renew the cookie).
 */
export function createAuthHandler(deps: AuthHandlerDeps): HttpHandler {
  const endpoints: Endpoints = {
    '/csrf': { method: 'GET', answer: (asked) => csrf(deps, asked) },
    '/callback/credentials': { method: 'POST', answer: (asked) => signIn(deps, asked) },
    '/signout': { method: 'POST', answer: (asked) => signOut(deps, asked) },
    ...(deps.outside === null ? {} : outsideEndpoints(deps, deps.outside)),
  };
  return async (request, response) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    if (path !== BASE && !path.startsWith(`${BASE}/`)) return false;
    const name = path.slice(BASE.length);
    const endpoint = Object.hasOwn(endpoints, name) ? endpoints[name] : undefined;
    const caller = deps.callerOf(request);
    try {
      if (endpoint === undefined) throw new AtelierError('not_found');
      if (request.method !== endpoint.method) {
        response.setHeader('Allow', endpoint.method);
        throw new AtelierError('method_not_allowed');
      }
      send(response, await endpoint.answer({ request, caller }));
    } catch (error) {
      if (!(error instanceof AtelierError)) deps.log.error({ err: error, requestId: caller.requestId, path }, 'a sign-in request failed');
      refuse(response, asAtelierError(error));
    }
    return true;
  };
}

async function csrf(deps: AuthHandlerDeps, asked: Asked): Promise<Answer> {
  const call = { ...callOf(asked, 'GET', ['csrf']), body: { callbackUrl: idleFlow.goTo } };
  const answer = await runNextAuth(call, nextAuthOptions(deps, idleFlow));
  return { body: Object(answer.body), setCookie: answer.setCookie };
}

async function signIn(deps: AuthHandlerDeps, asked: Asked): Promise<Answer> {
  const { request, caller } = asked;
  const action = 'session.create';
  const fields = await acceptedFields(deps, { ...asked, action });
  const credentials = SignIn.safeParse(fields);
  if (!credentials.success) throw await refused(deps, { caller, action, code: 'invalid_input' });

  const goTo = pathIn(fields['callbackUrl'], AFTER_SIGN_IN);
  const before = await deps.reader.sessionOf(request.headers.cookie);
  let failure: unknown = null;
  let member: Stored<MemberDocument> | null = null;
  const flow: NextAuthFlow = {
    ...idleFlow,
    goTo,
    async authorize() {
      try {
        member = await deps.checkPassword(credentials.data, caller);
        return member;
      } catch (error) {
        // next-auth would put the message of what is thrown into an address; it is kept and thrown again below.
        failure = error;
        return null;
      }
    },
    startSession: async () => (member === null ? null : deps.sessions.create({ id: MemberId.parse(member.id), role: member.role }, caller)),
  };
  const call = { ...callOf(asked, 'POST', ['callback', 'credentials']), body: { csrfToken: csrfIn(fields), callbackUrl: goTo } };
  const answer = await runNextAuth(call, nextAuthOptions(deps, flow));
  if (failure !== null) throw failure;
  if (!wentTo(answer, goTo)) throw await refused(deps, { caller, action, code: 'forbidden' });
  if (before !== null) {
    await deps.sessions.end(before.session, { because: 'signed_in_again', actor: actorIn(before), address: caller.address });
  }
  return done(answer, { goTo, request, fields });
}

async function signOut(deps: AuthHandlerDeps, asked: Asked): Promise<Answer> {
  const { request, caller } = asked;
  const action = 'session.end';
  const fields = await acceptedFields(deps, { ...asked, action });
  const goTo = pathIn(fields['callbackUrl'], AFTER_SIGN_OUT);
  const flow: NextAuthFlow = {
    ...idleFlow,
    goTo,
    async endSession(token) {
      const live = await deps.sessions.resolve(token);
      if (live !== null) await deps.sessions.end(live.session, { because: 'signed_out', actor: actorIn(live), address: caller.address });
    },
  };
  const call = { ...callOf(asked, 'POST', ['signout']), body: { csrfToken: csrfIn(fields), callbackUrl: goTo } };
  const answer = await runNextAuth(call, nextAuthOptions(deps, flow));
  if (!wentTo(answer, goTo)) throw await refused(deps, { caller, action, code: 'forbidden' });
  return done(answer, { goTo, request, fields });
}

function send(response: ServerResponse, { body, setCookie, seeOther }: Answer): void {
  if (setCookie.length > 0) response.setHeader('Set-Cookie', [...setCookie]);
  if (seeOther !== undefined) response.setHeader('Location', seeOther);
  sendJson(response, seeOther === undefined ? 200 : 303, body);
}

function refuse(response: ServerResponse, error: AtelierError): void {
  const seconds = error.details['retryAfterSeconds'];
  if (typeof seconds === 'number') response.setHeader('Retry-After', seconds);
  sendError(response, error);
}
