import type { IncomingMessage, ServerResponse } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

import { AtelierError, ERRORS, type ErrorCode } from '../../shared/errors.ts';

const REFUSED_SOCKET_LINGER_MS = 1000;

/** `contract`: as procedures answer. `plain`: `{ code, details }`, as the agent and sign-in answer. */
export type ErrorShape = 'contract' | 'plain';

export function sendError(response: ServerResponse, error: AtelierError, shape: ErrorShape = 'plain'): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  sendJson(response, ERRORS[error.code].status, errorBody(error, shape));
}

export function sendJson(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), 'cache-control': 'no-store' });
  response.end(text);
}

/** Answers an upgrade with a plain HTTP error and ends the connection. */
export function refuseUpgrade(socket: Duplex, code: ErrorCode): void {
  const { status } = ERRORS[code];
  const body = JSON.stringify(errorBody(new AtelierError(code), 'plain'));
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, 'content-type: application/json', `content-length: ${Buffer.byteLength(body)}`, 'connection: close'];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  setTimeout(() => socket.destroy(), REFUSED_SOCKET_LINGER_MS).unref();
}

/** What was thrown, as ours; anything else is `internal`. */
export function asAtelierError(error: unknown): AtelierError {
  return error instanceof AtelierError ? error : new AtelierError('internal', {}, { cause: error });
}

/** Whether a person's browser asks for a page, rather than a script for data. */
export function isNavigation(request: IncomingMessage): boolean {
  const { accept, rsc, 'sec-fetch-mode': mode } = request.headers;
  return (request.method === 'GET' || request.method === 'HEAD') && rsc === undefined && (mode ?? 'navigate') === 'navigate' && accept?.includes('text/html') === true;
}

function errorBody({ code, details }: AtelierError, shape: ErrorShape): object {
  if (shape === 'plain') return { code, details };
  return { defined: true, code, status: ERRORS[code].status, message: code, data: details };
}
