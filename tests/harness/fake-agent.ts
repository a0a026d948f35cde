import { createServer, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';

import { AGENT_SOCKET } from '#shared/agent-protocol.ts';

/**
 * The dialling half of the channel for tests of the server: keeps `idle` connections and serves each as HTTP
 * with the handlers given. It does what the real agent does on the wire, and can be made to misbehave.
 */
export class FakeAgent {
  readonly http: Server = createServer();
  readonly #sockets = new Set<Socket>();
  readonly #idle = new Set<object>();
  readonly #options: { folder: string; secret: string; version?: string; idle?: number };
  #closed = false;

  constructor(options: { folder: string; secret: string; version?: string; idle?: number }) {
    this.#options = options;
    for (const event of ['request', 'upgrade', 'connect'] as const) {
      this.http.on(event, (request: { socket: object }) => {
        if (this.#idle.delete(request.socket)) this.#fill();
      });
    }
    this.http.keepAliveTimeout = 0;
    this.#fill();
  }

  get connections(): number {
    return this.#sockets.size;
  }

  /** As a killed process would: every connection gone, nothing dialled again. */
  close(): void {
    this.#closed = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  #fill(): void {
    while (!this.#closed && this.#idle.size < (this.#options.idle ?? 4)) this.#dial();
  }

  #dial(): void {
    const socket = connect(join(this.#options.folder, AGENT_SOCKET));
    this.#sockets.add(socket);
    this.#idle.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#sockets.delete(socket);
      if (this.#idle.delete(socket)) setTimeout(() => this.#fill(), 20).unref();
    });
    socket.once('connect', () => {
      socket.write(`${JSON.stringify({ secret: this.#options.secret, version: this.#options.version ?? 'test' })}\n`);
      this.http.emit('connection', socket);
    });
  }
}
