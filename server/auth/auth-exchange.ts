import type { IncomingMessage } from 'node:http';

import { ReturnPath } from '#shared/credentials.ts';
import { AtelierError, type ErrorCode } from '#shared/errors.ts';

import type { Caller } from '../api.ts';
import type { Log } from '../log.ts';
import { CALLBACK_COOKIE, CSRF_COOKIE, NEXT_AUTH_COOKIES, readCookie, SESSION_COOKIE } from './cookies.ts';
import type { SessionReader } from './create-authenticator.ts';
import { originAllowed } from './origin.ts';
import { readFields } from './read-body.ts';
import type { Refusals } from './refusals.ts';
import type { NextAuthAnswer, NextAuthCall } from './run-next-auth.ts';
import type { Sessions } from './sessions.ts';

/** Where a sign-in leads when the page did not say. */
export const AFTER_SIGN_IN = '/workspaces';

/** What every endpoint below `/api/auth` needs. */
export type AuthDeps = {
  readonly sessions: Sessions;
  readonly reader: SessionReader;
  readonly refusals: Refusals;
  readonly log: Log;
  readonly secret: string;
  readonly allowedOrigins: readonly string[];
  readonly callerOf: (request: IncomingMessage) => Caller;
};

export type ExchangeDeps = Pick<AuthDeps, 'refusals' | 'allowedOrigins'>;
export type Endpoints = Readonly<Record<string, { method: 'GET' | 'POST'; answer(asked: Asked): Promise<Answer> }>>;
export type Fields = Readonly<Record<string, unknown>>;

/** One request on its way through: what was asked, and by whom as far as it is known. */
export type Asked = { readonly request: IncomingMessage; readonly caller: Caller };
export type Answer = { readonly body: object; readonly setCookie: readonly string[]; readonly seeOther?: string };

/** What a page of ours sent. @throws AtelierError origin_refused, invalid_input (recorded) */
export async function acceptedFields(deps: ExchangeDeps, { request, caller, action }: Asked & { action: string }): Promise<Fields> {
  if (!originAllowed(request, deps.allowedOrigins)) throw await refused(deps, { caller, action, code: 'origin_refused' });
  try {
    return await readFields(request);
  } catch (error) {
    if (error instanceof AtelierError) await refused(deps, { caller, action, code: error.code });
    throw error;
  }
}

/** Records a refusal. @returns what to throw */
export async function refused(deps: ExchangeDeps, about: { caller: Caller; action: string; code: ErrorCode }): Promise<AtelierError> {
  await deps.refusals.record({ action: about.action, target: '', caller: about.caller, reason: about.code });
  return new AtelierError(about.code);
}

const SEEN_BY_NEXT_AUTH = [SESSION_COOKIE, CSRF_COOKIE, NEXT_AUTH_COOKIES.state.name, NEXT_AUTH_COOKIES.nonce.name, NEXT_AUTH_COOKIES.pkceCodeVerifier.name];

export function callOf({ request }: Asked, method: 'GET' | 'POST', action: readonly string[]): NextAuthCall {
  const cookies: Record<string, string> = {};
  for (const name of SEEN_BY_NEXT_AUTH) {
    const value = readCookie(request.headers.cookie, name);
    if (value !== null) cookies[name] = decoded(value);
  }
  return { method, action, body: {}, cookies };
}

export function csrfIn(fields: Fields): string {
  const token = fields['csrfToken'];
  return typeof token === 'string' ? token : '';
}

export function pathIn(value: unknown, otherwise: string): string {
  const path = ReturnPath.safeParse(value);
  return path.success ? path.data : otherwise;
}

/** The path that a sign-in which left for a provider was to lead to. */
export function rememberedPath({ request }: Asked, otherwise: string): string {
  return pathIn(decoded(readCookie(request.headers.cookie, CALLBACK_COOKIE) ?? ''), otherwise);
}

/** next-auth says where to go on; anywhere but where we told it is one of its error pages. */
export function wentTo({ body }: NextAuthAnswer, goTo: string): boolean {
  return urlIn(body) === goTo;
}

export function urlIn(body: unknown): string | null {
  return typeof body === 'object' && body !== null && 'url' in body && typeof body.url === 'string' ? body.url : null;
}

/** A page's script gets JSON; a plain form is sent on. */
export function done({ setCookie }: NextAuthAnswer, about: { goTo: string; request: IncomingMessage; fields: Fields }): Answer {
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
