import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';

import { MAX_DOOR_CONNECTIONS, SERVER_SOCKET } from '../../shared/agent-protocol.ts';
import { KIB, MINUTE_MS, SECOND_MS } from '../../shared/units.ts';
import { listenInFolder } from '../agents/socket-path.ts';
import { answerClientError } from '../gateway/client-error.ts';

export type DoorLimits = { readonly headersTimeout: number; readonly connectionsCheckingInterval: number; readonly maxConnections: number; readonly idleMs: number };

/** Heads have to come quickly; a body may be a push, an answer may take its time, silence on both sides may not last. */
export const DOOR_LIMITS: DoorLimits = {
  headersTimeout: 10 * SECOND_MS,
  connectionsCheckingInterval: 2 * SECOND_MS,
  maxConnections: MAX_DOOR_CONNECTIONS,
  idleMs: 10 * MINUTE_MS,
};

export type DoorHandlers = {
  /** Neither throws; `error` of the socket is handled. */
  request(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, client: { socket: Duplex; head: Buffer }): void;
  onError(error: Error): void;
};

/**
 * The server's end for one workspace: HTTP/1.1 on a Unix socket in the folder that is mounted into that container
 * alone. Whatever comes is that workspace's; nothing it says about itself is believed.
 */
export class DoorSocket {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #path: string;
  readonly #onError: (error: Error) => void;

  constructor(folder: string, { handlers, limits }: { handlers: DoorHandlers; limits: DoorLimits }) {
    this.#path = join(folder, SERVER_SOCKET);
    this.#onError = (error) => handlers.onError(error);
    const { headersTimeout, connectionsCheckingInterval } = limits;
    const server = createServer({
      headersTimeout,
      connectionsCheckingInterval,
      requestTimeout: 0,
      keepAliveTimeout: 15 * SECOND_MS,
      maxHeaderSize: 16 * KIB,
      // Another protocol is offered by many a client and refused by going on as before.
      shouldUpgradeCallback: (request) => request.headers.upgrade?.toLowerCase() === 'websocket',
    });
    server.maxConnections = limits.maxConnections;
    server.setTimeout(limits.idleMs);
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => this.#sockets.delete(socket));
    });
    server.on('clientError', answerClientError);
    server.on('request', (request, response) => {
      response.on('error', () => response.destroy());
      handlers.request(request, response);
    });
    server.on('upgrade', (request, socket, head) => handlers.upgrade(request, { socket, head }));
    server.on('connect', (_request, socket) => {
      socket.on('error', () => socket.destroy());
      socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n', () => socket.destroy());
    });
    this.#server = server;
  }

  /** @throws what the file system or the kernel says */
  async listen(): Promise<void> {
    await listenInFolder(this.#server, this.#path, this.#onError);
  }

  /** Ends every connection and removes the socket. */
  async close(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await rm(this.#path, { force: true });
  }
}
