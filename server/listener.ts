import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

import { KIB, MINUTE_MS, SECOND_MS } from '../shared/units.ts';
import { refuseUpgrade, sendJson } from './gateway/answers.ts';
import { answerClientError } from './gateway/client-error.ts';
import type { Gateway } from './gateway/create-gateway.ts';
import { sendPlainPage } from './gateway/plain-page.ts';

/** The port cannot be had. The message is for the console. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken';

  constructor(address: { host: string; port: number }, code: string) {
    const reason = code === 'EACCES' ? 'needs more rights than this process has' : code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be listened on (${code})`;
    super(`Port ${address.port} on ${address.host} ${reason}. Set ATELIER_PORT to a free one (0 chooses any).`);
  }
}

export type Listener = {
  readonly port: number;
  readonly openSockets: number;
  /** From now on requests go to the gateway; until then they are told that the server is starting. */
  serve(gateway: Gateway): void;
  /** Listens no more and ends every connection. */
  close(): void;
};

/** Heads have to come quickly, bodies may be uploads. Checked every second, so that slow heads cannot pile up. */
const LIMITS = {
  headersTimeout: 10 * SECOND_MS,
  requestTimeout: 10 * MINUTE_MS,
  keepAliveTimeout: MINUTE_MS,
  connectionsCheckingInterval: SECOND_MS,
  maxHeaderSize: 16 * KIB,
};

/**
 * Takes the port before anything else is done: whoever cannot have it learns so at once.
 * @throws PortTaken
 */
export async function openListener(address: { host: string; port: number }): Promise<Listener> {
  const server = createServer(LIMITS);
  const sockets = new Set<Socket>();
  let gateway: Gateway | null = null;
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('clientError', answerClientError);
  server.on('request', (request, response) => void (gateway === null ? Promise.resolve(starting(request, response)) : gateway.handle(request, response)));
  server.on('upgrade', (request, socket, head) => {
    if (gateway !== null) {
      void gateway.upgrade(request, socket, head);
      return;
    }
    socket.on('error', () => socket.destroy());
    refuseUpgrade(socket, 'unavailable');
  });
  await listen(server, address);
  return {
    port: (server.address() as AddressInfo).port,
    get openSockets() {
      return sockets.size;
    },
    serve: (ready) => {
      gateway = ready;
    },
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function listen(server: Server, address: { host: string; port: number }): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', (error: NodeJS.ErrnoException) => reject(new PortTaken(address, error.code ?? 'unknown')));
  server.listen(address.port, address.host, resolve);
  return promise;
}

function starting(request: IncomingMessage, response: ServerResponse): void {
  response.on('error', () => response.destroy());
  if (request.headers.accept?.includes('text/html') === true) sendPlainPage(request, response, { status: 503, text: 'starting', refreshSeconds: 2 });
  else sendJson(response, 503, { status: 'starting' });
}
