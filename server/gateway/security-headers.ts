import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';

const ALWAYS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
};

const YEAR_SECONDS = 31_536_000;
export const NO_CONTENT_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** For assets: a worker lives under the policy of its own script, and loads the rest of itself from here. */
export const ASSET_POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; worker-src 'self'; frame-ancestors 'none'";

/** What every answer of the IDE's own host carries; a page's own policy replaces the last one. */
export function setSecurityHeaders(response: ServerResponse, about: { https: boolean }): void {
  for (const [name, value] of Object.entries(ALWAYS)) response.setHeader(name, value);
  if (about.https) response.setHeader('strict-transport-security', `max-age=${YEAR_SECONDS}`);
  response.setHeader('content-security-policy', NO_CONTENT_POLICY);
}

/**
 * The policy of a page. Next reads the nonce out of the request's own `content-security-policy` header and puts
 * it on its scripts. WebAssembly: the expressions of grammars (it makes no script of a text). Styles: Monaco, xterm.js and the layout write style attributes. Workers: Monaco's.
 */
export function pagePolicy(about: { ideOrigin: string; dev: boolean }): string {
  const nonce = randomBytes(16).toString('base64');
  const socketOrigin = about.ideOrigin.replace(/^http/, 'ws');
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'wasm-unsafe-eval'${about.dev ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "worker-src 'self' blob:",
    `connect-src 'self' ${socketOrigin}`,
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
