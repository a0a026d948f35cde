import type { useTranslations } from 'use-intl';

import { FocusWish } from '../../../components/workbench/focus-wish.ts';
import { defineSession } from '../../../components/workbench/session.ts';
import { Store } from '../../../components/workbench/store.ts';
import type { Workbench } from '../../../components/workbench/workbench.ts';
import { FilePath } from '../../../shared/file-path.ts';
import { TerminalId } from '../../../shared/ids.ts';
import { type LocatedPath, type RecentCommand, terminalContract, type TerminalProfile } from '../contract.ts';
import { BellSound } from './bell.ts';
import { OpenTerminal } from './open-terminal.ts';
import { Terminals } from './terminals.ts';
import * as chosen from './terminal-settings.ts';
import type { ScreenChoice, XtermScreenTexts } from './xterm-screen.ts';

const ANNOUNCE_KEY = 'atelier:terminal-announce';
const ZOOM_KEY = 'atelier:terminal-zoom';
const FONT_RANGE_PX = { least: 6, most: 48 } as const;

/** The kind of a tab among the editors; its key is the terminal's id. */
export const TERMINAL_KIND = 'terminal';

/** What of the catalogues is said outside of views. */
export type TerminalWords = XtermScreenTexts & { readonly t: ReturnType<typeof useTranslations<'terminal'>> };

/** The terminals of one workbench: what `Terminals` needs, taken from the connection, the settings and the browser. */
export class TerminalFeature {
  readonly terminals: Terminals;
  readonly announces: Store<boolean>;
  readonly profiles: () => Promise<readonly TerminalProfile[]>;
  readonly recent: () => Promise<readonly RecentCommand[]>;
  readonly #workbench: Workbench;
  readonly #stops: (() => void)[];
  readonly #bell = new BellSound();
  /** Added to the font's size by the commands that zoom, in this browser. */
  readonly #zoomPx: Store<number>;
  #words: TerminalWords | null = null;

  constructor(workbench: Workbench) {
    const { connection, settings, editors } = workbench;
    this.#workbench = workbench;
    const procedures = connection.procedures('terminal', terminalContract);
    const key = `atelier:terminal:${workbench.workspace.id}`;
    const focusWish = new FocusWish<TerminalId>(document);
    const loadScreen = async () => import('./xterm-screen.ts');
    this.announces = new Store(localStorage.getItem(ANNOUNCE_KEY) === 'on');
    this.#zoomPx = new Store(Number(localStorage.getItem(ZOOM_KEY)) || 0);
    this.profiles = () => procedures.profiles();
    this.recent = () => procedures.recent();
    this.terminals = new Terminals({
      procedures: {
        create: (input) => procedures.create(input),
        close: (input) => procedures.close(input),
        label: (input) => procedures.label(input),
        arrange: (input) => procedures.arrange(input),
        clear: (input) => procedures.clear(input),
        watch: (signal) => connection.resuming((ending) => procedures.watch(undefined, { signal: ending }), { signal }),
      },
      open: async (id) => {
        const { XtermScreen } = await loadScreen();
        const terminal = new OpenTerminal({
          id,
          texts: this.words,
          openSocket: (path) => connection.openSocket(path),
          onFocus: () => this.terminals.noteFocus(id),
          takesFocus: () => focusWish.take(id) !== null,
          createScreen: (texts, events) => new XtermScreen(texts, events),
          habits: () => ({
            pasteWarning: settings.get(chosen.PASTE_WARNING),
            rightClick: settings.get(chosen.RIGHT_CLICK),
            copyOnSelection: settings.get(chosen.COPY_ON_SELECTION),
            wheelZoom: settings.get(chosen.WHEEL_ZOOM),
          }),
          locate: (folder, texts) => procedures.locate({ id, folder, texts: [...texts] }),
          bring: () => this.#bringTo(id),
          openPath: (link) => this.#openPath(link),
          onZoom: (step) => this.zoom(step),
          onBell: () => this.#ring(id),
        });
        terminal.configure(this.#choice());
        terminal.screen.announce(this.announces.get());
        return terminal;
      },
      defaults: () => {
        const folder = this.#startFolder();
        const profile = settings.get(chosen.DEFAULT_PROFILE);
        return { marks: settings.get(chosen.SHELL_INTEGRATION), ...(folder === '' ? {} : { folder }), ...(profile === null ? {} : { profile }) };
      },
      splitsInPlace: () => settings.get(chosen.SPLIT_CWD) === 'inherited',
      showInEditor: (id) => editors.open.emit({ input: { kind: TERMINAL_KIND, key: id, params: { id } } }),
      leaveEditor: (id) => editors.close.emit({ kind: TERMINAL_KIND, key: id }),
      focusWish,
      remembered: TerminalId.safeParse(localStorage.getItem(key)).data ?? null,
      remember: (id) => (id === null ? localStorage.removeItem(key) : localStorage.setItem(key, id)),
    });
    const configure = (): void => this.terminals.each((terminal) => terminal.configure(this.#choice()));
    this.#stops = [
      settings.declared.add(...chosen.TERMINAL_SETTINGS),
      settings.changes.subscribe(configure),
      this.#zoomPx.subscribe(configure),
      editors.opened.subscribe(() => this.#lookAtEditors()),
      connection.state.subscribe(() => {
        if (connection.state.get().phase === 'open') this.terminals.reconnect();
      }),
    ];
    this.#lookAtEditors();
    void loadScreen(); // while the agent is asked what there is
    this.terminals.start();
  }

  /** The words that are said outside of views, in the language of the page. */
  setWords(words: TerminalWords): void {
    this.#words = words;
  }

  /** @throws Error before the views are there: a mistake in the code */
  get words(): TerminalWords {
    if (this.#words === null) throw new Error('no words yet');
    return this.#words;
  }

  /** What a terminal is called. */
  nameOf(id: TerminalId): string {
    const view = this.terminals.state.get().views?.find((known) => known.id === id);
    return view?.name ?? (view === undefined || view.title === '' ? (this.#words?.t('untitled') ?? '') : view.title);
  }

  toggleAnnouncing(): void {
    this.announces.update((isOn) => !isOn);
    localStorage.setItem(ANNOUNCE_KEY, this.announces.get() ? 'on' : 'off');
    this.terminals.each((terminal) => terminal.screen.announce(this.announces.get()));
  }

  /** 0: back to the size of the settings. */
  zoom(step: 1 | -1 | 0): void {
    const base = this.#workbench.settings.get(chosen.FONT_SIZE);
    const zoomPx = step === 0 ? 0 : Math.min(FONT_RANGE_PX.most - base, Math.max(FONT_RANGE_PX.least - base, this.#zoomPx.get() + step));
    this.#zoomPx.set(zoomPx);
    localStorage.setItem(ZOOM_KEY, String(zoomPx));
  }

  dispose(): void {
    for (const stop of this.#stops) stop();
    this.#bell.dispose();
    this.terminals.dispose();
  }

  #choice(): ScreenChoice {
    const { settings } = this.#workbench;
    return {
      fontFamily: settings.get(chosen.FONT_FAMILY),
      fontSizePx: settings.get(chosen.FONT_SIZE) + this.#zoomPx.get(),
      lineHeight: settings.get(chosen.LINE_HEIGHT),
      cursorStyle: settings.get(chosen.CURSOR_STYLE),
      cursorBlink: settings.get(chosen.CURSOR_BLINK),
      scrollback: settings.get(chosen.SCROLLBACK),
      marks: ['both', 'gutter'].includes(settings.get(chosen.DECORATIONS)),
      images: settings.get(chosen.IMAGES),
      prediction: { mode: settings.get(chosen.LOCAL_ECHO), aboveMs: settings.get(chosen.LOCAL_ECHO_ABOVE_MS) },
    };
  }

  /** `${workspaceFolder}` is the first root, where terminals start anyway. */
  #startFolder(): string {
    return this.#workbench.settings.get(chosen.CWD).trim().replace(/^\$\{workspaceFolder\}\/?/, '');
  }

  #openPath({ path, kind, line, column }: LocatedPath & { readonly line?: number; readonly column?: number }): void {
    const { files } = this.#workbench;
    if (kind === 'folder') files.reveal.emit({ path });
    else files.open.emit({ path, preview: true, ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) });
  }

  #bringTo(id: TerminalId): ((drop: DataTransfer) => Promise<readonly FilePath[]>) | null {
    const bring = this.#workbench.files.bring.get();
    const view = this.terminals.state.get().views?.find((known) => known.id === id);
    return bring === null ? null : (drop) => bring(drop, FilePath.safeParse(view?.folder).data ?? null);
  }

  #ring(id: TerminalId): void {
    const { settings } = this.#workbench;
    if (settings.get(chosen.BELL_SOUND).sound === 'on') this.#bell.ring();
    if (settings.get(chosen.VISUAL_BELL) && !this.#isLookedAt(id)) this.terminals.noteBell(id);
  }

  #isLookedAt(id: TerminalId): boolean {
    return document.hasFocus() && this.terminals.state.get().front === id && document.activeElement?.closest('.terminal-screen') !== null;
  }

  #lookAtEditors(): void {
    const ids = this.#workbench.editors.opened.get().flatMap(({ input }) => (input.kind === TERMINAL_KIND ? (TerminalId.safeParse(input.key).data ?? []) : []));
    this.terminals.noteInEditor(new Set(ids));
  }
}

export const terminalFeature = defineSession((workbench) => new TerminalFeature(workbench));
