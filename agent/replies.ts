import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

import { AtelierError, ERRORS } from '../shared/errors.ts';

/** What an error is to the other side: itself when it is one of ours, `internal` otherwise. */
export function asAtelierError(error: unknown): AtelierError {
  return error instanceof AtelierError ? error : new AtelierError('internal', {}, { cause: error });
}

function bodyOf(error: AtelierError): string {
  return JSON.stringify({ code: error.code, details: error.details });
}

/**
 * Answers an HTTP request with an error, `{"code", "details"}`. The connection ends with it, since what the
 * request still sends is not read to its end. Does nothing but close when an answer has begun already.
 */
export function replyError(response: ServerResponse, error: AtelierError): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = bodyOf(error);
  response.writeHead(ERRORS[error.code].status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  });
  response.end(body);
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
