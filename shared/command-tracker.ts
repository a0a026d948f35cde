import { FINAL_TERM_OSC, parseShellMark, printPastCommand, SHELL_MARKS_OSC, type ShellMark } from './shell-marks.ts';

/** A place in the text of a terminal that moves with it; `line` counts from the top of the scrollback. */
export type TextMarker = { readonly line: number; readonly isDisposed: boolean; dispose(): void };

type Line = { readonly isWrapped: boolean; translateToString(trimRight?: boolean, startColumn?: number): string };

/** What it needs of xterm.js, of the one in the page and of the one without a screen alike. */
export type TrackedTerminal = {
  readonly buffer: {
    readonly active: { readonly type: 'normal' | 'alternate'; readonly baseY: number; readonly cursorY: number; readonly cursorX: number; getLine(y: number): Line | undefined };
    readonly normal: { readonly baseY: number; readonly cursorY: number };
  };
  readonly parser: {
    registerOscHandler(ident: number, callback: (data: string) => boolean): unknown;
    registerEscHandler(id: { final: string }, callback: () => boolean): unknown;
  };
  registerMarker(offset: number): TextMarker | undefined;
};

/** A command whose place is still in the scrollback. */
export type TrackedCommand = {
  readonly prompt: TextMarker;
  /** null while it is being typed. */
  readonly output: TextMarker | null;
  readonly isRunning: boolean;
  /** null while it runs, and for one that was given up. */
  readonly exitCode: number | null;
  readonly folder: string | null;
  readonly text: string | null;
};

export type CommandTrackerEvents = {
  /** A command begins: its text, where it is known. */
  onCommand?(command: TrackedCommand): void;
  onChange?(): void;
};

/** Each has two markers, and each of those is moved for each line that leaves a full scrollback. */
const MAX_COMMANDS = 300;
/** A command that takes more rows than that is not read from the screen. */
const MAX_TYPED_ROWS = 40;

type Current = { -readonly [Key in keyof TrackedCommand]: TrackedCommand[Key] };

/**
 * Prompts and commands of one terminal, from the marks that its shell prints. Lives and ends with the terminal. Marks
 * on the alternate screen (a shell within tmux) are not followed: their rows come and go.
 */
export class CommandTracker {
  /** What the texts of commands must come with to be believed; null: none is. */
  nonce: string | null;
  readonly #terminal: TrackedTerminal;
  readonly #events: CommandTrackerEvents;
  #commands: Current[] = [];
  #folder: string | null = null;
  #typedAt: { readonly marker: TextMarker; readonly column: number } | null = null;
  #text: string | null = null;

  constructor(terminal: TrackedTerminal, nonce: string | null, events: CommandTrackerEvents = {}) {
    this.#terminal = terminal;
    this.#events = events;
    this.nonce = nonce;
    for (const osc of [SHELL_MARKS_OSC, FINAL_TERM_OSC]) {
      terminal.parser.registerOscHandler(osc, (payload) => {
        const mark = parseShellMark(payload, this.nonce);
        if (mark !== null && terminal.buffer.active.type === 'normal') this.#note(mark);
        return true;
      });
    }
    terminal.parser.registerEscHandler({ final: 'c' }, () => {
      this.#forget();
      return false; // the terminal resets itself
    });
  }

  /** Oldest first; the last one may be a prompt at which nothing was run yet. */
  get commands(): readonly TrackedCommand[] {
    if (this.#commands.some(({ prompt }) => prompt.isDisposed)) this.#commands = this.#commands.filter(({ prompt }) => !prompt.isDisposed);
    return this.#commands;
  }

  /** Where the shell said that it is; null: it did not. */
  get folder(): string | null {
    return this.#folder;
  }

  /** True between a prompt and the command that is typed there. */
  get isAtPrompt(): boolean {
    const last = this.#commands.at(-1);
    return last !== undefined && last.output === null;
  }

  /** Where the prompt ended and typing began, while nothing was run yet. `line` as in `TextMarker`. */
  get typedFrom(): { readonly line: number; readonly column: number } | null {
    if (!this.isAtPrompt || this.#typedAt === null || this.#typedAt.marker.isDisposed) return null;
    return { line: this.#typedAt.marker.line, column: this.#typedAt.column };
  }

  /** What prints the commands of the past on a terminal whose normal screen has the same text and the same cursor. */
  print(nonce: string): string {
    const { baseY, cursorY } = this.#terminal.buffer.normal;
    const here = baseY + cursorY;
    return this.commands
      .map(({ prompt, output, ...about }) => printPastCommand({ ...about, up: here - prompt.line, outputUp: output === null || output.isDisposed ? null : here - output.line }, nonce))
      .join('');
  }

  /** The terminal was cleared, all but the row of the cursor. */
  noteCleared(): void {
    const last = this.isAtPrompt ? this.#commands.at(-1) : undefined;
    this.#forget();
    const prompt = last === undefined ? undefined : this.#terminal.registerMarker(0);
    if (last !== undefined && prompt !== undefined) this.#commands = [{ ...last, prompt }];
    this.#events.onChange?.();
  }

  /** The shell is gone: what it ran has no end, and the next one begins anew. */
  noteEnded(): void {
    const last = this.#commands.at(-1);
    if (last !== undefined) last.isRunning = false;
    if (this.isAtPrompt) this.#drop(this.#commands.pop());
    this.#text = null;
    this.#events.onChange?.();
  }

  #note(mark: ShellMark): void {
    switch (mark.kind) {
      case 'prompt':
        this.#prompt();
        break;
      case 'input':
        this.#dropTyped();
        this.#typedAt = this.#cursor();
        return;
      case 'text':
        this.#text = mark.text;
        return;
      case 'output':
        this.#output();
        break;
      case 'end':
        this.#end(mark.exitCode);
        break;
      case 'folder':
        this.#folder = mark.folder;
        return;
      case 'past':
        this.#past(mark);
    }
    this.#events.onChange?.();
  }

  #prompt(): void {
    if (this.isAtPrompt) this.#drop(this.#commands.pop());
    const last = this.#commands.at(-1);
    if (last !== undefined) last.isRunning = false;
    const prompt = this.#terminal.registerMarker(0);
    if (prompt === undefined) return;
    this.#commands.push({ prompt, output: null, isRunning: false, exitCode: null, folder: this.#folder, text: null });
    while (this.#commands.length > MAX_COMMANDS) this.#drop(this.#commands.shift());
  }

  #output(): void {
    if (this.#commands.at(-1)?.isRunning === true) return; // said by what runs, not by the shell
    if (!this.isAtPrompt) this.#prompt();
    const current = this.#commands.at(-1);
    if (current === undefined) return;
    current.text = this.#text ?? this.#readTyped();
    current.output = this.#terminal.registerMarker(0) ?? null;
    current.isRunning = true;
    this.#text = null;
    this.#dropTyped();
    this.#events.onCommand?.(current);
  }

  #end(exitCode: number | null): void {
    const current = this.#commands.at(-1);
    if (current === undefined || !current.isRunning) return;
    current.isRunning = false;
    current.exitCode = exitCode;
  }

  #past({ up, outputUp, ...about }: Extract<ShellMark, { kind: 'past' }>): void {
    const prompt = this.#terminal.registerMarker(-up);
    if (prompt === undefined || prompt.line < 0) return prompt?.dispose();
    const { isRunning, exitCode, folder, text } = about;
    this.#folder = folder ?? this.#folder;
    this.#commands.push({ prompt, output: outputUp === null ? null : (this.#terminal.registerMarker(-outputUp) ?? null), isRunning, exitCode, folder, text });
  }

  #cursor(): { readonly marker: TextMarker; readonly column: number } | null {
    const marker = this.#terminal.registerMarker(0);
    return marker === undefined ? null : { marker, column: this.#terminal.buffer.active.cursorX };
  }

  /** What stands between the end of the prompt and the cursor; null where that cannot be told. */
  #readTyped(): string | null {
    const { active } = this.#terminal.buffer;
    const end = active.baseY + active.cursorY;
    if (this.#typedAt === null || this.#typedAt.marker.isDisposed || end - this.#typedAt.marker.line > MAX_TYPED_ROWS) return null;
    let text = '';
    for (let row = this.#typedAt.marker.line; row < end; row += 1) {
      const line = active.getLine(row);
      const isFirst = row === this.#typedAt.marker.line;
      const goesOn = active.getLine(row + 1)?.isWrapped === true && row + 1 < end;
      text += `${isFirst || line?.isWrapped === true ? '' : '\n'}${line?.translateToString(!goesOn, isFirst ? this.#typedAt.column : 0) ?? ''}`;
    }
    return text.trim() === '' ? null : text;
  }

  #drop(command: TrackedCommand | undefined): void {
    command?.prompt.dispose();
    command?.output?.dispose();
  }

  #dropTyped(): void {
    this.#typedAt?.marker.dispose();
    this.#typedAt = null;
  }

  #forget(): void {
    for (const command of this.#commands.splice(0)) this.#drop(command);
    this.#dropTyped();
    this.#text = null;
  }
}
