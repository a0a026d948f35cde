import { FitAddon } from '@xterm/addon-fit';
import { UnicodeGraphemesAddon } from '@xterm/addon-unicode-graphemes';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { type IDisposable, Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';

import { onThemeChange } from '../../../components/ui/theme.ts';
import { CommandTracker, type TrackedCommand } from '../../../shared/command-tracker.ts';
import { SCROLLBACK_LINES, TerminalSize } from '../contract.ts';
import { CommandGutter } from './command-gutter.ts';
import { type FileLinkDeps, FileLinks } from './file-links.ts';
import { loadImages } from './images.ts';
import { PredictedText } from './predicted-text.ts';
import type { PredictionRule } from './prediction.ts';
import { guardPaste, textToCopy, webLink } from './paste.ts';
import { ScreenPointer, type PointerEvents } from './screen-pointer.ts';
import { ScreenSearch } from './screen-search.ts';
import type { TerminalScreen } from './terminal-session.ts';
import { TextMirror } from './text-mirror.ts';
import { drawByWebgl } from './webgl.ts';
import { fontOf, type TerminalFontChoice, themeFromTokens } from './xterm-look.ts';

export type XtermScreenTexts = {
  readonly input: string;
  readonly text: string;
  readonly linkHint: string;
  /** What is said of a command that has ended, still runs, or was given up. */
  command(command: TrackedCommand): string;
};

/** What a member chose; may change at any time. */
export type ScreenChoice = TerminalFontChoice & {
  readonly cursorStyle: 'block' | 'line' | 'underline';
  readonly cursorBlink: boolean;
  readonly scrollback: number;
  readonly marks: boolean;
  readonly images: boolean;
  readonly prediction: PredictionRule;
};

export type XtermScreenEvents = PointerEvents & Omit<FileLinkDeps, 'hover'> & {
  onInput(bytes: Uint8Array): void;
  /** Also the first time, when it has been measured. */
  onResize(size: TerminalSize): void;
  onFocus(): void;
  /** A program wants this on the clipboard (OSC 52). Nothing happens unless somebody agrees. */
  onCopyRequest(text: string): void;
  /** Somebody pastes; nothing is typed unless `paste` is called. */
  onPaste(text: string): void;
  onBell(): void;
  onSelect(text: string): void;
  onCommandPress(command: TrackedCommand, at: { readonly x: number; readonly y: number }): void;
};

/** Text to find a place for until it is measured. */
const UNMEASURED: TerminalSize = { cols: 80, rows: 24 };
const OSC_CLIPBOARD = 52;
const CURSORS = { block: 'block', line: 'bar', underline: 'underline' } as const;

/**
 * xterm with what Atelier wants of it, in an element of its own that outlives the views: `mount` puts it
 * into one, and it keeps its screen while it is in none. Heavy: import it dynamically.
 */
export class XtermScreen implements TerminalScreen {
  /** Prompts and commands, as far as the shell tells of them. */
  readonly commands: CommandTracker;
  readonly search: ScreenSearch;
  readonly #element = document.createElement('div');
  readonly #terminal: Terminal;
  readonly #fit = new FitAddon();
  readonly #mirror: TextMirror;
  readonly #gutter: CommandGutter;
  readonly #events: XtermScreenEvents;
  readonly #observer = new ResizeObserver(() => this.#fitSoon());
  readonly #stops: (() => void)[];
  readonly #predicted: PredictedText;
  #rule: PredictionRule = { mode: 'off', aboveMs: 0 };
  #images: Promise<IDisposable> | null = null;
  #size: TerminalSize | null = null;
  #frame: number | null = null;

  constructor(texts: XtermScreenTexts, events: XtermScreenEvents) {
    this.#events = events;
    Terminal.strings.promptLabel = texts.input;
    this.#element.className = 'terminal-screen';
    this.#terminal = new Terminal({
      ...UNMEASURED,
      theme: themeFromTokens(),
      scrollback: SCROLLBACK_LINES,
      minimumContrastRatio: 4.5, // programs choose from 256 colours without knowing the theme
      macOptionIsMeta: true,
      allowProposedApi: true, // wide characters and graphemes
      logLevel: 'off', // output that does not parse is the program's business, and may be endless
      linkHandler: { activate: (event, text) => openLink(event, text), hover: () => this.#hint(texts.linkHint), leave: () => this.#hint('') },
    });
    this.commands = new CommandTracker(this.#terminal, null, { onChange: () => this.#gutter.update() });
    this.search = new ScreenSearch(this.#terminal);
    this.#gutter = new CommandGutter(this.#terminal, this.commands, { describe: (command) => texts.command(command), onPress: (command, at) => events.onCommandPress(command, at) });
    this.#terminal.loadAddon(this.#fit);
    this.#terminal.loadAddon(new UnicodeGraphemesAddon());
    this.#terminal.loadAddon(new WebLinksAddon(openLink, { hover: () => this.#hint(texts.linkHint), leave: () => this.#hint('') }));
    this.#terminal.registerLinkProvider(
      new FileLinks(this.#terminal, this.commands, { locate: (folder, paths) => events.locate(folder, paths), open: (link) => events.open(link), hover: (isOver) => this.#hint(isOver ? texts.linkHint : '') }),
    );
    this.#predicted = new PredictedText(this.#terminal, this.commands, () => this.#rule);
    this.#mirror = new TextMirror(this.#terminal, texts.text);
    const pointer = new ScreenPointer(this.#element, this.#terminal, events);
    this.#stops = [onThemeChange(() => (this.#terminal.options.theme = themeFromTokens())), () => pointer.dispose()];
    this.#connect();
  }

  get size(): TerminalSize {
    return this.#size ?? UNMEASURED;
  }

  /** Whether the program takes a paste of several lines as a text, not as lines typed one after another. */
  get takesPastesWhole(): boolean {
    return this.#terminal.modes.bracketedPasteMode;
  }

  get selection(): string {
    return this.#terminal.getSelection();
  }

  configure({ cursorStyle, cursorBlink, scrollback, marks, images, prediction, ...font }: ScreenChoice): void {
    const { options } = this.#terminal;
    Object.assign(options, { ...fontOf(font), cursorStyle: CURSORS[cursorStyle], cursorBlink, scrollback });
    this.#gutter.isShown = marks;
    this.#rule = prediction;
    this.#showImages(images);
    this.#fitSoon();
  }

  write(bytes: Uint8Array, drawn: () => void): void {
    this.#terminal.write(bytes, drawn);
  }

  clear(): void {
    this.#terminal.write('', () => {
      this.#terminal.clear();
      this.commands.noteCleared();
    });
  }

  believe(nonce: string): void {
    this.commands.nonce = nonce;
  }

  /** Types it as a paste, whatever it has in it. */
  paste(text: string): void {
    this.#terminal.paste(guardPaste(text));
  }

  selectAll(): void {
    this.#terminal.selectAll();
  }

  scrollTo(end: 'top' | 'bottom'): void {
    if (end === 'top') this.#terminal.scrollToTop();
    else this.#terminal.scrollToBottom();
  }

  /** Scrolls to the command before (-1) or after (1) the one that was gone to, or else the one that is being typed. */
  goToCommand(step: 1 | -1): void {
    const { active } = this.#terminal.buffer;
    const run = this.commands.commands.filter(({ output }) => output !== null);
    const from = this.#gutter.chosen?.prompt.line ?? active.baseY + active.cursorY;
    const to = step === 1 ? run.find(({ prompt }) => prompt.line > from) : run.findLast(({ prompt }) => prompt.line < from);
    this.#gutter.choose(to ?? (step === 1 ? null : this.#gutter.chosen));
    if (to !== undefined) this.#terminal.scrollToLine(Math.max(0, to.prompt.line - 1));
    else if (step === 1) this.#terminal.scrollToBottom();
  }

  /** What a command printed, as far as it is still there. */
  outputOf(command: TrackedCommand): string {
    if (command.output === null || command.output.isDisposed) return '';
    const { active } = this.#terminal.buffer;
    const { commands } = this.commands;
    const end = commands[commands.indexOf(command) + 1]?.prompt.line ?? active.baseY + active.cursorY + 1;
    let text = '';
    for (let row = command.output.line; row < end; row += 1) {
      const line = active.getLine(row);
      const goesOn = active.getLine(row + 1)?.isWrapped === true;
      text += `${line?.translateToString(!goesOn) ?? ''}${goesOn ? '' : '\n'}`;
    }
    return text.trimEnd();
  }

  /** Shows it in `container`, instead of where it was. Returns what takes it out again. */
  mount(container: HTMLElement): () => void {
    container.append(this.#element);
    if (this.#terminal.element === undefined) this.#open();
    this.#observer.observe(this.#element);
    this.#fitNow();
    return () => {
      this.#observer.unobserve(this.#element);
      if (this.#element.parentElement === container) this.#element.remove();
    };
  }

  focus(): void {
    this.#terminal.focus();
  }

  /** xterm's own mode: announces what appears. Costs something for every character. */
  announce(isOn: boolean): void {
    this.#terminal.options.screenReaderMode = isOn;
    this.#mirror.element.hidden = isOn; // it has the text then
  }

  dispose(): void {
    for (const stop of this.#stops) stop();
    this.#observer.disconnect();
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    this.#mirror.dispose();
    this.#terminal.dispose();
    this.#element.remove();
  }

  #connect(): void {
    const terminal = this.#terminal;
    const encoder = new TextEncoder();
    terminal.onData((text) => {
      this.#gutter.choose(null);
      this.#predicted.type(text);
      this.#events.onInput(encoder.encode(text));
    });
    terminal.onBinary((text) => this.#events.onInput(Uint8Array.from(text, (character) => character.charCodeAt(0))));
    terminal.onBell(() => this.#events.onBell());
    terminal.onSelectionChange(() => this.#events.onSelect(terminal.getSelection()));
    terminal.attachCustomKeyEventHandler((event) => this.#onKey(event));
    terminal.parser.registerOscHandler(OSC_CLIPBOARD, (sequence) => {
      const text = textToCopy(sequence);
      if (text !== null) this.#events.onCopyRequest(text);
      return true;
    });
    // Before xterm's own handlers, which paste what they get.
    this.#element.addEventListener('paste', (event) => this.#onPaste(event), { capture: true });
    this.#element.addEventListener('focusin', () => this.#events.onFocus());
  }

  #open(): void {
    this.#terminal.open(this.#element);
    this.#terminal.element?.append(this.#gutter.element);
    this.#element.append(this.#mirror.element);
    this.#terminal.textarea?.setAttribute('data-first-focus', '');
    void drawByWebgl(this.#terminal);
  }

  #onPaste(event: ClipboardEvent): void {
    event.preventDefault();
    event.stopPropagation();
    this.#events.onPaste(event.clipboardData?.getData('text/plain') ?? '');
  }

  /** @returns false for keys that are the browser's or ours: xterm leaves them alone. */
  #onKey(event: KeyboardEvent): boolean {
    const isOurs = event.ctrlKey && event.shiftKey && !event.altKey;
    if (isOurs && event.code === 'KeyV') return false; // the browser pastes
    if (!isOurs || event.code !== 'KeyC') return true;
    if (event.type === 'keydown') {
      event.preventDefault(); // the browser's inspector
      if (this.#terminal.hasSelection()) document.execCommand('copy'); // xterm fills it in, without a permission
    }
    return false;
  }

  #showImages(isOn: boolean): void {
    if (isOn) this.#images ??= loadImages(this.#terminal);
    else if (this.#images !== null) {
      void this.#images.then((images) => images.dispose());
      this.#images = null;
    }
  }

  #hint(text: string): void {
    this.#element.title = text;
  }

  /** At most once a frame, whatever is being dragged. */
  #fitSoon(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null;
      this.#fitNow();
    });
  }

  #fitNow(): void {
    const wanted = this.#fit.proposeDimensions();
    if (!this.#element.checkVisibility() || wanted === undefined || !Number.isFinite(wanted.cols) || !Number.isFinite(wanted.rows)) return;
    const size = TerminalSize.parse(wanted);
    if (this.#size !== null && size.cols === this.#size.cols && size.rows === this.#size.rows) return;
    this.#size = size;
    this.#terminal.resize(size.cols, size.rows);
    this.#gutter.update();
    this.#events.onResize(size);
  }
}

/** A plain click selects; a link opens with Ctrl or Command, in a tab that knows nothing of this one. */
function openLink(event: MouseEvent, text: string): void {
  const address = webLink(text);
  if (address !== null && (event.ctrlKey || event.metaKey)) window.open(address, '_blank', 'noopener,noreferrer');
}
