import { createORPCClient, ORPCError, type ClientLink, type ClientOptions } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { AnyContractRouter, ContractRouterClient } from '@orpc/contract';

import { AtelierError, ERRORS, isErrorCode, type ErrorCode } from '../../../shared/errors.ts';
import type { WorkspaceId } from '../../../shared/ids.ts';
import { fromWireError } from '../../../shared/procedures.ts';
import { Store, type Readable } from '../store.ts';
import { CONNECT_TIMEOUT_MS, NETWORK_PING_TIMEOUT_MS, PING_EVERY_MS, PING_TIMEOUT_MS, retryDelayMs, type ConnectionEnvironment, type ConnectionState } from './state.ts';

type NoContext = Record<never, never>;

export type WorkspaceConnectionOptions = {
  readonly workspaceId: WorkspaceId;
  /** Origin of the server, e.g. `https://ide.example.com`. */
  readonly origin: string;
  readonly environment: ConnectionEnvironment;
  /** Why a socket did not open: the server's code over HTTP, or null when it did not answer. */
  readonly probe: () => Promise<ErrorCode | null>;
  /** Path of a procedure without input that the agent answers at once, e.g. `['files', 'roots']`. */
  readonly ping: readonly string[];
};

/**
 * The page's connection to one workspace's agent: one WebSocket for procedures, which comes back by itself,
 * and the addresses of the others. Lives outside React; `close()` is its owner's to call.
 */
export class WorkspaceConnection {
  readonly workspaceId: WorkspaceId;
  private readonly options: WorkspaceConnectionOptions;
  private readonly current: Store<ConnectionState>;
  private socket: WebSocket | null = null;
  private link: RPCLink<NoContext> | null = null;
  private failures = 0;
  private stopTimer: () => void = () => undefined;
  private stopPing: () => void = () => undefined;
  private readonly stopListening: () => void;
  private readonly clientLink: ClientLink<NoContext>;

  constructor(options: WorkspaceConnectionOptions) {
    this.options = options;
    this.workspaceId = options.workspaceId;
    this.current = new Store<ConnectionState>({ phase: 'connecting', attempt: 0 });
    this.clientLink = { call: (path, input, about) => this.call({ path, input, about }) };
    const stopWake = options.environment.onWake(() => this.wake());
    const stopNetwork = options.environment.onNetwork((change) => this.networkChanged(change));
    this.stopListening = () => {
      stopWake();
      stopNetwork();
    };
    this.connect();
  }

  get state(): Readable<ConnectionState> {
    return this.current;
  }

  /**
   * The typed client of one feature's procedures. A call that is under way when the connection goes fails with
   * `unavailable`; whatever fails, fails with an AtelierError.
   */
  procedures<Contract extends AnyContractRouter>(feature: string, _contract: Contract): ContractRouterClient<Contract> {
    return createORPCClient(this.clientLink, { path: [feature] }) as ContractRouterClient<Contract>;
  }

  /** HTTP address of an endpoint of the agent, e.g. `files/content?path=…`. */
  httpUrl(path: string): string {
    return `${this.options.origin}/api/workspaces/${this.workspaceId}/agent/${path}`;
  }

  /** WebSocket address of an endpoint of the agent, e.g. `terminals/<id>?cols=80&rows=24`. */
  socketUrl(path: string): string {
    return this.httpUrl(path).replace(/^http/, 'ws');
  }

  /** A WebSocket of its own, for what must not wait behind procedures. Its owner closes it and reconnects it. */
  openSocket(path: string): WebSocket {
    return this.options.environment.openSocket(this.socketUrl(path));
  }

  /** Resolves once the connection is open. @throws AtelierError unavailable (closed for good), or the signal's reason */
  async whenOpen(signal?: AbortSignal): Promise<void> {
    if (this.current.get().phase === 'open') return;
    await new Promise<void>((resolve, reject) => {
      const settle = (): void => {
        const { phase } = this.current.get();
        if (signal?.aborted) reject(signal.reason);
        else if (phase === 'open') resolve();
        else if (phase === 'closed') reject(new AtelierError('unavailable'));
        else return;
        stop();
        signal?.removeEventListener('abort', settle);
      };
      const stop = this.current.subscribe(settle);
      signal?.addEventListener('abort', settle);
      settle();
    });
  }

  /**
   * A stream that survives the connection: when it breaks for the connection's sake, it is opened again once
   * there is one. `onRestart` runs before the items of a reopened stream: what was missed must be looked at again.
   * Ends when the stream ends by itself or `signal` aborts. @throws AtelierError of any other failure
   */
  async *resuming<T>(
    open: (signal: AbortSignal) => Promise<AsyncIterable<T>>,
    options: { readonly signal: AbortSignal; readonly onRestart?: () => void },
  ): AsyncGenerator<T, void, void> {
    const { signal } = options;
    for (let restart = false; !signal.aborted; restart = true) {
      try {
        await this.whenOpen(signal);
        const items = await open(signal);
        if (restart) options.onRestart?.();
        yield* items;
        return;
      } catch (error) {
        if (signal.aborted) return;
        const failure = fromWireError(error);
        if (failure.code !== 'unavailable' && this.current.get().phase === 'open') throw failure;
        if (this.current.get().phase === 'closed') return;
        await this.settled(signal);
      }
    }
  }

  /** Tries at once, also after a refusal. */
  retry(): void {
    const { phase } = this.current.get();
    if (phase === 'closed' || phase === 'open') return;
    if (phase === 'connecting' && this.socket !== null) return;
    this.connect();
  }

  close(): void {
    if (this.current.get().phase === 'closed') return;
    this.stopListening();
    this.drop();
    this.current.set({ phase: 'closed' });
  }

  /** After a stream broke while we still believe to be open: the close event may be one task away. */
  private async settled(signal: AbortSignal): Promise<void> {
    if (this.current.get().phase !== 'open') return;
    await new Promise<void>((resolve) => {
      this.options.environment.setTimer(resolve, 50);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  private async call(request: { path: readonly string[]; input: unknown; about: ClientOptions<NoContext> }): Promise<unknown> {
    if (this.current.get().phase === 'connecting') await this.firstAnswer(request.about.signal);
    const { link } = this;
    if (link === null || this.current.get().phase !== 'open') throw new AtelierError('unavailable');
    try {
      return await link.call(request.path, request.input, request.about);
    } catch (error) {
      if (request.about.signal?.aborted) throw error;
      throw this.link === link ? fromWireError(error) : new AtelierError('unavailable', {}, { cause: error });
    }
  }

  /** Calls of the first moments wait for the socket instead of failing. */
  private async firstAnswer(signal: AbortSignal | undefined): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const settle = (): void => {
        if (signal?.aborted) reject(signal.reason);
        else if (this.current.get().phase === 'connecting') return;
        else resolve();
        stop();
        signal?.removeEventListener('abort', settle);
      };
      const stop = this.current.subscribe(settle);
      signal?.addEventListener('abort', settle);
      settle();
    });
  }

  private connect(): void {
    this.drop();
    this.current.set({ phase: 'connecting', attempt: this.failures });
    const socket = this.options.environment.openSocket(this.socketUrl('rpc'));
    socket.binaryType = 'arraybuffer';
    this.socket = socket;
    this.stopTimer = this.options.environment.setTimer(() => this.lose(socket), CONNECT_TIMEOUT_MS);
    socket.addEventListener('open', () => {
      if (this.socket !== socket) return;
      this.stopTimer();
      this.failures = 0;
      this.link = new RPCLink<NoContext>({ websocket: socket });
      this.current.set({ phase: 'open', latencyMs: null });
      void this.measure(socket);
    });
    socket.addEventListener('close', (event) => {
      if (this.socket !== socket) return;
      const reason = codeOfClose(event.code);
      const opened = this.link !== null;
      if (reason === null || REPAIRED_BY_TIME.has(reason)) this.lose(socket);
      else this.refuse(reason);
      if (!opened && this.current.get().phase === 'lost') void this.explain();
    });
  }

  /** A refused upgrade looks like a broken network to a page: asks over HTTP what it was. */
  private async explain(): Promise<void> {
    const { failures } = this;
    const reason = await this.options.probe().catch(() => null);
    const { phase } = this.current.get();
    if (reason !== null && phase === 'lost' && this.failures === failures && !REPAIRED_BY_TIME.has(reason)) this.refuse(reason);
  }

  private refuse(reason: ErrorCode): void {
    this.drop();
    this.current.set({ phase: 'refused', reason });
  }

  private lose(socket: WebSocket): void {
    if (this.socket !== socket) return;
    this.drop();
    this.failures += 1;
    const { environment } = this.options;
    const delayMs = retryDelayMs(this.failures, environment.random());
    this.stopTimer = environment.setTimer(() => this.connect(), delayMs);
    this.current.set({ phase: 'lost', attempt: this.failures, nextTryAtMs: environment.nowMs() + delayMs });
  }

  private drop(): void {
    this.stopTimer();
    this.stopPing();
    const { socket } = this;
    this.socket = null;
    this.link = null;
    socket?.close();
  }

  private wake(): void {
    const state = this.current.get();
    if (state.phase === 'lost' || (state.phase === 'refused' && state.reason === 'not_signed_in')) this.retry();
    else if (state.phase === 'open' && this.socket !== null) void this.measure(this.socket);
  }

  /**
   * The machine's network is not the way to the server: one on this machine goes on answering without any. So what
   * is open is asked, with little patience; what is being opened began in the old network and begins anew.
   */
  private networkChanged(change: 'gone' | 'back'): void {
    const { phase } = this.current.get();
    if (phase === 'open' && this.socket !== null) void this.measure(this.socket, NETWORK_PING_TIMEOUT_MS);
    else if (change === 'back' && phase === 'connecting') this.connect();
    else if (change === 'back') this.wake();
  }

  /** Asks the agent for nothing and takes the time; a socket that does not answer is as good as closed. */
  private async measure(socket: WebSocket, timeoutMs = PING_TIMEOUT_MS): Promise<void> {
    const { environment, ping } = this.options;
    const { link } = this;
    this.stopPing();
    if (link === null || this.socket !== socket) return;
    const sentAtMs = environment.nowMs();
    this.stopPing = environment.setTimer(() => this.lose(socket), timeoutMs);
    try {
      await link.call(ping, undefined, { context: {} });
    } catch (error) {
      // An answer that is an error is an answer; anything else is the socket's end, which its close event tells.
      if (!(error instanceof ORPCError)) return;
    }
    if (this.link !== link) return;
    this.stopPing();
    this.current.set({ phase: 'open', latencyMs: environment.nowMs() - sentAtMs });
    this.stopPing = environment.setTimer(() => void this.measure(socket), PING_EVERY_MS);
  }
}

/** Codes after which trying again by itself is right: nobody has to do anything first. */
const REPAIRED_BY_TIME = new Set<ErrorCode>(['unavailable', 'upstream_failed', 'timeout', 'internal', 'too_many_requests', 'invalid_input', 'invalid_text', 'too_large']);

/** The first code in shared/errors.ts that a WebSocket close code of ours stands for; null for the transport's own. */
function codeOfClose(closeCode: number): ErrorCode | null {
  if (closeCode < 4000) return null;
  for (const [code, { closeCode: candidate }] of Object.entries(ERRORS)) {
    if (candidate === closeCode && isErrorCode(code)) return code;
  }
  return null;
}
