import type { IncomingMessage, ServerResponse } from 'node:http';

import { ReturnPath, SignIn } from '#shared/credentials.ts';
import { AtelierError, type ErrorCode } from '#shared/errors.ts';
import { MemberId } from '#shared/ids.ts';

import type { Caller } from '../api.ts';
import type { HttpHandler } from '../feature.ts';
import { asAtelierError, sendError, sendJson } from '../gateway/answers.ts';
import type { Log } from '../log.ts';
import type { MemberDocument } from '../storage/documents.ts';
import type { Stored } from '../storage/storage.ts';
import type { CheckPassword } from './check-password.ts';
import { CSRF_COOKIE, readCookie, SESSION_COOKIE } from './cookies.ts';
import type { SessionReader } from './create-authenticator.ts';
import { idleFlow, nextAuthOptions, type NextAuthFlow } from './next-auth-options.ts';
import { originAllowed } from './origin.ts';
import { readFields } from './read-body.ts';
import type { Refusals } from './refusals.ts';
import { runNextAuth, type NextAuthAnswer, type NextAuthCall } from './run-next-auth.ts';
import { actorIn, type Sessions } from './sessions.ts';

const BASE = '/api/auth';
/** Where a sign-in leads when the page did not say. */
const AFTER_SIGN_IN = '/workspaces';
const AFTER_SIGN_OUT = '/login';

export type AuthHandlerDeps = {
  readonly sessions: Sessions;
  readonly reader: SessionReader;
  readonly checkPassword: CheckPassword;
  readonly refusals: Refusals;
  readonly log: Log;
  readonly secret: string;
  readonly allowedOrigins: readonly string[];
  readonly callerOf: (request: IncomingMessage) => Caller;
};

type Fields = Readonly<Record<string, unknown>>;

/** One request on its way through: what was asked, and by whom as far as it is known. */
type Asked = { readonly request: IncomingMessage; readonly caller: Caller };

/**
 * `/api/auth/*`: next-auth's endpoints that Atelier uses, and none of the others (its pages, its list of
 * providers, a session endpoint that would renew the cookie).
 */
export function createAuthHandler(deps: AuthHandlerDeps): HttpHandler {
  const endpoints: Readonly<Record<string, { method: 'GET' | 'POST'; answer(asked: Asked): Promise<Answer> }>> = {
    '/csrf': { method: 'GET', answer: (asked) => csrf(deps, asked) },
    '/callback/credentials': { method: 'POST', answer: (asked) => signIn(deps, asked) },
    '/signout': { method: 'POST', answer: (asked) => signOut(deps, asked) },
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

type Answer = { readonly body: object; readonly setCookie: readonly string[]; readonly seeOther?: string };

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

/** What a page of ours sent. @throws AtelierError origin_refused, invalid_input (recorded) */
async function acceptedFields(deps: AuthHandlerDeps, { request, caller, action }: Asked & { action: string }): Promise<Fields> {
  if (!originAllowed(request, deps.allowedOrigins)) throw await refused(deps, { caller, action, code: 'origin_refused' });
  try {
    return await readFields(request);
  } catch (error) {
    if (error instanceof AtelierError) await refused(deps, { caller, action, code: error.code });
    throw error;
  }
}

/** Records a refusal. @returns what to throw */
async function refused(deps: AuthHandlerDeps, about: { caller: Caller; action: string; code: ErrorCode }): Promise<AtelierError> {
  await deps.refusals.record({ action: about.action, target: '', caller: about.caller, reason: about.code });
  return new AtelierError(about.code);
}

function callOf({ request }: Asked, method: 'GET' | 'POST', action: readonly string[]): NextAuthCall {
  const cookies: Record<string, string> = {};
  for (const name of [SESSION_COOKIE, CSRF_COOKIE]) {
    const value = readCookie(request.headers.cookie, name);
    if (value !== null) cookies[name] = decoded(value);
  }
  return { method, action, body: {}, cookies };
}

function csrfIn(fields: Fields): string {
  const token = fields['csrfToken'];
  return typeof token === 'string' ? token : '';
}

function pathIn(value: unknown, otherwise: string): string {
  const path = ReturnPath.safeParse(value);
  return path.success ? path.data : otherwise;
}

/** next-auth says where to go on; anywhere but where we told it is one of its error pages. */
function wentTo({ body }: NextAuthAnswer, goTo: string): boolean {
  return typeof body === 'object' && body !== null && 'url' in body && body.url === goTo;
}

/** A page's script gets JSON; a plain form is sent on. */
function done({ setCookie }: NextAuthAnswer, about: { goTo: string; request: IncomingMessage; fields: Fields }): Answer {
  const { headers } = about.request;
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  const isScript = about.fields['json'] === 'true' || headers.accept?.includes('application/json') === true;
  return { body: { url: about.goTo }, setCookie, ...(isForm && !isScript ? { seeOther: about.goTo } : {}) };
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    // Not something next-auth ever set: it will not verify.
    return '';
  }
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
