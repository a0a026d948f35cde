import { UnicodeGraphemesAddon } from '@xterm/addon-unicode-graphemes';
import headless from '@xterm/headless';

import { CommandTracker, type TrackedCommand } from '../../../shared/command-tracker.ts';
import { CsiClamp } from '../../../shared/csi-clamp.ts';
import { MIB } from '../../../shared/units.ts';
import { SCROLLBACK_LINES, type TerminalSize } from '../contract.ts';
import { Backlog, type BacklogAct } from './backlog.ts';
import { ScreenModes } from './screen-modes.ts';
import { ScreenText } from './screen-text.ts';
import { UnfinishedSequence } from './unfinished-sequence.ts';

/** Output is parsed once it has been quiet for so long. */
const QUIET_MS = 150;
/** Parsed in pieces of 2–4 ms, so that other terminals' keys get their turn between them. */
const SLICE_BYTES = 64 * 1024;
/** A backlog above the first is shortened if it is plain, above the second parsed, above the third the pty must wait. */
const SHORTEN_ABOVE_BYTES = 4 * MIB;
const PARSE_ABOVE_BYTES = 6 * MIB;
const FULL_ABOVE_BYTES = 8 * MIB;
const MAX_TITLE_CHARACTERS = 200;

export type ReplayEvents = {
  /** All output so far has been parsed, and it has been quiet for a moment. */
  onQuiet(): void;
  onTitle(title: string): void;
  /** The shell said that a command begins. */
  onCommand(command: TrackedCommand): void;
  /** `isFull` went from true to false. */
  onRoom(): void;
};

/**
 * What a terminal's screen shows, kept so that whoever attaches sees the same. A headless xterm parses
 * the output, but late: when it is quiet, when somebody asks for the screen, or when the backlog grows.
 * Memory is bounded by the scrollback and `FULL_ABOVE_BYTES`. The owner calls `dispose`.
 */
export class Replay {
  readonly #terminal: headless.Terminal;
  readonly #text: ScreenText;
  readonly #modes: ScreenModes;
  readonly #commands: CommandTracker;
  readonly #clamp = new CsiClamp();
  readonly #unfinished = new UnfinishedSequence();
  readonly #backlog = new Backlog();
  readonly #events: ReplayEvents;
  #parsing: Promise<void> | null = null;
  /** While the screen is made into bytes nothing is parsed: it must not change under them. */
  #copying: Promise<unknown> | null = null;
  #wantedBytes = 0;
  #lastPushMs = 0;
  #quietTimer: NodeJS.Timeout | null = null;
  #isFull = false;
  #shortenAboveBytes = SHORTEN_ABOVE_BYTES;
  #disposed = false;

  /** `nonce` is what the shell's words about its commands come with. */
  constructor({ size, nonce }: { readonly size: TerminalSize; readonly nonce: string }, events: ReplayEvents) {
    this.#events = events;
    this.#terminal = new headless.Terminal({ ...size, scrollback: SCROLLBACK_LINES, allowProposedApi: true, logLevel: 'off' });
    this.#terminal.loadAddon(new UnicodeGraphemesAddon());
    this.#text = new ScreenText(this.#terminal);
    this.#modes = new ScreenModes(this.#terminal);
    this.#commands = new CommandTracker(this.#terminal, nonce, { onCommand: (command) => events.onCommand(command) });
    this.#terminal.onTitleChange((title) => events.onTitle(cleanTitle(title)));
  }

  /** More output would grow the backlog beyond its bound: stop reading until `onRoom`. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** False while output waits to be parsed. */
  get isSettled(): boolean {
    return this.#backlog.isEmpty && this.#parsing === null;
  }

  /** Of what has been parsed. */
  get size(): TerminalSize {
    return { cols: this.#terminal.cols, rows: this.#terminal.rows };
  }

  push(bytes: Buffer): void {
    if (this.#disposed) return;
    this.#backlog.push(bytes);
    this.#lastPushMs = performance.now();
    this.#quietTimer ??= setTimeout(() => this.#lookForQuiet(), QUIET_MS);
    if (this.#backlog.bytes > this.#shortenAboveBytes) this.#shrink();
    if (this.#backlog.bytes > FULL_ABOVE_BYTES) this.#isFull = true;
  }

  /** Takes effect after the output that came before. */
  resize(size: TerminalSize): void {
    this.#backlog.pushAct({ kind: 'resize', size });
  }

  /** Forgets all but the row of the cursor, after the output that came before. */
  clear(): void {
    this.#backlog.pushAct({ kind: 'clear' });
    this.#quietTimer ??= setTimeout(() => this.#lookForQuiet(), QUIET_MS);
  }

  /** The program is gone, after the output that came before. */
  noteEnded(): void {
    this.#backlog.pushAct({ kind: 'ended' });
  }

  /** What stood there before the program ended with its container; parsed when somebody asks for the screen. */
  restore(text: Buffer): void {
    this.#backlog.push(text);
    this.noteEnded();
  }

  /** Resolves when everything pushed until then has been parsed. */
  async settle(): Promise<void> {
    while (!this.isSettled && !this.#disposed) await this.#parseDownTo(0);
  }

  /**
   * The bytes that redraw the screen on a reset terminal of the same size. `onMoment` runs at the moment whose screen
   * it is: everything pushed until then is on it, nothing that comes later. Empty once disposed.
   */
  async screen(onMoment: () => void): Promise<Buffer> {
    return this.#copied(onMoment, async (takeTurns) => {
      const text = await this.#text.make(takeTurns, () => this.#printCommands());
      return this.#disposed ? Buffer.alloc(0) : Buffer.concat([Buffer.from(text + this.#modes.serialize()), this.#unfinished.bytes]);
    });
  }

  /**
   * The end of what stands on the normal screen, as a text that prints it on a new terminal of the same width, and the
   * commands in it. null once disposed. Cheap where nothing waits to be parsed; else it parses.
   */
  async ending(maxCharacters: number): Promise<string | null> {
    return this.#copied(() => undefined, (takeTurns) => this.#text.makeEnd(takeTurns, { maxCharacters, behind: () => this.#printCommands() }));
  }

  #printCommands(): string {
    return this.#commands.print(this.#commands.nonce ?? '');
  }

  /** Waits until all is parsed, and keeps it from changing until the copy is made. */
  async #copied<Copy>(onMoment: () => void, copy: (takeTurns: () => Promise<boolean>) => Promise<Copy>): Promise<Copy> {
    for (;;) {
      if (this.#copying !== null) await this.#copying;
      else if (this.isSettled || this.#disposed) break;
      else await this.settle();
    }
    onMoment();
    const copying = copy(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return !this.#disposed;
    });
    this.#copying = copying;
    const copied = (): void => {
      this.#copying = null;
    };
    void copying.then(copied, copied);
    return copying;
  }

  dispose(): void {
    this.#disposed = true;
    if (this.#quietTimer !== null) clearTimeout(this.#quietTimer);
    this.#terminal.dispose();
  }

  /** What a flood needs: forget what will have scrolled away, else parse. */
  #shrink(): void {
    if (this.#parsing === null) this.#shorten();
    if (this.#backlog.bytes > PARSE_ABOVE_BYTES) void this.#parseDownTo(SHORTEN_ABOVE_BYTES);
  }

  /** Only while the parser is at rest: its modes decide what plain text does. */
  #shorten(): void {
    this.#shortenAboveBytes = this.#backlog.bytes + MIB; // the next look, unless this one helps
    if (!this.#backlog.isPlain || this.#modes.hasScrollRegion) return;
    this.#backlog.keepLastLines(SCROLLBACK_LINES + this.#terminal.rows + 1);
    if (this.#backlog.bytes < SHORTEN_ABOVE_BYTES) this.#shortenAboveBytes = SHORTEN_ABOVE_BYTES;
  }

  async #parseDownTo(bytes: number): Promise<void> {
    this.#wantedBytes = this.#parsing === null ? bytes : Math.min(bytes, this.#wantedBytes);
    this.#parsing ??= this.#parse().finally(() => (this.#parsing = null));
    await this.#parsing;
  }

  async #parse(): Promise<void> {
    while (!this.#disposed && !this.#backlog.isEmpty && this.#backlog.bytes >= this.#wantedBytes) {
      if (this.#copying !== null) {
        await this.#copying;
        continue;
      }
      const entry = this.#backlog.take(SLICE_BYTES);
      if (entry === null) break;
      if (entry.kind === 'bytes') await this.#write(entry.bytes);
      else this.#act(entry);
      if (this.#backlog.bytes > SHORTEN_ABOVE_BYTES) this.#shorten();
      this.#lookForRoom();
    }
  }

  #write(bytes: Buffer): Promise<void> {
    this.#unfinished.push(bytes);
    return new Promise((resolve) => this.#terminal.write(this.#clamp.push(bytes), resolve));
  }

  #resizeNow(size: TerminalSize): void {
    this.#terminal.resize(size.cols, size.rows);
    this.#modes.noteResize();
  }

  #act(act: BacklogAct): void {
    switch (act.kind) {
      case 'resize':
        return this.#resizeNow(act.size);
      case 'clear':
        this.#terminal.clear();
        return this.#commands.noteCleared();
      case 'ended':
        return this.#commands.noteEnded();
    }
  }

  #lookForRoom(): void {
    if (!this.#isFull || this.#backlog.bytes > PARSE_ABOVE_BYTES) return;
    this.#isFull = false;
    this.#events.onRoom();
  }

  #lookForQuiet(): void {
    this.#quietTimer = null;
    const waitMs = this.#lastPushMs + QUIET_MS - performance.now();
    if (waitMs > 1) this.#quietTimer = setTimeout(() => this.#lookForQuiet(), waitMs);
    else void this.settle().then(() => (this.#disposed ? undefined : this.#events.onQuiet()));
  }
}

/** A title is shown in tabs and lists: short, and nothing in it that moves or hides text. */
function cleanTitle(title: string): string {
  return title.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '').trim().slice(0, MAX_TITLE_CHARACTERS);
}
