import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

import { ERRORS, type AtelierError } from '../../shared/errors.ts';

const LINGER_MS = 1000;
const UNAVAILABLE = 503;
const REALM = { 'www-authenticate': 'Basic realm="Atelier"' };

/** For programs and for whoever reads what `curl` printed: both languages, whatever was asked for. */
const TEXTS: Readonly<Record<number, string>> = {
  400: 'This is not a request that can be answered.\nCette requête n’est pas recevable.\n',
  401: 'The token of this workspace is missing or is another’s.\nLe jeton de cet espace de travail manque ou n’est pas le bon.\n',
  404: 'There is nothing at this address.\nIl n’y a rien à cette adresse.\n',
  429: 'Too many connections lead to this service.\nTrop de connexions mènent à ce service.\n',
  502: 'The service is shared, but nothing usable answers there right now.\nLe service est partagé, mais rien d’utilisable n’y répond pour l’instant.\n',
  503: 'Nobody runs this service right now.\nPersonne ne fait tourner ce service pour l’instant.\n',
  504: 'The service took too long to answer.\nLe service a mis trop de temps à répondre.\n',
};

/** Not shared, and shared by a workspace that does not run, are one answer: which of them is nobody's business. */
export function doorStatus({ code }: AtelierError): number {
  if (code === 'not_running') return UNAVAILABLE;
  const { status } = ERRORS[code];
  return status in TEXTS ? status : ERRORS.upstream_failed.status;
}

export function refuseRequest(response: ServerResponse, error: AtelierError): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const status = doorStatus(error);
  const text = TEXTS[status] ?? '';
  // What of the body has not been read would pass for a next request.
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'content-length': Buffer.byteLength(text), 'cache-control': 'no-store', ...(status === ERRORS.not_signed_in.status ? REALM : {}), ...(response.req.complete ? {} : { connection: 'close' }) });
  response.end(text);
}

export function refuseSocket(socket: Duplex, error: AtelierError): void {
  const status = doorStatus(error);
  const text = TEXTS[status] ?? '';
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n\r\n${text}`);
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}
