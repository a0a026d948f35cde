import type { FocusPlace, FocusWish } from '../../../components/workbench/focus-wish.ts';
import { Store } from '../../../components/workbench/store.ts';
import type { AtelierError } from '../../../shared/errors.ts';
import type { TerminalId } from '../../../shared/ids.ts';
import { fromWireError } from '../../../shared/procedures.ts';
import type { TerminalSize, TerminalView } from '../contract.ts';
import type { OpenTerminal } from './open-terminal.ts';

/** What it needs of a connection to a workspace; `WorkspaceConnection` has it all. */
export type TerminalProcedures = {
  create(input: { readonly size: TerminalSize }): Promise<TerminalView>;
  close(input: { readonly id: TerminalId }): Promise<unknown>;
  /** The list at once and after each change, for as long as the page is open, whatever happens to the connection. */
  watch(signal: AbortSignal): AsyncIterable<TerminalView[]>;
};

export type TerminalsDeps = {
  readonly procedures: TerminalProcedures;
  /** Makes the page's side of a terminal; slow the first time, when xterm is loaded. */
  open(id: TerminalId): Promise<OpenTerminal>;
  /** Which terminal should have the focus once it shows; `open` makes terminals that ask it. */
  readonly focusWish: FocusWish<TerminalId>;
  /** What was in front when the page was left, and where to keep it. */
  readonly remembered: TerminalId | null;
  remember(id: TerminalId | null): void;
};

export type TerminalsState = {
  /** null until the agent has said what there is. */
  readonly views: readonly TerminalView[] | null;
  readonly selected: TerminalId | null;
  /** Shown to the right of the selected one. */
  readonly beside: TerminalId | null;
  /** Of the two, the one that had the focus last: what "kill" means. */
  readonly front: TerminalId | null;
  readonly problem: { readonly doing: 'create' | 'kill' | 'list'; readonly error: AtelierError } | null;
};

/** The terminal's size before it has a place on the page; corrected when it attaches. */
const NEW_SIZE: TerminalSize = { cols: 120, rows: 12 };

/**
 * All terminals of a workspace in one page: which there are, which are shown. Lives outside React.
 * `start` begins; `dispose` lets go of the sockets and leaves the programs running.
 */
export class Terminals {
  readonly state = new Store<TerminalsState>({ views: null, selected: null, beside: null, front: null, problem: null });
  readonly #deps: TerminalsDeps;
  readonly #opened = new Map<TerminalId, Promise<OpenTerminal>>();
  readonly #leaving = new AbortController();

  constructor(deps: TerminalsDeps) {
    this.#deps = deps;
  }

  start(): void {
    void this.#follow();
  }

  /** The page's side of a terminal: made on first use, kept until the terminal is closed. */
  open(id: TerminalId): Promise<OpenTerminal> {
    const known = this.#opened.get(id);
    if (known !== undefined) return known;
    const opening = this.#deps.open(id);
    this.#opened.set(id, opening);
    opening.catch((error: unknown) => {
      if (this.#opened.get(id) === opening) this.#opened.delete(id);
      this.#problem({ doing: 'create', error: fromWireError(error) });
    });
    return opening;
  }

  async create(): Promise<void> {
    await this.#createFrom(this.#deps.focusWish.here());
  }

  /** Two side by side: a new one beside the selected, or back to one. */
  async toggleSplit(): Promise<void> {
    const { selected, beside } = this.state.get();
    if (selected === null) return this.create();
    if (beside !== null) return this.#show({ selected, beside: null });
    await this.#createThen((id) => this.#show({ selected, beside: id }), this.#deps.focusWish.here());
  }

  /** Brings a terminal to the front and gives it the focus. */
  select(id: TerminalId): void {
    const { selected, beside } = this.state.get();
    if (id !== beside && id !== selected) this.#show({ selected: id, beside: null });
    this.focus(id);
  }

  /** The next one (1) or the previous (-1), round and round. */
  selectBy(step: 1 | -1): void {
    const { views, selected } = this.state.get();
    if (views === null || views.length === 0) return;
    const at = views.findIndex((view) => view.id === selected);
    const next = views[(at + step + views.length) % views.length];
    if (next !== undefined) this.select(next.id);
  }

  /** Ends the program, and with it the terminal. */
  async kill(id: TerminalId): Promise<void> {
    try {
      await this.#deps.procedures.close({ id });
      this.#problem(null);
    } catch (error) {
      const failure = fromWireError(error);
      if (failure.code !== 'not_found') this.#problem({ doing: 'kill', error: failure });
    }
  }

  focus(id: TerminalId): void {
    this.#focusAskedFrom(this.#deps.focusWish.here(), id);
  }

  /** A terminal got the focus, by whatever way. */
  noteFocus(id: TerminalId): void {
    if (this.state.get().front !== id) this.state.update((state) => ({ ...state, front: id }));
  }

  dismissProblem(): void {
    this.#problem(null);
  }

  /** The connection is back: terminals need not wait for their next try. */
  reconnect(): void {
    for (const id of this.#opened.keys()) this.#withOpened(id, (terminal) => terminal.session.reconnectNow());
  }

  announce(isOn: boolean): void {
    for (const id of this.#opened.keys()) this.#withOpened(id, (terminal) => terminal.screen.announce(isOn));
  }

  dispose(): void {
    this.#leaving.abort();
    for (const id of this.#opened.keys()) this.#forget(id);
  }

  async #follow(): Promise<void> {
    try {
      for await (const views of this.#deps.procedures.watch(this.#leaving.signal)) await this.#apply(views);
    } catch (error) {
      if (!this.#leaving.signal.aborted) this.#problem({ doing: 'list', error: fromWireError(error) });
    }
  }

  async #apply(views: readonly TerminalView[]): Promise<void> {
    const isFirst = this.state.get().views === null;
    const exists = (id: TerminalId | null): id is TerminalId => id !== null && views.some((view) => view.id === id);
    for (const id of this.#opened.keys()) if (!exists(id)) this.#forget(id);
    const before = this.state.get();
    const beside = exists(before.beside) ? before.beside : null;
    const wanted = isFirst ? this.#deps.remembered : before.selected;
    const selected = exists(wanted) ? wanted : (beside ?? this.#neighbour(views, wanted));
    this.state.update((state) => ({ ...state, views }));
    this.#show({ selected, beside: selected === beside ? null : beside });
    // Nobody asked for it: who types into a file by now goes on typing there.
    if (isFirst && views.length === 0) await this.#createFrom(null);
  }

  /** What comes into the place of a terminal that has gone. */
  #neighbour(views: readonly TerminalView[], gone: TerminalId | null): TerminalId | null {
    const at = (this.state.get().views ?? []).findIndex((view) => view.id === gone);
    return (views[Math.max(0, Math.min(at, views.length - 1))] ?? null)?.id ?? null;
  }

  #focusAskedFrom(from: FocusPlace | null, id: TerminalId): void {
    this.#deps.focusWish.ask({ of: id, how: 'focus', from });
    this.noteFocus(id);
    this.#withOpened(id, (terminal) => terminal.takeFocus());
  }

  async #createFrom(from: FocusPlace | null): Promise<void> {
    await this.#createThen((id) => this.#show({ selected: id, beside: null }), from);
  }

  async #createThen(show: (id: TerminalId) => void, from: FocusPlace | null): Promise<void> {
    try {
      const view = await this.#deps.procedures.create({ size: NEW_SIZE });
      this.state.update((state) => {
        const views = state.views ?? [];
        return { ...state, problem: null, views: views.some(({ id }) => id === view.id) ? views : [...views, view] };
      });
      show(view.id);
      this.#focusAskedFrom(from, view.id);
    } catch (error) {
      this.#problem({ doing: 'create', error: fromWireError(error) });
    }
  }

  #show(shown: Pick<TerminalsState, 'selected' | 'beside'>): void {
    if (shown.selected !== this.state.get().selected) this.#deps.remember(shown.selected);
    this.state.update((state) => {
      const keepsFront = state.front !== null && (state.front === shown.selected || state.front === shown.beside);
      return { ...state, ...shown, front: keepsFront ? state.front : shown.selected };
    });
  }

  #problem(problem: TerminalsState['problem']): void {
    if (problem !== this.state.get().problem) this.state.update((state) => ({ ...state, problem }));
  }

  #forget(id: TerminalId): void {
    this.#withOpened(id, (terminal) => terminal.dispose());
    this.#opened.delete(id);
  }

  /** Does nothing for one that was not opened, or could not be (`open` has told). */
  #withOpened(id: TerminalId, use: (terminal: OpenTerminal) => void): void {
    this.#opened.get(id)?.then(use, () => undefined);
  }
}
