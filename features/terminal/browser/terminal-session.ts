import { CsiClamp } from '../../../shared/csi-clamp.ts';
import { ERRORS, isErrorCode, type ErrorCode } from '../../../shared/errors.ts';
import type { TerminalId } from '../../../shared/ids.ts';
import { MIB } from '../../../shared/units.ts';
import { ACKNOWLEDGE_EVERY_BYTES, INPUT_WINDOW_BYTES, type TerminalClientMessage, TerminalServerMessage, type TerminalSize } from '../contract.ts';
import { PendingInput } from './pending-input.ts';

/** What a session draws on; xterm, or a test. */
export type TerminalScreen = {
  readonly size: TerminalSize;
  /** Draws output; calls `drawn` once it has been processed. In order. */
  write(bytes: Uint8Array, drawn: () => void): void;
  /** Forgets all but the row of the cursor, behind what was written so far. */
  clear(): void;
  /** The shell's words about its commands come with this from now on. */
  believe(nonce: string): void;
};

export type TerminalSessionDeps = {
  readonly id: TerminalId;
  readonly screen: TerminalScreen;
  /** Opens a socket at a path of the workspace's agent, e.g. `terminals/t…?cols=80`. */
  openSocket(path: string): WebSocket;
  /** Resolves when it makes sense to connect again: the page is visible. */
  whenWanted?(): Promise<void>;
};

/** Each connection moves forward only; `lost` begins the next one; `exited` and `closed` are the end. */
export type TerminalSessionState =
  | { readonly phase: 'connecting' }
  | { readonly phase: 'attached' }
  | { readonly phase: 'lost'; readonly attempt: number; readonly retryInMs: number }
  | { readonly phase: 'reconnecting'; readonly attempt: number }
  /** Out of sight while its program floods: not connected, until it is shown again. */
  | { readonly phase: 'parked' }
  | { readonly phase: 'exited'; readonly exitCode: number }
  | { readonly phase: 'closed'; readonly reason: ErrorCode };

/** Kept while there is no connection, or while a program does not read. */
const MAX_PENDING_INPUT_BYTES = 16 * MIB;
const INPUT_FRAME_BYTES = 64 * 1024;
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 10_000;
/** So much output that nobody sees, and a session is parked: drawing it would slow down what is seen. */
const PARK_ABOVE_BYTES = 512 * 1024;
/** Keys that nobody confirms for so long went into a dead connection. */
const DEAD_AFTER_MS = 10_000;
/** Clears whatever an earlier connection left, in order with what it is still drawing. */
const RESET = Uint8Array.of(0x1b, 0x63);
/** Closings after which connecting again would only be refused again. */
const FINAL_CODES: ReadonlySet<ErrorCode> = new Set(['not_found', 'forbidden', 'conflict', 'invalid_input']);

/**
 * One terminal as the page sees it: owns its socket, through any number of connections. Lives outside
 * React; read it with `useSyncExternalStore(session.subscribe, session.getState)`. Whoever creates it
 * calls `start` and `dispose`; disposing leaves the program running.
 */
export class TerminalSession {
  readonly #deps: TerminalSessionDeps;
  readonly #client = newClientId();
  readonly #input = new PendingInput(MAX_PENDING_INPUT_BYTES);
  readonly #listeners = new Set<() => void>();
  #state: TerminalSessionState = { phase: 'connecting' };
  #connection: Connection | null = null;
  #retry: ReturnType<typeof setTimeout> | null = null;
  #attempt = 0;
  #isShown = true;
  #unseenBytes = 0;
  #disposed = false;

  constructor(deps: TerminalSessionDeps) {
    this.#deps = deps;
  }

  readonly getState = (): TerminalSessionState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  start(): void {
    if (this.#connection === null && !this.#isOver()) this.#connect();
  }

  /** Types. @returns false, and types nothing of it, when too much is waiting already. */
  write(bytes: Uint8Array): boolean {
    if (this.#isOver() || !this.#input.push(bytes)) return false;
    this.#connection?.sendInput();
    return true;
  }

  /** The screen has another size. */
  resize(size: TerminalSize): void {
    if (this.#state.phase === 'attached') this.#connection?.send({ type: 'resize', ...size });
  }

  /** Whether anybody sees the screen. */
  setShown(isShown: boolean): void {
    this.#isShown = isShown;
    this.#unseenBytes = 0;
    if (isShown && this.#state.phase === 'parked') {
      this.#become({ phase: 'connecting' });
      this.#connect();
    }
  }

  /** The network or the page is back: do not wait for the next try. */
  reconnectNow(): void {
    if (this.#state.phase !== 'lost') return;
    this.#attempt = 0;
    this.#connectAgain();
  }

  dispose(): void {
    this.#disposed = true;
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#connection?.dispose();
    this.#listeners.clear();
  }

  #connect(): void {
    const { id, screen } = this.#deps;
    const { cols, rows } = screen.size;
    const socket = this.#deps.openSocket(`terminals/${id}?cols=${cols}&rows=${rows}&client=${this.#client}`);
    this.#connection = new Connection(socket, { screen, input: this.#input }, {
      onAttached: () => {
        this.#attempt = 0;
        this.#become({ phase: 'attached' });
        if (screen.size.cols !== cols || screen.size.rows !== rows) this.resize(screen.size);
      },
      onOutput: (bytes) => this.#countUnseen(bytes),
      onExited: (exitCode) => this.#become({ phase: 'exited', exitCode }),
      onClosed: (code) => this.#closed(code),
    });
  }

  #countUnseen(bytes: number): void {
    if (this.#isShown) return;
    this.#unseenBytes += bytes;
    if (this.#unseenBytes < PARK_ABOVE_BYTES || !this.#input.isEmpty || this.#state.phase !== 'attached') return;
    this.#connection?.dispose();
    this.#connection = null;
    this.#become({ phase: 'parked' });
  }

  #closed(code: ErrorCode | null): void {
    this.#connection = null;
    if (this.#isOver()) return;
    if (code !== null && FINAL_CODES.has(code)) return this.#become({ phase: 'closed', reason: code });
    this.#attempt += 1;
    const ceilingMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.#attempt - 1));
    const retryInMs = Math.round(ceilingMs * (0.5 + Math.random() / 2)); // not all clients at once
    this.#become({ phase: 'lost', attempt: this.#attempt, retryInMs });
    this.#retry = setTimeout(() => {
      void (this.#deps.whenWanted?.() ?? Promise.resolve()).then(() => this.#connectAgain());
    }, retryInMs);
  }

  #connectAgain(): void {
    if (this.#state.phase !== 'lost' || this.#disposed) return;
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#retry = null;
    this.#become({ phase: 'reconnecting', attempt: this.#attempt });
    this.#connect();
  }

  #become(state: TerminalSessionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }

  #isOver(): boolean {
    return this.#disposed || this.#state.phase === 'exited' || this.#state.phase === 'closed';
  }
}

type ConnectionEvents = {
  onAttached(): void;
  onOutput(bytes: number): void;
  onExited(exitCode: number): void;
  /** Once, at the end, whatever ended it. */
  onClosed(code: ErrorCode | null): void;
};

/** One socket of a session, from opening to closing; the wire format of the contract. */
class Connection {
  readonly #socket: WebSocket;
  readonly #screen: TerminalScreen;
  readonly #input: PendingInput;
  readonly #events: ConnectionEvents;
  readonly #clamp = new CsiClamp();
  #attached = false;
  #over = false;
  #drawnBytes = 0;
  #acknowledgedBytes = 0;
  #writtenBytes = 0;
  #deadTimer: ReturnType<typeof setTimeout> | null = null;

  constructor(socket: WebSocket, { screen, input }: { screen: TerminalScreen; input: PendingInput }, events: ConnectionEvents) {
    this.#socket = socket;
    this.#screen = screen;
    this.#input = input;
    this.#events = events;
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (this.#over) return;
      if (data instanceof ArrayBuffer) this.#draw(new Uint8Array(data));
      else this.#receive(String(data));
    });
    socket.addEventListener('close', ({ code, reason }) => this.#end(codeOf(code, reason)));
  }

  send(message: TerminalClientMessage): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** Sends what is pending, as far as the window allows. */
  sendInput(): void {
    if (!this.#attached || this.#socket.readyState !== WebSocket.OPEN) return;
    for (;;) {
      const room = INPUT_WINDOW_BYTES - (this.#input.sentBytes - this.#writtenBytes);
      const bytes = room <= 0 ? null : this.#input.take(Math.min(room, INPUT_FRAME_BYTES));
      if (bytes === null) return;
      this.#socket.send(Uint8Array.from(bytes));
      this.#deadTimer ??= setTimeout(() => this.#end(null), DEAD_AFTER_MS);
    }
  }

  /** Ends it without a word to anybody. */
  dispose(): void {
    this.#over = true;
    if (this.#deadTimer !== null) clearTimeout(this.#deadTimer);
    this.#socket.close();
  }

  #receive(text: string): void {
    const message = TerminalServerMessage.safeParse(parseJson(text)).data;
    if (message === undefined) return this.#end(null);
    switch (message.type) {
      case 'attached':
        this.#input.resume(message.inputBytes);
        this.#writtenBytes = message.inputBytes;
        this.#attached = true;
        this.#screen.believe(message.nonce);
        this.#screen.write(RESET, () => undefined);
        this.#events.onAttached();
        this.sendInput();
        return;
      case 'input':
        this.#confirm(message);
        return;
      case 'exited':
        this.#events.onExited(message.exitCode);
        return;
      case 'cleared':
        this.#screen.clear();
    }
  }

  #confirm({ received, written }: { received: number; written: number }): void {
    this.#input.confirm(received);
    this.#writtenBytes = Math.max(this.#writtenBytes, written);
    if (this.#deadTimer !== null) clearTimeout(this.#deadTimer);
    this.#deadTimer = received < this.#input.sentBytes ? setTimeout(() => this.#end(null), DEAD_AFTER_MS) : null;
    this.sendInput();
  }

  #draw(bytes: Uint8Array): void {
    this.#screen.write(this.#clamp.push(bytes), () => {
      this.#drawnBytes += bytes.length;
      if (this.#over || this.#drawnBytes - this.#acknowledgedBytes < ACKNOWLEDGE_EVERY_BYTES) return;
      this.#acknowledgedBytes = this.#drawnBytes;
      this.send({ type: 'acknowledge', bytes: this.#drawnBytes });
    });
    this.#events.onOutput(bytes.length);
  }

  #end(code: ErrorCode | null): void {
    if (this.#over) return;
    this.dispose();
    this.#events.onClosed(code);
  }
}

/** Agent and gateway close with the code of one of our errors, and its name as the reason where they can. */
function codeOf(closeCode: number, reason: string): ErrorCode | null {
  if (isErrorCode(reason)) return reason;
  return Object.keys(ERRORS).filter(isErrorCode).find((code) => ERRORS[code].closeCode === closeCode) ?? null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Random, 26 characters; needs no secure context, unlike `crypto.randomUUID`. */
function newClientId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(26)), (byte) => (byte % 36).toString(36)).join('');
}
