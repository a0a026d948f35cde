import { timingSafeEqual } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';

import { AGENT_SOCKET, AgentHello, MAX_HELLO_BYTES } from '../../shared/agent-protocol.ts';
import { AtelierError } from '../../shared/errors.ts';
import { listenInFolder } from './socket-path.ts';

export const HELLO_TIMEOUT_MS = 5000;
export const CONNECT_TIMEOUT_MS = 5000;
/** 50 terminals, procedures, language servers, and every request of a few busy previews. */
export const MAX_CONNECTIONS = 512;
/** Dialled and not yet introduced. */
export const MAX_STRANGERS = 32;

type Waiter = { resolve(socket: Socket): void; reject(error: AtelierError): void; timer: NodeJS.Timeout };

export type ChannelEvents = {
  onConnected(connected: boolean): void;
  onRefused(reason: string): void;
};

/**
 * The server's end for one workspace: listens, checks who dials, keeps the idle connections. Everything that
 * arrives is untrusted: the other end has the uid of the member's own programs.
 */
export class AgentChannel {
  readonly #secret: Buffer;
  readonly #events: ChannelEvents;
  readonly #strangers = new Set<Socket>();
  readonly #idle: Socket[] = [];
  readonly #live = new Set<Socket>();
  readonly #waiting: Waiter[] = [];
  #server: Server | null = null;
  #path = '';
  #version: string | null = null;
  #closed = false;

  constructor(secret: string, events: ChannelEvents) {
    this.#secret = Buffer.from(secret);
    this.#events = events;
  }

  get connected(): boolean {
    return this.#live.size > 0;
  }

  /** As said in the newest hello; null while nobody is connected. */
  get version(): string | null {
    return this.connected ? this.#version : null;
  }

  /** Makes the folder (0755) when missing and the socket (0666) in it, in place of a stale one. */
  async listen(folder: string): Promise<void> {
    this.#path = join(folder, AGENT_SOCKET);
    const server = createServer({ pauseOnConnect: true }, (socket) => this.#greet(socket));
    this.#server = server;
    // Whoever may connect: the secret decides.
    await listenInFolder(server, this.#path, (error) => this.#events.onRefused(error.message));
  }

  /**
   * Hands an idle connection over; the caller owns it from then on (`error` included).
   * @throws AtelierError not_running: no agent is connected; timeout: all its connections are taken
   */
  take(): Promise<Socket> {
    for (let socket = this.#idle.shift(); socket !== undefined; socket = this.#idle.shift()) {
      if (usable(socket)) return Promise.resolve(handOver(socket));
    }
    if (!this.connected) return Promise.reject(new AtelierError('not_running'));
    const { promise, resolve, reject } = Promise.withResolvers<Socket>();
    const waiter: Waiter = { resolve, reject, timer: setTimeout(() => this.#giveUp(waiter), CONNECT_TIMEOUT_MS) };
    this.#waiting.push(waiter);
    return promise;
  }

  /** Ends every connection, those handed over included, and removes the socket. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const socket of [...this.#strangers, ...this.#live]) socket.destroy();
    this.#sendAway();
    this.#server?.close();
    await rm(this.#path, { force: true });
  }

  #greet(socket: Socket): void {
    socket.on('error', () => socket.destroy());
    if (this.#closed || this.#strangers.size >= MAX_STRANGERS || this.#live.size >= MAX_CONNECTIONS) {
      this.#refuse(socket, 'too many connections');
      return;
    }
    this.#strangers.add(socket);
    const timer = setTimeout(() => this.#refuse(socket, 'no hello in time'), HELLO_TIMEOUT_MS);
    let received = Buffer.alloc(0);
    const onData = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk]);
      const end = received.indexOf(0x0a);
      if (end === -1 && received.length <= MAX_HELLO_BYTES) return;
      socket.off('data', onData);
      clearTimeout(timer);
      const hello = end === received.length - 1 && end <= MAX_HELLO_BYTES ? readHello(received.subarray(0, end)) : null;
      if (hello === null || !this.#knows(hello.secret)) this.#refuse(socket, hello === null ? 'hello not understood' : 'wrong secret');
      else this.#admit(socket, hello.version);
    };
    socket.on('close', () => {
      clearTimeout(timer);
      this.#strangers.delete(socket);
      this.#lose(socket);
    });
    socket.on('data', onData);
    socket.resume();
  }

  #admit(socket: Socket, version: string): void {
    this.#strangers.delete(socket);
    const first = !this.connected;
    this.#live.add(socket);
    this.#version = version;
    if (first) this.#events.onConnected(true);
    const waiter = this.#waiting.shift();
    if (waiter !== undefined) {
      clearTimeout(waiter.timer);
      waiter.resolve(handOver(socket));
      return;
    }
    // An idle agent says nothing; reading on is how its end is noticed.
    socket.on('data', hangUp);
    socket.on('end', hangUp);
    this.#idle.push(socket);
  }

  #lose(socket: Socket): void {
    const index = this.#idle.indexOf(socket);
    if (index !== -1) this.#idle.splice(index, 1);
    if (!this.#live.delete(socket) || this.connected) return;
    this.#events.onConnected(false);
    this.#sendAway();
  }

  #sendAway(): void {
    for (const waiter of this.#waiting.splice(0)) {
      clearTimeout(waiter.timer);
      waiter.reject(new AtelierError('not_running'));
    }
  }

  #giveUp(waiter: Waiter): void {
    this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
    waiter.reject(new AtelierError('timeout'));
  }

  #refuse(socket: Socket, reason: string): void {
    this.#events.onRefused(reason);
    socket.destroy();
  }

  #knows(secret: string): boolean {
    const said = Buffer.from(secret);
    return said.length === this.#secret.length && timingSafeEqual(said, this.#secret);
  }
}

function readHello(line: Buffer): AgentHello | null {
  try {
    return AgentHello.parse(JSON.parse(line.toString('utf8')));
  } catch {
    return null;
  }
}

function usable(socket: Socket): boolean {
  return !socket.destroyed && socket.readable && socket.writable;
}

/**
 * Nobody listens to its bytes any more; only our bookkeeping on `close` and `error` stays. It is left flowing,
 * as node:http expects of a socket: what an agent says before it is asked is nobody's answer.
 */
function handOver(socket: Socket): Socket {
  socket.off('data', hangUp);
  socket.off('end', hangUp);
  return socket;
}

function hangUp(this: Socket): void {
  this.destroy();
}
