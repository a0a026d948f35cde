import { FitAddon } from '@xterm/addon-fit';
import { UnicodeGraphemesAddon } from '@xterm/addon-unicode-graphemes';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';

import { onThemeChange } from '../../../components/ui/theme.ts';
import { CommandTracker } from '../../../shared/command-tracker.ts';
import { SCROLLBACK_LINES, TerminalSize } from '../contract.ts';
import { guardPaste, textToCopy, webLink } from './paste.ts';
import type { TerminalScreen } from './terminal-session.ts';
import { TextMirror } from './text-mirror.ts';
import { drawByWebgl } from './webgl.ts';
import { fontFromTokens, themeFromTokens } from './xterm-look.ts';

export type XtermScreenTexts = { readonly input: string; readonly text: string; readonly linkHint: string };

export type XtermScreenEvents = {
  onInput(bytes: Uint8Array): void;
  /** Also the first time, when it has been measured. */
  onResize(size: TerminalSize): void;
  onFocus(): void;
  /** A program wants this on the clipboard (OSC 52). Nothing happens unless somebody agrees. */
  onCopyRequest(text: string): void;
};

/** Text to find a place for until it is measured. */
const UNMEASURED: TerminalSize = { cols: 80, rows: 24 };
const OSC_CLIPBOARD = 52;

/**
 * xterm with what Atelier wants of it, in an element of its own that outlives the views: `mount` puts it
 * into one, and it keeps its screen while it is in none. Heavy: import it dynamically.
 */
export class XtermScreen implements TerminalScreen {
  /** Prompts and commands, as far as the shell tells of them. */
  readonly commands: CommandTracker;
  readonly #element = document.createElement('div');
  readonly #terminal: Terminal;
  readonly #fit = new FitAddon();
  readonly #mirror: TextMirror;
  readonly #events: XtermScreenEvents;
  readonly #observer = new ResizeObserver(() => this.#fitSoon());
  readonly #stopTheme: () => void;
  #size: TerminalSize | null = null;
  #frame: number | null = null;

  constructor(texts: XtermScreenTexts, events: XtermScreenEvents) {
    this.#events = events;
    Terminal.strings.promptLabel = texts.input;
    this.#element.className = 'terminal-screen';
    this.#terminal = new Terminal({
      ...UNMEASURED,
      ...fontFromTokens(),
      theme: themeFromTokens(),
      scrollback: SCROLLBACK_LINES,
      minimumContrastRatio: 4.5, // programs choose from 256 colours without knowing the theme
      macOptionIsMeta: true,
      cursorBlink: false,
      allowProposedApi: true, // wide characters and graphemes
      logLevel: 'off', // output that does not parse is the program's business, and may be endless
      linkHandler: { activate: (event, text) => openLink(event, text), hover: () => this.#hint(texts.linkHint), leave: () => this.#hint('') },
    });
    this.#terminal.loadAddon(this.#fit);
    this.#terminal.loadAddon(new UnicodeGraphemesAddon());
    this.#terminal.loadAddon(new WebLinksAddon(openLink, { hover: () => this.#hint(texts.linkHint), leave: () => this.#hint('') }));
    this.commands = new CommandTracker(this.#terminal, null);
    this.#mirror = new TextMirror(this.#terminal, texts.text);
    this.#stopTheme = onThemeChange(() => (this.#terminal.options.theme = themeFromTokens()));
    this.#connect();
  }

  get size(): TerminalSize {
    return this.#size ?? UNMEASURED;
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
    this.#stopTheme();
    this.#observer.disconnect();
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    this.#mirror.dispose();
    this.#terminal.dispose();
    this.#element.remove();
  }

  #connect(): void {
    const terminal = this.#terminal;
    const encoder = new TextEncoder();
    terminal.onData((text) => this.#events.onInput(encoder.encode(text)));
    terminal.onBinary((text) => this.#events.onInput(Uint8Array.from(text, (character) => character.charCodeAt(0))));
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
    this.#element.append(this.#mirror.element);
    this.#terminal.textarea?.setAttribute('data-first-focus', '');
    void drawByWebgl(this.#terminal);
  }

  #onPaste(event: ClipboardEvent): void {
    event.preventDefault();
    event.stopPropagation();
    this.#terminal.paste(guardPaste(event.clipboardData?.getData('text/plain') ?? ''));
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
    this.#events.onResize(size);
  }
}

/** A plain click selects; a link opens with Ctrl or Command, in a tab that knows nothing of this one. */
function openLink(event: MouseEvent, text: string): void {
  const address = webLink(text);
  if (address !== null && (event.ctrlKey || event.metaKey)) window.open(address, '_blank', 'noopener,noreferrer');
}
