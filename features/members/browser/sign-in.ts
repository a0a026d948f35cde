import { z } from 'zod';

import { ReturnPath } from '../../../shared/credentials.ts';
import { AtelierError, isErrorCode } from '../../../shared/errors.ts';

const AFTER_SIGN_IN = '/workspaces';

const CsrfAnswer = z.object({ csrfToken: z.string() });
const GoneTo = z.object({ url: z.string() });
const Refusal = z.object({ code: z.string(), details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}) });

type Send = (path: string, init: RequestInit) => Promise<Response>;

/** Where to go after signing in: the path that was asked for if it is one of this origin (abuse case A12), else the workspaces. */
export function pathAfterSignIn(asked: string | null | undefined): string {
  const path = ReturnPath.safeParse(asked);
  return path.success ? path.data : AFTER_SIGN_IN;
}

export type Asked = {
  readonly email: string;
  readonly password: string;
  /** The second step, for whoever has one. */
  readonly code?: string;
  readonly next: string | null;
};

/**
 * Signs in; the browser then holds the session's cookie, if it keeps cookies for this address.
 * @returns the path to go on to
 * @throws AtelierError wrong_credentials, with `field: 'code'` when only the code was wrong; code_required: the password
 *   was right; forbidden with `because`; too_many_requests with `retryAfterSeconds`; invalid_input; internal when nothing answers
 */
export async function signIn({ email, password, code, next }: Asked, send: Send = fetch): Promise<string> {
  const fields = { email, password, callbackUrl: pathAfterSignIn(next), ...(code === undefined ? {} : { code }) };
  const { url } = await post({ path: '/api/auth/callback/credentials', fields }, send);
  return pathAfterSignIn(url);
}

/** The second step of whoever came back from the provider. @returns the path to go on to @throws AtelierError as `signIn`; not_signed_in: too long ago */
export async function signInWithCode(code: string, send: Send = fetch): Promise<string> {
  const { url } = await post({ path: '/api/auth/callback/code', fields: { code } }, send);
  return pathAfterSignIn(url);
}

/** @returns the address of the configured provider's page @throws AtelierError upstream_failed: it does not answer */
export async function providersPage(next: string | null, send: Send = fetch): Promise<string> {
  const { url } = await post({ path: '/api/auth/signin/oidc', fields: { callbackUrl: pathAfterSignIn(next) } }, send);
  if (!/^https?:\/\//.test(url)) throw new AtelierError('internal');
  return url;
}

/** Ends this session. @returns the path to go on to @throws AtelierError */
export async function signOut(send: Send = fetch): Promise<string> {
  const { url } = await post({ path: '/api/auth/signout', fields: {} }, send);
  return pathAfterSignIn(url);
}

async function post({ path, fields }: { path: string; fields: Record<string, string> }, send: Send): Promise<z.infer<typeof GoneTo>> {
  const { csrfToken } = await call({ path: '/api/auth/csrf', init: {}, answer: CsrfAnswer }, send);
  const body = JSON.stringify({ ...fields, csrfToken, json: 'true' });
  return call({ path, init: { method: 'POST', body, headers: { 'content-type': 'application/json' } }, answer: GoneTo }, send);
}

async function call<Answer>({ path, init, answer }: { path: string; init: RequestInit; answer: z.ZodType<Answer> }, send: Send): Promise<Answer> {
  let body: unknown;
  try {
    const response = await send(path, { ...init, credentials: 'same-origin', cache: 'no-store' });
    body = await response.json();
  } catch (cause) {
    throw new AtelierError('internal', {}, { cause });
  }
  const refusal = Refusal.safeParse(body);
  if (refusal.success && isErrorCode(refusal.data.code)) throw new AtelierError(refusal.data.code, refusal.data.details);
  const parsed = answer.safeParse(body);
  if (!parsed.success) throw new AtelierError('internal', {}, { cause: parsed.error });
  return parsed.data;
}
