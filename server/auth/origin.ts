import type { IncomingMessage } from 'node:http';

/**
 * Whether a request that changes something (or an upgrade) comes from a page of ours: its Origin is exactly one
 * of the allowed ones (scheme, host and port, as `new URL(…).origin` writes them). Absent and `null` are refused.
 */
export function originAllowed(request: IncomingMessage, allowedOrigins: readonly string[]): boolean {
  const { origin } = request.headers;
  return origin !== undefined && origin !== 'null' && allowedOrigins.includes(origin);
}
