import { Store } from '../../../components/workbench/store.ts';
import type { TrackedCommand } from '../../../shared/command-tracker.ts';
import type { TerminalId } from '../../../shared/ids.ts';
import type { LocatedPath } from '../contract.ts';
import { asksFirst } from './paste.ts';
import { quotePath } from './quote-path.ts';
import { TerminalSession } from './terminal-session.ts';
import type { ScreenChoice, XtermScreen, XtermScreenEvents, XtermScreenTexts } from './xterm-screen.ts';

type Point = { readonly x: number; readonly y: number };

/** What a member chose that the screen does not need to know. */
export type TerminalHabits = {
  readonly pasteWarning: 'auto' | 'always' | 'never';
  readonly rightClick: 'default' | 'copyPaste' | 'paste' | 'nothing';
  readonly copyOnSelection: boolean;
  readonly wheelZoom: boolean;
};

export type OpenTerminalDeps = {
  readonly id: TerminalId;
  readonly texts: XtermScreenTexts;
  openSocket(path: string): WebSocket;
  onFocus(): void;
  /** Asked as it shows: whether it should have the focus then. */
  takesFocus(): boolean;
  createScreen(texts: XtermScreenTexts, events: XtermScreenEvents): XtermScreen;
  habits(): TerminalHabits;
  locate(folder: string | null, texts: readonly string[]): Promise<readonly (LocatedPath | null)[]>;
  /** Brings dropped files to where the shell is; null where the member may not. As `BringFiles`. */
  bring(): ((drop: DataTransfer) => Promise<readonly string[]>) | null;
  openPath(link: LocatedPath & { readonly line?: number; readonly column?: number }): void;
  onZoom(step: 1 | -1): void;
  onBell(): void;
};

/** What the pane shows besides the screen; each waits for an answer or to be put away. */
export type TerminalNotice = { readonly kind: 'copy'; readonly text: string } | { readonly kind: 'too-large' } | { readonly kind: 'brought'; readonly paths: readonly string[] } | { readonly kind: 'no-clipboard' };

/** A menu over the screen: of the terminal, or of one command. */
export type TerminalMenuAt = { readonly at: Point; readonly command: TrackedCommand | null };

/**
 * One terminal in the page: its session and its screen, tied together. Connects once the screen has been
 * measured, so that the program starts at its real size.
 */
export class OpenTerminal {
  readonly session: TerminalSession;
  readonly screen: XtermScreen;
  readonly notice = new Store<TerminalNotice | null>(null);
  /** A text of several lines that waits for a yes. */
  readonly pasting = new Store<string | null>(null);
  readonly menu = new Store<TerminalMenuAt | null>(null);
  readonly isFinding = new Store(false);
  readonly #deps: OpenTerminalDeps;
  #started = false;
  #mounted = false;
  /** How often something was typed. */
  #inputs = 0;

  constructor(deps: OpenTerminalDeps) {
    this.#deps = deps;
    this.screen = deps.createScreen(deps.texts, {
      onInput: (bytes) => {
        this.#inputs += 1;
        if (!this.session.write(bytes) && bytes.length > 1) this.notice.set({ kind: 'too-large' });
      },
      onResize: () => this.#sizeKnown(),
      onFocus: () => {
        deps.onFocus();
        this.session.resize(this.screen.size); // of several pages the one that is typed in decides
      },
      onCopyRequest: (text) => this.notice.set({ kind: 'copy', text }),
      onPaste: (text) => this.paste(text),
      onBell: () => deps.onBell(),
      onSelect: (text) => {
        if (text !== '' && deps.habits().copyOnSelection) void copy(text);
      },
      onContextMenu: (at) => this.#rightClick(at),
      onCommandPress: (command, at) => this.menu.set({ command, at }),
      onDropPaths: (paths) => this.insertPaths(paths),
      takesFiles: () => deps.bring() !== null,
      onDropFiles: (drop) => void this.#bring(drop),
      onZoom: (step) => this.#zoom(step),
      locate: (folder, texts) => deps.locate(folder, texts),
      open: (link) => deps.openPath(link),
    });
    this.session = new TerminalSession({ id: deps.id, screen: this.screen, openSocket: (path) => deps.openSocket(path), whenWanted: whenVisible });
  }

  /** Shows it in `container`; returns what takes it out again. */
  mount(container: HTMLElement): () => void {
    const unmount = this.screen.mount(container);
    this.#mounted = true;
    this.session.setShown(true);
    this.takeFocus();
    return () => {
      // It may have been put elsewhere meanwhile.
      if (container.childElementCount === 0) return;
      this.#mounted = false;
      this.session.setShown(false);
      unmount();
    };
  }

  configure(choice: ScreenChoice): void {
    this.screen.configure(choice);
  }

  /** Where it was asked for, and as soon as it shows. */
  takeFocus(): void {
    if (this.#mounted && this.#deps.takesFocus()) this.screen.focus();
  }

  /** Pastes, or asks first. */
  paste(text: string): void {
    const asks = asksFirst(text, { warning: this.#deps.habits().pasteWarning, takesWhole: this.screen.takesPastesWhole });
    if (asks) this.pasting.set(text);
    else this.screen.paste(text);
  }

  /** What is on the clipboard, where the browser lets a page read it. */
  async pasteClipboard(): Promise<void> {
    try {
      this.paste(await navigator.clipboard.readText());
    } catch {
      this.notice.set({ kind: 'no-clipboard' });
    }
  }

  copySelection(): void {
    if (this.screen.selection !== '') void copy(this.screen.selection);
  }

  /** As words of a command line, a space behind each. */
  insertPaths(paths: readonly string[]): void {
    this.screen.paste(paths.map((path) => `${quotePath(path)} `).join(''));
    this.screen.focus();
  }

  /** Types a command at the prompt; `runs`: with Enter. */
  type(command: string, { runs }: { readonly runs: boolean }): void {
    this.screen.paste(command);
    if (runs) this.session.write(Uint8Array.of(0x0d));
    this.screen.focus();
  }

  dispose(): void {
    this.session.dispose();
    this.screen.dispose();
  }

  /** What was dropped is typed as paths once it is there; asked first when something else was typed meanwhile, whoever reads that now. */
  async #bring(drop: DataTransfer): Promise<void> {
    const inputs = this.#inputs;
    const paths = (await this.#deps.bring()?.(drop)) ?? [];
    if (paths.length === 0) return;
    if (this.#inputs === inputs) this.insertPaths(paths);
    else this.notice.set({ kind: 'brought', paths });
  }

  #rightClick(at: Point): void {
    switch (this.#deps.habits().rightClick) {
      case 'default':
        this.menu.set({ command: null, at });
        return;
      case 'copyPaste':
        if (this.screen.selection === '') void this.pasteClipboard();
        else this.copySelection();
        return;
      case 'paste':
        void this.pasteClipboard();
        return;
      case 'nothing':
    }
  }

  #zoom(step: 1 | -1): boolean {
    if (!this.#deps.habits().wheelZoom) return false;
    this.#deps.onZoom(step);
    return true;
  }

  #sizeKnown(): void {
    if (this.#started) return this.session.resize(this.screen.size);
    this.#started = true;
    this.session.start();
  }
}

/** The text is on the screen still, where the browser refuses. */
async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text).catch(() => undefined);
}

/** A page that nobody looks at does not reconnect: its timers are so slow that it would be let go again. */
function whenVisible(): Promise<void> {
  if (document.visibilityState === 'visible') return Promise.resolve();
  return new Promise((resolve) => {
    const look = (): void => {
      if (document.visibilityState !== 'visible') return;
      document.removeEventListener('visibilitychange', look);
      resolve();
    };
    document.addEventListener('visibilitychange', look);
  });
}
