import { Store } from '../../../components/workbench/store.ts';
import type { TerminalId } from '../../../shared/ids.ts';
import { TerminalSession } from './terminal-session.ts';
import type { XtermScreen, XtermScreenEvents, XtermScreenTexts } from './xterm-screen.ts';

export type OpenTerminalDeps = {
  readonly id: TerminalId;
  readonly texts: XtermScreenTexts;
  openSocket(path: string): WebSocket;
  onFocus(): void;
  /** Asked as it shows: whether it should have the focus then. */
  takesFocus(): boolean;
  createScreen(texts: XtermScreenTexts, events: XtermScreenEvents): XtermScreen;
};

/** What the pane shows besides the screen; each waits for an answer or to be put away. */
export type TerminalNotice = { readonly kind: 'copy'; readonly text: string } | { readonly kind: 'too-large' };

/**
 * One terminal in the page: its session and its screen, tied together. Connects once the screen has been
 * measured, so that the program starts at its real size.
 */
export class OpenTerminal {
  readonly session: TerminalSession;
  readonly screen: XtermScreen;
  readonly notice = new Store<TerminalNotice | null>(null);
  #started = false;
  #mounted = false;
  readonly #takesFocus: () => boolean;

  constructor(deps: OpenTerminalDeps) {
    this.#takesFocus = () => deps.takesFocus();
    this.screen = deps.createScreen(deps.texts, {
      onInput: (bytes) => {
        if (!this.session.write(bytes) && bytes.length > 1) this.notice.set({ kind: 'too-large' });
      },
      onResize: () => this.#sizeKnown(),
      onFocus: () => {
        deps.onFocus();
        this.session.resize(this.screen.size); // of several pages the one that is typed in decides
      },
      onCopyRequest: (text) => this.notice.set({ kind: 'copy', text }),
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
      this.#mounted = false;
      this.session.setShown(false);
      unmount();
    };
  }

  /** Where it was asked for, and as soon as it shows. */
  takeFocus(): void {
    if (this.#mounted && this.#takesFocus()) this.screen.focus();
  }

  dispose(): void {
    this.session.dispose();
    this.screen.dispose();
  }

  #sizeKnown(): void {
    if (this.#started) return this.session.resize(this.screen.size);
    this.#started = true;
    this.session.start();
  }
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
