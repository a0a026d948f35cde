import { createRequire } from 'node:module';
import type { NextAuthOptions } from 'next-auth';

export type NextAuthCall = {
  readonly method: 'GET' | 'POST';
  /** The path below `/api/auth/`, e.g. `['callback', 'credentials']`. */
  readonly action: readonly string[];
  readonly body: Readonly<Record<string, string>>;
  /** What a provider added to the address it came back to. */
  readonly query?: Readonly<Record<string, string>>;
  /** By name, decoded; only those that next-auth is to see. */
  readonly cookies: Readonly<Record<string, string>>;
};

export type NextAuthAnswer = {
  readonly status: number;
  /** Whole `Set-Cookie` lines. */
  readonly setCookie: readonly string[];
  readonly body: unknown;
};

/** The part of Next's response that next-auth uses. */
type ResponseLike = {
  status(code: number): ResponseLike;
  getHeader(name: string): unknown;
  setHeader(name: string, value: unknown): ResponseLike;
  json(body: unknown): void;
  send(body: unknown): void;
  end(): void;
};

type RequestLike = {
  readonly method: string;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, string>>;
};

type NextAuth = (request: RequestLike, response: ResponseLike, options: NextAuthOptions) => Promise<unknown>;

/** CommonJS whose default export ES modules see one level down, whatever its types say; loaded when first needed. */
const load = (): { default: NextAuth } => createRequire(import.meta.url)('next-auth/next') as { default: NextAuth };

/**
 * Runs next-auth on values instead of on a request: it sees no header, no query and no cookie but those given,
 * and what it wants to answer is returned. Redirects come as a body `{ url }`. `publicUrl` is where a provider
 * sends people back to.
 */
export async function runNextAuth(call: NextAuthCall, options: NextAuthOptions, publicUrl?: string): Promise<NextAuthAnswer> {
  let status = 200;
  let body: unknown = null;
  const headers = new Map<string, unknown>();
  const response: ResponseLike = {
    status(code) {
      status = code;
      return response;
    },
    getHeader: (name) => headers.get(name.toLowerCase()),
    setHeader(name, value) {
      headers.set(name.toLowerCase(), value);
      return response;
    },
    json: (value) => void (body = value),
    send: (value) => void (body = value),
    end: () => {},
  };
  // The only way it takes it; read before the call below first waits, so that two servers in one process do not meet.
  if (publicUrl !== undefined) process.env['NEXTAUTH_URL'] = publicUrl;
  await load().default(
    { method: call.method, query: { ...call.query, nextauth: call.action }, headers: {}, cookies: call.cookies, body: { ...call.body, json: 'true' } },
    response,
    options,
  );
  const lines = headers.get('set-cookie');
  return { status, setCookie: Array.isArray(lines) ? lines.filter((line) => typeof line === 'string') : [], body };
}
