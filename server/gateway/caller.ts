import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

import type { Caller } from '../api.ts';
import { describeClient } from '../auth/client-name.ts';

export type CallerOf = (request: IncomingMessage) => Caller;

/**
 * Where a request comes from: the socket's other end, or with `trustProxy` the last X-Forwarded-For, which is the
 * one our own proxy wrote. The same request always has the same id.
 */
export function createCallerOf({ trustProxy }: { trustProxy: boolean }): CallerOf {
  const known = new WeakMap<IncomingMessage, Caller>();
  return (request) => {
    const present = known.get(request);
    if (present !== undefined) return present;
    const forwarded = trustProxy ? lastOf(request.headers['x-forwarded-for']) : undefined;
    const address = forwarded ?? request.socket.remoteAddress ?? '';
    const caller = { address: address.replace(/^::ffff:/, ''), client: describeClient(request.headers['user-agent']), requestId: randomUUID() };
    known.set(request, caller);
    return caller;
  };
}

function lastOf(header: string | string[] | undefined): string | undefined {
  const text = Array.isArray(header) ? header.join(',') : header;
  const last = text?.split(',').at(-1)?.trim();
  return last === undefined || last === '' ? undefined : last.slice(0, 64);
}
