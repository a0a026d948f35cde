import type { WebSocket } from 'ws';

import type { TerminalId } from '../../../shared/ids.ts';
import { MIB } from '../../../shared/units.ts';
import { PAUSE_ABOVE_BYTES, RESUME_BELOW_BYTES, STUCK_AFTER_MS, type TerminalColour, type TerminalProfile, TerminalSize, type TerminalView } from '../contract.ts';
import { isAnswer } from './answers.ts';
import { Attachment } from './attachment.ts';
import { InputAccounts } from './input-accounts.ts';
import { OutputBatch } from './output-batch.ts';
import { Pty, type PtyOptions } from './pty.ts';
import { Replay } from './replay.ts';

export type TerminalOptions = {
  readonly id: TerminalId;
  readonly createdAtMs: number;
  readonly profile: TerminalProfile;
  readonly label: TerminalLabel;
  readonly size: TerminalSize;
  /** What the shell's words about its commands come with. */
  readonly nonce: string;
  /** What to start, asked as it is started. @throws when it cannot be */
  readonly launch: () => Omit<PtyOptions, 'size'>;
  /** What stood on it when its program ended with the workspace; what is typed then starts a new one. */
  readonly restored?: { readonly text: Buffer; readonly folder: string };
  readonly stuckAfterMs?: number;
};

/** What a member gave to it. */
export type TerminalLabel = { readonly name: string | null; readonly colour: TerminalColour | null; readonly group: string };

export type TerminalEvents = {
  /** Its view is another one: title, foreground program, folder or exit code. */
  onChange(): void;
  /** Somebody typed or a program printed. */
  onActivity(): void;
  onCommand(command: { readonly text: string; readonly folder: string | null }): void;
  /** A restored one could not be started again. */
  onFailure(error: unknown): void;
};

export type AttachRequest = { readonly size: TerminalSize; readonly client: string | null };

/** Beyond this much unread input a client does not keep to its window, and is let go. */
const MAX_QUEUED_INPUT_BYTES = 4 * MIB;

/**
 * One program on a pty, its replay, and the sockets that look at it. Outlives them all.
 *
 * The pty is read while every attached client keeps up (`PAUSE_ABOVE_BYTES`), nobody is waiting for the
 * screen, and the replay has room. With nobody attached, only the replay decides.
 */
export class Terminal {
  readonly id: TerminalId;
  readonly #options: TerminalOptions;
  readonly #events: TerminalEvents;
  readonly #replay: Replay;
  readonly #batch: OutputBatch;
  readonly #accounts = new InputAccounts();
  readonly #attachments = new Set<Attachment>();
  /** Who attached or typed last: it speaks for the terminal. */
  #speaker: Attachment | null = null;
  #size: TerminalSize;
  #label: TerminalLabel;
  #folder: string;
  /** null: restored, and not started again yet. */
  #pty: Pty | null = null;
  #hasChanged = false;
  #attaching = 0;
  #clientsBehind = false;
  #stuckTimer: NodeJS.Timeout | null = null;
  #exitCode: number | null = null;
  #program = '';
  #title: { readonly text: string; readonly setBy: string } | null = null;
  #announcedTitle = '';

  /** Starts the program, unless it is restored. @throws when it cannot be started. The owner calls `close`. */
  constructor(options: TerminalOptions, events: TerminalEvents) {
    this.id = options.id;
    this.#options = options;
    this.#events = events;
    this.#size = options.size;
    this.#label = options.label;
    this.#folder = options.restored?.folder ?? '/';
    this.#batch = new OutputBatch((bytes) => this.#attachments.forEach((attachment) => attachment.output(bytes)));
    this.#replay = new Replay(options, {
      onQuiet: () => this.#lookAtProgram(),
      onTitle: (text) => (this.#title = text === '' ? null : { text, setBy: this.#pty?.foregroundProgram() ?? '' }),
      onRoom: () => this.#regulate(),
      onCommand: ({ text, folder }) => (text === null ? undefined : events.onCommand({ text, folder: folder ?? this.#folder })),
    });
    if (options.restored === undefined) this.#start();
    else this.#restore(options.restored.text);
  }

  get view(): TerminalView {
    // A title counts while the program that set it is in front: bash's does not name what runs below it.
    const title = this.#title !== null && this.#title.setBy === this.#program ? this.#title.text : this.#program;
    const { id, createdAtMs, profile } = this.#options;
    return { id, title, ...this.#label, profile, folder: this.#folder, createdAtMs, exitCode: this.#exitCode, restored: this.#pty === null };
  }

  /** Whether what stands on it is worth keeping beyond the workspace's stop: not once its program has ended by itself. */
  get isKept(): boolean {
    return this.#exitCode === null;
  }

  get size(): TerminalSize {
    return this.#size;
  }

  get nonce(): string {
    return this.#options.nonce;
  }

  get isAttached(): boolean {
    return this.#attachments.size > 0;
  }

  /**
   * Gives a socket the screen as it is, then the output. Takes its size: the last to attach or to resize
   * decides. A second socket of the same client replaces the first.
   */
  async attach(socket: WebSocket, request: AttachRequest): Promise<void> {
    const account = this.#accounts.open(request.client);
    for (const other of this.#attachments) if (other.account === account) other.refuse('conflict');
    const attachment: Attachment = new Attachment(socket, account, {
      onInput: (bytes) => this.#input(attachment, bytes),
      onResize: (size) => this.resize(TerminalSize.parse(size)),
      onAcknowledge: () => this.#regulate(),
      onClose: () => this.#detach(attachment),
    });
    this.#attachments.add(attachment);
    this.#speaker = attachment;
    this.resize(request.size);
    await this.#whilePaused(async () => {
      await this.#replay.settle();
      if (!attachment.isOpen) return;
      let { size } = this.#replay;
      const screen = await this.#replay.screen(() => {
        this.#batch.flush(); // what others have yet to get is on this one's screen already
        attachment.hold();
        ({ size } = this.#replay);
      });
      attachment.start({ ...size, nonce: this.#options.nonce }, screen);
    });
    if (this.#exitCode !== null && attachment.isOpen) attachment.exited(this.#exitCode);
  }

  label(label: Partial<TerminalLabel>): void {
    this.#label = { ...this.#label, ...label };
    this.#hasChanged = true;
  }

  /** Whether it changed since this was asked last. */
  takeChange(): boolean {
    const had = this.#hasChanged;
    this.#hasChanged = false;
    return had;
  }

  /** @see Replay.ending */
  ending(maxCharacters: number): Promise<string | null> {
    return this.#replay.ending(maxCharacters);
  }

  /** Where its shell is at this moment. */
  folder(): string {
    this.#folder = this.#pty?.folder() ?? this.#folder;
    return this.#folder;
  }

  /** Forgets the text, all but the row of the cursor. */
  clear(): void {
    this.#batch.flush();
    this.#replay.clear();
    for (const attachment of this.#attachments) attachment.cleared();
    this.#hasChanged = true;
  }

  resize(size: TerminalSize): void {
    if (size.cols === this.#size.cols && size.rows === this.#size.rows) return;
    this.#size = size;
    this.#replay.resize(size);
    this.#pty?.resize(size);
  }

  /** Ends the program and lets every client go with `not_found`. */
  close(): void {
    if (this.#stuckTimer !== null) clearTimeout(this.#stuckTimer);
    this.#pty?.kill();
    this.#batch.dispose();
    for (const attachment of this.#attachments) attachment.refuse('not_found');
    this.#replay.dispose();
  }

  #start(): void {
    const launch = this.#options.launch();
    this.#pty = new Pty({ ...launch, size: this.#size }, {
      onOutput: (bytes) => this.#output(bytes),
      onWritten: (bytes) => this.#noteWritten(bytes),
      onExit: (exitCode) => this.#exited(exitCode),
    });
    this.#folder = launch.cwd;
    this.#program = this.#pty.foregroundProgram();
  }

  #restore(text: Buffer): void {
    this.#program = this.#options.profile;
    this.#replay.restore(text);
  }

  /** What was typed is the new shell's first input. */
  #startAgain(): void {
    try {
      this.#start();
    } catch (error) {
      return this.#events.onFailure(error);
    }
    this.#hasChanged = true;
    this.#events.onChange();
  }

  #output(bytes: Buffer): void {
    this.#hasChanged = true;
    this.#events.onActivity();
    this.#replay.push(bytes);
    if (this.#attachments.size > 0) this.#batch.push(bytes);
    this.#regulate();
  }

  #input(from: Attachment, bytes: Buffer): void {
    const isOnlyAnAnswer = (this.#pty === null || (from !== this.#speaker && this.#attachments.size > 1)) && isAnswer(bytes);
    if (isOnlyAnAnswer) return this.#swallow(from, bytes);
    this.#speaker = from;
    this.#events.onActivity();
    if (this.#pty === null) this.#startAgain();
    if (this.#pty === null) return this.#swallow(from, bytes);
    if (this.#pty.queuedBytes + bytes.length > MAX_QUEUED_INPUT_BYTES) return from.refuse('too_large');
    this.#accounts.queued(from.account, bytes.length);
    this.#pty.write(bytes);
  }

  #swallow(from: Attachment, bytes: Buffer): void {
    from.account.written += bytes.length;
    from.noteWritten();
  }

  #noteWritten(bytes: number): void {
    this.#accounts.wrote(bytes);
    for (const attachment of this.#attachments) attachment.noteWritten();
  }

  #detach(attachment: Attachment): void {
    this.#attachments.delete(attachment);
    if (this.#speaker === attachment) this.#speaker = [...this.#attachments].at(-1) ?? null;
    this.#regulate();
  }

  async #whilePaused(work: () => Promise<void>): Promise<void> {
    this.#attaching += 1;
    this.#regulate();
    try {
      await work();
    } finally {
      this.#attaching -= 1;
      this.#regulate();
    }
  }

  /** Reads or pauses the pty, as the slowest client, the attaching ones and the replay allow. */
  #regulate(): void {
    const limitBytes = this.#clientsBehind ? RESUME_BELOW_BYTES : PAUSE_ABOVE_BYTES;
    this.#clientsBehind = false;
    for (const attachment of this.#attachments) {
      if (attachment.isLive && attachment.undrawnBytes > limitBytes) this.#clientsBehind = true;
    }
    if (this.#clientsBehind) this.#stuckTimer ??= setTimeout(() => this.#letStuckGo(), this.#stuckAfterMs / 4);
    if (this.#clientsBehind || this.#attaching > 0 || this.#replay.isFull) this.#pty?.pause();
    else this.#pty?.resume();
  }

  get #stuckAfterMs(): number {
    return this.#options.stuckAfterMs ?? STUCK_AFTER_MS;
  }

  /** A tab in the background, or a laptop that was closed, must not hold up a build. */
  #letStuckGo(): void {
    this.#stuckTimer = null;
    for (const attachment of this.#attachments) {
      const isStuck = attachment.undrawnBytes > RESUME_BELOW_BYTES && attachment.silentMs > this.#stuckAfterMs;
      if (attachment.isLive && isStuck) attachment.refuse('unavailable');
    }
    this.#regulate();
  }

  #lookAtProgram(): void {
    this.#program = this.#pty?.foregroundProgram() || this.#program;
    const before = this.#folder;
    this.folder();
    const { title } = this.view;
    if (title === this.#announcedTitle && before === this.#folder) return;
    this.#announcedTitle = title;
    this.#events.onChange();
  }

  #exited(exitCode: number): void {
    this.#exitCode = exitCode;
    this.#hasChanged = true;
    this.#replay.noteEnded();
    this.#batch.dispose();
    for (const attachment of this.#attachments) if (attachment.isLive) attachment.exited(exitCode);
    this.#events.onChange();
  }
}
