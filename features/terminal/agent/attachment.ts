import type { WebSocket } from 'ws';

import { ERRORS, type ErrorCode } from '../../../shared/errors.ts';
import { ACKNOWLEDGE_EVERY_BYTES, TerminalClientMessage, type TerminalServerMessage } from '../contract.ts';
import type { InputAccount } from './input-accounts.ts';

export type AttachmentEvents = {
  onInput(bytes: Buffer): void;
  onResize(size: { cols: unknown; rows: unknown }): void;
  onAcknowledge(): void;
  onClose(): void;
};

/** Control messages are small; anything longer is not one. */
const MAX_MESSAGE_CHARACTERS = 1024;
/** How late the client hears that its input arrived, unless a lot was written meanwhile. */
const REPORT_INPUT_MS = 50;
const FRAME_BYTES = 64 * 1024;
const CLOSE_GRACE_MS = 1000;

/**
 * One socket attached to a terminal: the wire format, and the count of what the client has yet to draw.
 * Closes itself on what does not parse; the terminal never sees it.
 */
export class Attachment {
  readonly account: InputAccount;
  readonly #socket: WebSocket;
  #live = false;
  /** What was printed since the moment whose screen is still being made; null: all was cleared there. */
  #held: (Buffer | null)[] | null = null;
  #sentBytes = 0;
  #drawnBytes = 0;
  #lastProgressMs = performance.now();
  #reportTimer: NodeJS.Timeout | null = null;
  #reportedWritten: number;

  constructor(socket: WebSocket, account: InputAccount, events: AttachmentEvents) {
    this.#socket = socket;
    this.account = account;
    this.#reportedWritten = account.written;
    socket.binaryType = 'nodebuffer';
    socket.on('message', (data, isBinary) => {
      if (!Buffer.isBuffer(data)) return;
      if (isBinary) this.#receiveInput(data, events);
      else this.#receiveMessage(data, events);
    });
    socket.on('close', () => {
      if (this.#reportTimer !== null) clearTimeout(this.#reportTimer);
      events.onClose();
    });
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  /** True once it has got the screen, and gets output. */
  get isLive(): boolean {
    return this.#live && this.isOpen;
  }

  get undrawnBytes(): number {
    return this.#sentBytes - this.#drawnBytes;
  }

  /** Since the client last said that it had drawn something. */
  get silentMs(): number {
    return performance.now() - this.#lastProgressMs;
  }

  /** From now on output is kept for behind the screen. */
  hold(): void {
    this.#held = [];
  }

  /** Begins the output: `attached`, the screen, then what was held. */
  start(about: { cols: number; rows: number; nonce: string }, screen: Buffer): void {
    this.#send({ type: 'attached', ...about, inputBytes: this.account.received });
    this.#live = true;
    this.#lastProgressMs = performance.now();
    const held = this.#held ?? [];
    this.#held = null;
    for (let at = 0; at < screen.length; at += FRAME_BYTES) this.output(screen.subarray(at, at + FRAME_BYTES));
    for (const bytes of held) {
      if (bytes === null) this.cleared();
      else this.output(bytes);
    }
  }

  output(bytes: Buffer): void {
    if (this.#held !== null) this.#held.push(bytes);
    if (!this.isLive) return;
    if (this.undrawnBytes === 0) this.#lastProgressMs = performance.now();
    this.#sentBytes += bytes.length;
    this.#socket.send(bytes, { binary: true });
  }

  /** All but the row of the cursor is forgotten, behind the output so far. */
  cleared(): void {
    if (this.#held !== null) this.#held.push(null);
    if (this.isLive) this.#send({ type: 'cleared' });
  }

  /** The pty took some of this client's input. */
  noteWritten(): void {
    if (this.account.written - this.#reportedWritten >= ACKNOWLEDGE_EVERY_BYTES) this.#reportInput();
    else this.#reportTimer ??= setTimeout(() => this.#reportInput(), REPORT_INPUT_MS);
  }

  exited(exitCode: number): void {
    this.#send({ type: 'exited', exitCode });
    this.#close(1000, 'exited');
  }

  refuse(code: ErrorCode): void {
    this.#close(ERRORS[code].closeCode, code);
  }

  #receiveInput(bytes: Buffer, events: AttachmentEvents): void {
    if (!this.#live) return this.refuse('invalid_input');
    this.account.received += bytes.length;
    this.#reportTimer ??= setTimeout(() => this.#reportInput(), REPORT_INPUT_MS);
    events.onInput(bytes);
  }

  #receiveMessage(data: Buffer, events: AttachmentEvents): void {
    const message = data.length > MAX_MESSAGE_CHARACTERS ? null : parseMessage(data.toString('utf8'));
    if (message === null) return this.refuse('invalid_input');
    switch (message.type) {
      case 'resize':
        events.onResize(message);
        return;
      case 'acknowledge':
        // Never more than was sent, never less than before: a client cannot talk the count below zero.
        this.#drawnBytes = Math.max(this.#drawnBytes, Math.min(message.bytes, this.#sentBytes));
        this.#lastProgressMs = performance.now();
        events.onAcknowledge();
    }
  }

  #reportInput(): void {
    if (this.#reportTimer !== null) clearTimeout(this.#reportTimer);
    this.#reportTimer = null;
    const { received, written } = this.account;
    this.#reportedWritten = written;
    this.#send({ type: 'input', received, written });
  }

  #send(message: TerminalServerMessage): void {
    if (this.isOpen) this.#socket.send(JSON.stringify(message));
  }

  /** A stuck client never answers the close: its socket is cut a moment later. */
  #close(code: number, reason: string): void {
    this.#live = false;
    if (!this.isOpen) return;
    this.#socket.close(code, reason);
    const cut = setTimeout(() => this.#socket.terminate(), CLOSE_GRACE_MS);
    this.#socket.once('close', () => clearTimeout(cut));
  }
}

function parseMessage(text: string): TerminalClientMessage | null {
  try {
    return TerminalClientMessage.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
