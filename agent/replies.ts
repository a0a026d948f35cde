import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

import { AtelierError, ERRORS } from '../shared/errors.ts';
import { MIB } from '../shared/units.ts';

/** What an error is to the other side: itself when it is one of ours, `internal` otherwise. */
export function asAtelierError(error: unknown): AtelierError {
  return error instanceof AtelierError ? error : new AtelierError('internal', {}, { cause: error });
}

function bodyOf(error: AtelierError): string {
  return JSON.stringify({ code: error.code, details: error.details });
}

/** What a refused request may still send before it is answered and cut. */
const MAX_DRAINED_BYTES = 128 * MIB;
/** A client that sends nothing for this long waits for the answer. */
const QUIET_MS = 500;

/**
 * Answers an HTTP request with an error, `{"code", "details"}`, once all it sends was read and thrown away: a
 * client that is cut while it sends never sees the answer. When an answer has begun already, the connection is
 * closed.
 */
export async function replyError(response: ServerResponse, error: AtelierError): Promise<void> {
  const drained = await drain(response.req);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = bodyOf(error);
  response.writeHead(ERRORS[error.code].status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    ...(drained ? {} : { connection: 'close' }),
  });
  response.end(body);
}

/** @returns false when the rest is not read: there is too much of it, or it does not come */
async function drain(request: IncomingMessage): Promise<boolean> {
  if (request.complete || request.destroyed) return true;
  if (Number(request.headers['content-length'] ?? 0) > MAX_DRAINED_BYTES) return false;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const quiet = setTimeout(() => resolve(false), QUIET_MS);
  let drainedBytes = 0;
  request.on('data', (chunk: Buffer) => {
    quiet.refresh();
    drainedBytes += chunk.length;
    if (drainedBytes > MAX_DRAINED_BYTES) resolve(false);
  });
  request.once('end', () => resolve(true));
  request.once('close', () => resolve(true));
  try {
    return await promise;
  } finally {
    clearTimeout(quiet);
  }
}

export function replyJson(response: ServerResponse, value: unknown): void {
  const body = JSON.stringify(value);
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body), 'cache-control': 'no-store' });
  response.end(body);
}

/** Answers an upgrade or CONNECT, before anything was accepted, and closes the socket. */
export function refuseUpgrade(socket: Duplex, error: AtelierError): void {
  const { status } = ERRORS[error.code];
  const body = bodyOf(error);
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}\r\ncontent-type: application/json; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
