import { FocusWish } from '../../../components/workbench/focus-wish.ts';
import { defineSession } from '../../../components/workbench/session.ts';
import { Store } from '../../../components/workbench/store.ts';
import type { Workbench } from '../../../components/workbench/workbench.ts';
import { TerminalId } from '../../../shared/ids.ts';
import { terminalContract } from '../contract.ts';
import { OpenTerminal } from './open-terminal.ts';
import { Terminals } from './terminals.ts';
import type { XtermScreenTexts } from './xterm-screen.ts';

const ANNOUNCE_KEY = 'atelier:terminal-announce';

/** The terminals of one workbench: what `Terminals` needs, taken from the connection and the browser. */
export class TerminalFeature {
  readonly terminals: Terminals;
  readonly announces: Store<boolean>;
  readonly #stops: (() => void)[];
  #texts: XtermScreenTexts = { input: '', text: '', linkHint: '' };

  constructor(workbench: Workbench) {
    const { connection } = workbench;
    const procedures = connection.procedures('terminal', terminalContract);
    const key = `atelier:terminal:${workbench.workspace.id}`;
    const focusWish = new FocusWish<TerminalId>(document);
    const loadScreen = async () => import('./xterm-screen.ts');
    this.announces = new Store(localStorage.getItem(ANNOUNCE_KEY) === 'on');
    this.terminals = new Terminals({
      procedures: {
        create: (input) => procedures.create(input),
        close: (input) => procedures.close(input),
        watch: (signal) => connection.resuming((ending) => procedures.watch(undefined, { signal: ending }), { signal }),
      },
      open: async (id) => {
        const { XtermScreen } = await loadScreen();
        const terminal = new OpenTerminal({
          id,
          texts: this.#texts,
          openSocket: (path) => connection.openSocket(path),
          onFocus: () => this.terminals.noteFocus(id),
          takesFocus: () => focusWish.take(id) !== null,
          createScreen: (texts, events) => new XtermScreen(texts, events),
        });
        terminal.screen.announce(this.announces.get());
        return terminal;
      },
      focusWish,
      remembered: TerminalId.safeParse(localStorage.getItem(key)).data ?? null,
      remember: (id) => (id === null ? localStorage.removeItem(key) : localStorage.setItem(key, id)),
    });
    this.#stops = [
      connection.state.subscribe(() => {
        if (connection.state.get().phase === 'open') this.terminals.reconnect();
      }),
    ];
    void loadScreen(); // while the agent is asked what there is
    this.terminals.start();
  }

  /** The words that xterm itself shows and reads aloud, in the language of the page. */
  setTexts(texts: XtermScreenTexts): void {
    this.#texts = texts;
  }

  toggleAnnouncing(): void {
    this.announces.update((isOn) => !isOn);
    localStorage.setItem(ANNOUNCE_KEY, this.announces.get() ? 'on' : 'off');
    this.terminals.announce(this.announces.get());
  }

  dispose(): void {
    for (const stop of this.#stops) stop();
    this.terminals.dispose();
  }
}

export const terminalFeature = defineSession((workbench) => new TerminalFeature(workbench));
