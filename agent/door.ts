import { connect, createServer, type Server, type Socket } from 'node:net';
import { pipeline } from 'node:stream';

import { MAX_DOOR_CONNECTIONS } from '../shared/agent-protocol.ts';
import { SECOND_MS } from '../shared/units.ts';
import type { AgentKernel } from './feature.ts';

/** How soon an address that was taken is tried again: a former agent's goes with it, a member's program may stay. */
const LISTEN_AGAIN_MS = 5 * SECOND_MS;

export type DoorDeps = {
  /** The server's socket (SERVER_SOCKET). */
  readonly socketPath: string;
  readonly address: { readonly host: string; readonly port: number };
  readonly log: AgentKernel['log'];
  readonly maxConnections?: number;
};

/**
 * The workspace's end of the way to the server: every connection to the address becomes one to the server's socket,
 * bytes both ways as they come, each side read only as fast as the other takes them. What they say is the server's
 * affair. `close` ends it.
 */
export class Door {
  readonly #deps: DoorDeps;
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  #timer: NodeJS.Timeout | undefined;
  #complained = false;
  #closed = false;

  constructor(deps: DoorDeps) {
    this.#deps = deps;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#pass(socket));
    this.#server.maxConnections = deps.maxConnections ?? MAX_DOOR_CONNECTIONS;
    this.#server.on('listening', () => {
      if (this.#complained) deps.log.info(deps.address, 'door: listens now');
      this.#complained = false;
    });
    this.#server.on('error', (error: NodeJS.ErrnoException) => this.#later(error));
  }

  /** Said once in the log when the address cannot be had; the rest of the agent does not need it. */
  start(): void {
    this.#server.listen({ ...this.#deps.address, exclusive: true });
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    if (this.#server.listening) this.#server.close();
    for (const socket of this.#open) socket.destroy();
  }

  #later(error: NodeJS.ErrnoException): void {
    if (this.#closed) return;
    if (!this.#complained) this.#deps.log.warn({ ...this.#deps.address, code: error.code }, 'door: cannot listen, neighbours and git have no way out');
    this.#complained = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.start(), LISTEN_AGAIN_MS).unref();
  }

  #pass(socket: Socket): void {
    const server = connect({ path: this.#deps.socketPath, allowHalfOpen: true });
    for (const [side, other] of [[socket, server], [server, socket]] as const) {
      this.#open.add(side);
      side.on('close', () => this.#open.delete(side));
      // A half that ends ends its direction only; an error on either closes both, and that is its report.
      pipeline(side, other, (error) => {
        if (error === undefined || error === null) return;
        // Broken here is broken there: a mere end would pass for a whole answer.
        socket.resetAndDestroy();
        server.destroy();
      });
    }
  }
}
