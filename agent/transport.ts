import { connect, type Socket } from 'node:net';

import { IDLE_AGENT_CONNECTIONS, type AgentHello } from '../shared/agent-protocol.ts';
import type { AgentKernel } from './feature.ts';

/** A server that comes back is found again within a second: the longest wait, jitter included, is below it. */
export const MAX_DIAL_DELAY_MS = 800;
const MIN_DIAL_DELAY_MS = 50;
/** A connection that ended this early was refused: dialling again at once would be a busy loop. */
const SETTLED_AFTER_MS = 2000;

export type TransportDeps = {
  readonly socketPath: string;
  readonly hello: AgentHello;
  /** Takes an HTTP/1.1 connection of the server; the transport keeps only its `close`. */
  readonly onConnection: (socket: Socket) => void;
  readonly log: AgentKernel['log'];
  readonly idleConnections?: number;
  /** 0 to 1. */
  readonly random?: () => number;
};

/**
 * The agent's end of the channel: dials the server's socket and keeps a few connections ready for the server
 * to use. `inUse(socket)` says that the server took one, and a replacement is dialled.
 */
export class Transport {
  readonly #deps: TransportDeps;
  readonly #target: number;
  readonly #open = new Set<Socket>();
  readonly #idle = new Set<Socket>();
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(deps: TransportDeps) {
    this.#deps = deps;
    this.#target = deps.idleConnections ?? IDLE_AGENT_CONNECTIONS;
  }

  start(): void {
    this.#fill();
  }

  inUse(socket: object): void {
    if (!this.#idle.delete(socket as Socket)) return;
    this.#failures = 0;
    this.#fill();
  }

  /** Ends every connection and dials no more. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const socket of this.#open) socket.destroy();
  }

  #fill(): void {
    if (this.#closed || this.#timer !== undefined) return;
    while (this.#idle.size < this.#target) this.#dial();
  }

  #dial(): void {
    const socket = connect(this.#deps.socketPath);
    const dialledAtMs = performance.now();
    let connected = false;
    this.#open.add(socket);
    this.#idle.add(socket);
    socket.on('error', (error) => {
      if (this.#failures === 0) this.#deps.log.warn({ code: (error as NodeJS.ErrnoException).code }, 'channel: connection lost');
    });
    socket.once('connect', () => {
      connected = true;
      socket.write(`${JSON.stringify(this.#deps.hello)}\n`);
      this.#deps.onConnection(socket);
    });
    socket.once('close', () => {
      this.#open.delete(socket);
      const wasIdle = this.#idle.delete(socket);
      const settled = connected && performance.now() - dialledAtMs > SETTLED_AFTER_MS;
      if (settled) this.#failures = 0;
      if (wasIdle) this.#later();
    });
  }

  /** One timer for all: whatever number of connections failed, the next attempt is one attempt. */
  #later(): void {
    if (this.#closed || this.#timer !== undefined) return;
    const ceiling = Math.min(MAX_DIAL_DELAY_MS, MIN_DIAL_DELAY_MS * 2 ** this.#failures);
    const delayMs = ceiling * (0.5 + 0.5 * (this.#deps.random ?? Math.random)());
    this.#failures = Math.min(this.#failures + 1, 10);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#fill();
    }, delayMs);
  }
}
