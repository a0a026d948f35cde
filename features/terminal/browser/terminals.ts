import type { FocusPlace, FocusWish } from '../../../components/workbench/focus-wish.ts';
import { Store } from '../../../components/workbench/store.ts';
import type { AtelierError } from '../../../shared/errors.ts';
import type { TerminalId } from '../../../shared/ids.ts';
import { fromWireError } from '../../../shared/procedures.ts';
import type { TerminalColour, TerminalProfile, TerminalSize, TerminalView } from '../contract.ts';
import { type DropPlace, type Groups, groupsOf, groupWith, moved, movedBy, unsplit } from './arrangement.ts';
import type { OpenTerminal } from './open-terminal.ts';

export type CreateInput = { readonly size: TerminalSize; readonly folder?: string; readonly profile?: TerminalProfile; readonly beside?: TerminalId; readonly marks?: boolean };

/** What it needs of a connection to a workspace; `WorkspaceConnection` has it all. */
export type TerminalProcedures = {
  create(input: CreateInput): Promise<TerminalView>;
  close(input: { readonly id: TerminalId }): Promise<unknown>;
  label(input: { readonly id: TerminalId; readonly name?: string | null; readonly colour?: TerminalColour | null }): Promise<unknown>;
  arrange(input: { readonly groups: TerminalId[][] }): Promise<unknown>;
  clear(input: { readonly id: TerminalId }): Promise<unknown>;
  /** The list at once and after each change, for as long as the page is open, whatever happens to the connection. */
  watch(signal: AbortSignal): AsyncIterable<TerminalView[]>;
};

export type TerminalsDeps = {
  readonly procedures: TerminalProcedures;
  /** Makes the page's side of a terminal; slow the first time, when xterm is loaded. */
  open(id: TerminalId): Promise<OpenTerminal>;
  /** What a new terminal starts with, as the member chose. */
  defaults(): Pick<CreateInput, 'folder' | 'profile' | 'marks'>;
  /** Whether a split starts where the shell is beside which it stands. */
  splitsInPlace(): boolean;
  /** Shows one among the editors. */
  showInEditor(id: TerminalId): void;
  /** One that is gone, or shall be in the panel again, is among the editors no more. */
  leaveEditor(id: TerminalId): void;
  /** Which terminal should have the focus once it shows; `open` makes terminals that ask it. */
  readonly focusWish: FocusWish<TerminalId>;
  /** What was in front when the page was left, and where to keep it. */
  readonly remembered: TerminalId | null;
  remember(id: TerminalId | null): void;
};

export type TerminalsState = {
  /** In the order of their tabs; null until the agent has said what there is. */
  readonly views: readonly TerminalView[] | null;
  /** Those that are shown among the editors; the panel has the others. */
  readonly inEditor: ReadonlySet<TerminalId>;
  /** In the panel, the one whose group shows. */
  readonly selected: TerminalId | null;
  /** The one that had the focus last: what "kill" means. */
  readonly front: TerminalId | null;
  /** Those that rang while nobody looked. */
  readonly rung: ReadonlySet<TerminalId>;
  readonly problem: { readonly doing: 'create' | 'kill' | 'list' | 'change'; readonly error: AtelierError } | null;
};

/** The terminal's size before it has a place on the page; corrected when it attaches. */
const NEW_SIZE: TerminalSize = { cols: 120, rows: 12 };
const NONE: ReadonlySet<TerminalId> = new Set();

/**
 * All terminals of a workspace in one page: which there are, which are shown. Lives outside React.
 * `start` begins; `dispose` lets go of the sockets and leaves the programs running.
 */
export class Terminals {
  readonly state = new Store<TerminalsState>({ views: null, inEditor: NONE, selected: null, front: null, rung: NONE, problem: null });
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

  /** The terminals that the panel has, group by group. */
  groups(): Groups {
    const { views, inEditor } = this.state.get();
    return groupsOf((views ?? []).filter(({ id }) => !inEditor.has(id)));
  }

  /** Those that the panel shows side by side. */
  shown(): readonly TerminalId[] {
    return groupWith(this.groups(), this.state.get().selected);
  }

  frontView(): TerminalView | null {
    const { views, front } = this.state.get();
    return views?.find(({ id }) => id === front) ?? null;
  }

  async create(about: Partial<CreateInput> & { readonly place?: 'editor' } = {}): Promise<void> {
    await this.#createFrom(this.#deps.focusWish.here(), about);
  }

  /** A new one beside the one that was used last. */
  async split(): Promise<void> {
    const beside = this.state.get().selected;
    const view = this.state.get().views?.find(({ id }) => id === beside);
    if (view === undefined) return this.create();
    const folder = this.#deps.splitsInPlace() ? { folder: view.folder } : {};
    await this.#createFrom(this.#deps.focusWish.here(), { beside: view.id, profile: view.profile, ...folder });
  }

  /** Brings a terminal to the front and gives it the focus. */
  select(id: TerminalId): void {
    if (this.state.get().inEditor.has(id)) this.#deps.showInEditor(id);
    else this.#show(id);
    this.focus(id);
  }

  /** The next group (1) or the previous (-1), round and round. */
  selectBy(step: 1 | -1): void {
    const groups = this.groups();
    const { selected } = this.state.get();
    const at = groups.findIndex((group) => selected !== null && group.includes(selected));
    const [next] = groups[(at + step + groups.length) % Math.max(1, groups.length)] ?? [];
    if (next !== undefined) this.select(next);
  }

  /** The next terminal of the group that shows, round and round. */
  focusBeside(step: 1 | -1): void {
    const shown = this.shown();
    const { front } = this.state.get();
    const next = shown[(shown.findIndex((id) => id === front) + step + shown.length) % Math.max(1, shown.length)];
    if (next !== undefined) this.select(next);
  }

  /** Ends the program, and with it the terminal. */
  async kill(id: TerminalId): Promise<void> {
    await this.#try('kill', async () => {
      await this.#deps.procedures.close({ id }).catch((error: unknown) => {
        if (fromWireError(error).code !== 'not_found') throw error;
      });
    });
  }

  async rename(id: TerminalId, name: string | null): Promise<void> {
    await this.#try('change', () => this.#deps.procedures.label({ id, name }));
  }

  async colour(id: TerminalId, colour: TerminalColour | null): Promise<void> {
    await this.#try('change', () => this.#deps.procedures.label({ id, colour }));
  }

  async clear(id: TerminalId): Promise<void> {
    await this.#try('change', () => this.#deps.procedures.clear({ id }));
  }

  move(id: TerminalId, place: DropPlace): Promise<void> {
    return this.#arrange((groups) => moved(groups, id, place));
  }

  moveBy(id: TerminalId, step: 1 | -1): Promise<void> {
    return this.#arrange((groups) => movedBy(groups, id, step));
  }

  unsplit(id: TerminalId): Promise<void> {
    return this.#arrange((groups) => unsplit(groups, id));
  }

  /** The same session, at another place of the page. */
  moveToEditor(id: TerminalId): void {
    this.#deps.showInEditor(id);
    this.focus(id);
  }

  moveToPanel(id: TerminalId): void {
    this.noteInEditor(new Set([...this.state.get().inEditor].filter((other) => other !== id)));
    this.#deps.leaveEditor(id);
    this.#show(id);
    this.focus(id);
  }

  /** These are among the editors, and no others. */
  noteInEditor(inEditor: ReadonlySet<TerminalId>): void {
    const before = this.state.get();
    if (before.inEditor.size === inEditor.size && [...inEditor].every((id) => before.inEditor.has(id))) return;
    this.state.update((state) => ({ ...state, inEditor }));
    if (before.selected !== null && !inEditor.has(before.selected)) return;
    const back = [...before.inEditor].find((id) => !inEditor.has(id)) ?? null;
    this.#show(back ?? this.#neighbour(before.selected));
  }

  focus(id: TerminalId): void {
    this.#focusAskedFrom(this.#deps.focusWish.here(), id);
  }

  /** A terminal got the focus, by whatever way. */
  noteFocus(id: TerminalId): void {
    const { front, rung, inEditor, selected } = this.state.get();
    const shows = inEditor.has(id) || selected === id ? {} : { selected: id };
    if (front !== id || rung.has(id)) this.state.update((state) => ({ ...state, ...shows, front: id, rung: new Set([...rung].filter((other) => other !== id)) }));
  }

  noteBell(id: TerminalId): void {
    this.state.update((state) => (state.rung.has(id) ? state : { ...state, rung: new Set([...state.rung, id]) }));
  }

  dismissProblem(): void {
    this.#problem(null);
  }

  /** The connection is back: terminals need not wait for their next try. */
  reconnect(): void {
    this.each((terminal) => terminal.session.reconnectNow());
  }

  /** Each that was opened, as soon as it is. */
  each(use: (terminal: OpenTerminal) => void): void {
    for (const id of this.#opened.keys()) this.withOpened(id, use);
  }

  /** Does nothing for one that was not opened, or could not be (`open` has told). */
  withOpened(id: TerminalId, use: (terminal: OpenTerminal) => void): void {
    this.#opened.get(id)?.then(use, () => undefined);
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
    const before = this.state.get();
    const isFirst = before.views === null;
    const exists = (id: TerminalId | null): id is TerminalId => id !== null && views.some((view) => view.id === id);
    for (const id of this.#opened.keys()) if (!exists(id)) this.#forget(id);
    for (const id of before.inEditor) if (!exists(id) && !isFirst) this.#deps.leaveEditor(id);
    const wanted = isFirst ? this.#deps.remembered : before.selected;
    const near = this.#neighbour(wanted, views);
    this.state.update((state) => ({ ...state, views, front: exists(state.front) ? state.front : null }));
    this.#show(exists(wanted) && !this.state.get().inEditor.has(wanted) ? wanted : near);
    // Nobody asked for it: who types into a file by now goes on typing there.
    if (isFirst && views.length === 0) await this.#createFrom(null, {});
  }

  /** What comes into the place of a terminal that has gone: one of its group, else of those beside it. */
  #neighbour(gone: TerminalId | null, views = this.state.get().views ?? []): TerminalId | null {
    const { views: before, inEditor } = this.state.get();
    const left = views.filter(({ id }) => id !== gone && !inEditor.has(id));
    const group = before?.find(({ id }) => id === gone)?.group;
    const kin = left.find((view) => view.group === group);
    const at = (before ?? []).filter(({ id }) => !inEditor.has(id) || id === gone).findIndex(({ id }) => id === gone);
    return (kin ?? left[Math.max(0, Math.min(at, left.length - 1))] ?? null)?.id ?? null;
  }

  #focusAskedFrom(from: FocusPlace | null, id: TerminalId): void {
    this.#deps.focusWish.ask({ of: id, how: 'focus', from });
    this.noteFocus(id);
    this.withOpened(id, (terminal) => terminal.takeFocus());
  }

  async #createFrom(from: FocusPlace | null, { place, ...about }: Partial<CreateInput> & { readonly place?: 'editor' }): Promise<void> {
    await this.#try('create', async () => {
      const view = await this.#deps.procedures.create({ size: NEW_SIZE, ...this.#deps.defaults(), ...about });
      this.state.update((state) => ({ ...state, views: withNew(state.views ?? [], view) }));
      if (place === 'editor') this.#deps.showInEditor(view.id);
      else this.#show(view.id);
      this.#focusAskedFrom(from, view.id);
    });
  }

  /** Shows the tabs as they shall be at once; what the agent says of it comes soon. */
  async #arrange(change: (groups: Groups) => Groups): Promise<void> {
    const { views } = this.state.get();
    const before = groupsOf(views ?? []);
    const groups = change(before);
    if (groups === before) return;
    const known = new Map(views?.map((view) => [view.id, view]));
    this.state.update((state) => ({ ...state, views: groups.flatMap(([...ids]) => ids.flatMap((id) => known.get(id) ?? []).map((view) => ({ ...view, group: ids[0] ?? view.group }))) }));
    await this.#try('change', () => this.#deps.procedures.arrange({ groups: groups.map((ids) => [...ids]) }));
  }

  #show(selected: TerminalId | null): void {
    if (selected !== this.state.get().selected) this.#deps.remember(selected);
    this.state.update((state) => {
      const shown = groupWith(this.groups(), selected);
      const keepsFront = state.front !== null && (shown.includes(state.front) || state.inEditor.has(state.front));
      return { ...state, selected, front: keepsFront ? state.front : selected };
    });
  }

  async #try(doing: NonNullable<TerminalsState['problem']>['doing'], work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
      this.#problem(null);
    } catch (error) {
      this.#problem({ doing, error: fromWireError(error) });
    }
  }

  #problem(problem: TerminalsState['problem']): void {
    if (problem !== this.state.get().problem) this.state.update((state) => ({ ...state, problem }));
  }

  #forget(id: TerminalId): void {
    this.withOpened(id, (terminal) => terminal.dispose());
    this.#opened.delete(id);
  }
}

/** The agent's own list may have come first. */
function withNew(views: readonly TerminalView[], view: TerminalView): readonly TerminalView[] {
  if (views.some(({ id }) => id === view.id)) return views;
  const last = views.findLastIndex(({ group }) => group === view.group);
  return last < 0 ? [...views, view] : views.toSpliced(last + 1, 0, view);
}
