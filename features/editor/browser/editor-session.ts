import type { editor } from 'monaco-editor/editor';

import { type Readable, Signal, Store } from '../../../components/workbench/store.ts';
import { defineSession } from '../../../components/workbench/session.ts';
import { FocusWish } from '../../../components/workbench/focus-wish.ts';
import type { ConnectionState } from '../../../components/workbench/connection/state.ts';
import { WatchSet } from '../../../components/workbench/connection/watch-set.ts';
import type { Workbench } from '../../../components/workbench/workbench.ts';
import { FilePath, pathToQuery } from '../../../shared/file-path.ts';
import type { WorkspaceId } from '../../../shared/ids.ts';
import { fromWireError } from '../../../shared/procedures.ts';
import { type FileChange, filesContract } from '../../files/contract.ts';
import { dropEarly, editorMemory, requestedFile, takeEarly } from './early-read.ts';
import { firstTextBuffer } from './first-text/take-over.ts';
import { Drafts } from './model/drafts.ts';
import type { EditorMemory } from './model/editor-memory.ts';
import type { StatFile } from './model/disk-version.ts';
import { EncodingMemory } from './model/encoding-memory.ts';
import { createHttpFileContent, type FileContent } from './model/file-content.ts';
import { FileModel } from './model/file-model.ts';
import type { TextBuffer, Theirs } from './model/file-state.ts';
import { OpenEditors } from './model/open-editors.ts';
import { isUntitled, untitledContent, untitledStat } from './model/untitled.ts';
import { CLIPBOARD, TextReader } from './model/text-reader.ts';
import { Navigation } from './groups/navigation.ts';
import { diffOf, fileInput, fileOf, movedInput, type Tab, type TabPlace } from './groups/tab.ts';
import { AutoSave } from './saving/auto-save.ts';
import { participateAll } from './saving/participants.ts';
import { writeAs, type SaveAsQuestion, type Written } from './saving/save-as.ts';
import { AUTO_SAVE, AUTO_SAVE_DELAY_MS, EDITOR_SETTINGS, ENABLE_PREVIEW, SIDE_BY_SIDE } from './saving/settings.ts';
import { fileMenu } from './open-file-menu.ts';
import { RECENT_FILES, withRecent } from './model/recent-files.ts';
import { loadMonaco } from './monaco/load-monaco.ts';
import { MonacoBuffer } from './monaco/monaco-buffer.ts';
import { defaultEncoding } from './text/default-encoding.ts';
import { followTheme } from './monaco/theme.ts';

const nothing = (): void => undefined;

/** What a text gets the focus for; `line`: and asks which line to go to. */
export type Wanted = 'text' | 'line';

/** Cursor of the file in front, for the status bar. */
export type CursorPosition = { readonly line: number; readonly column: number };

/** The editor of one workbench: its open files and what the views of them share. */
export class EditorSession {
  readonly editors: OpenEditors;
  readonly memory: EditorMemory;
  readonly drafts: Drafts;
  /** Files that are shown beside their version on disk. */
  readonly comparing = new Store<ReadonlyMap<FileModel, Theirs>>(new Map());
  readonly position = new Store<CursorPosition | null>(null);
  /** Why something did not work; told by a toast. */
  readonly problems = new Signal<{ readonly kind: 'draft' | 'monaco' | 'disk' | 'participant'; readonly error: unknown }>();
  /** The text that waits for the name of its file. */
  readonly savingAs = new Store<SaveAsQuestion | null>(null);
  /** Before files get other names: who shows them remembers where one is in them. */
  readonly keepPlaces = new Signal<void>();
  readonly navigation = new Navigation();
  readonly autoSave: AutoSave;
  /** Of the text in front; null while none shows. */
  readonly textEditor = new Store<editor.ICodeEditor | null>(null);
  readonly focusWish = new FocusWish<string, Wanted>(document);
  readonly texts: TextReader;
  /** Whether comparisons show both texts as one. */
  readonly diffInline = new Store(false);
  readonly focusAsked = new Signal<void>();
  readonly workbench: Workbench;
  private readonly watches: WatchSet<FileChange, FilePath>;
  private readonly content: FileContent;
  private readonly stat: StatFile;
  private stopTheme: () => void = nothing;
  private readonly stops: (() => void)[];

  constructor(workbench: Workbench) {
    this.workbench = workbench;
    const { connection, workspace } = workbench;
    const client = connection.procedures('files', filesContract);
    const content = createHttpFileContent({ urlOf: (endpoint) => connection.httpUrl(endpoint), fetch: fetchContent, wait: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)), defaultEncoding: (path) => defaultEncoding(workbench.settings, path) });
    const stat: StatFile = (path) => client.stat({ path });
    this.content = content;
    this.stat = stat;
    this.memory = editorMemory(workspace.id);
    const encodings = new EncodingMemory(`atelier:encodings:${workspace.id}`, localStorage);
    this.drafts = new Drafts({ workspace: workspace.id, onError: (error) => this.problems.emit({ kind: 'draft', error }) });
    this.watches = new WatchSet<FileChange, FilePath>({
      connection,
      watch: (paths, signal) => client.watch({ paths }, { signal }),
      isReady: (change) => change.type === 'ready',
      onEvent: (change) => this.onChange(change),
      onMissed: () => this.lookAtAll(),
      // Without it files are still compared at every save; the connection's status says what is wrong.
      onError: () => undefined,
    });
    this.texts = new TextReader({ content, texts: workbench.editors.texts });
    this.editors = new OpenEditors({
      memory: this.memory,
      watch: (paths) => this.watches.set(paths),
      onActive: (tab) => this.onActive(tab),
      defaultViewer: (path) => workbench.editors.viewers.get().find(({ accepts }) => accepts(path)?.byDefault)?.id ?? null,
      save: (model) => this.saveOrName(model),
      keeps: ({ input }) => [diffOf(input)?.left, diffOf(input)?.right].every((ref) => ref?.source !== CLIPBOARD),
      createModel: (path) =>
        new FileModel({
          path,
          content: isUntitled(path) ? untitledContent : content,
          stat: isUntitled(path) ? untitledStat : stat,
          createBuffer: async (initial) => (await firstTextBuffer(initial)) ?? MonacoBuffer.create(await this.monaco(), initial),
          drafts: this.drafts,
          encodings,
          nowMs: () => Date.now(),
        }),
    });
    const { settings } = workbench;
    const sideBySide = settings.of(SIDE_BY_SIDE);
    this.diffInline.set(!sideBySide.get());
    this.autoSave = new AutoSave({
      mode: settings.of(AUTO_SAVE),
      delayMs: settings.of(AUTO_SAVE_DELAY_MS),
      files: this.editors.files,
      save: (model) => this.save(model, 'auto'),
      after: (delayMs, callback) => {
        const timer = setTimeout(callback, delayMs);
        return () => clearTimeout(timer);
      },
    });
    const windowLeft = (): void => this.autoSave.windowLeft();
    window.addEventListener('blur', windowLeft);
    workbench.editors.monaco.set(() => this.monaco());
    this.stops = [
      () => window.removeEventListener('blur', windowLeft),
      () => this.autoSave.dispose(),
      settings.declared.add(...EDITOR_SETTINGS),
      sideBySide.subscribe(() => this.diffInline.set(!sideBySide.get())),
      workbench.files.menu.add(...fileMenu(workbench)),
      workbench.files.open.subscribe((request) => {
        const preview = request.preview && settings.get(ENABLE_PREVIEW);
        this.editors.open(request.path, { ...request, preview });
        workbench.layout.showEditor();
        if (!request.preview) this.focusText('text');
      }),
      workbench.editors.open.subscribe(({ input, preview, beside }) => {
        this.editors.openInput(input, { preview, beside });
        workbench.layout.showEditor();
        if (!preview) this.focusText('text');
      }),
      workbench.editors.close.subscribe(({ kind, key }) => this.editors.close(...this.editors.groups.tabs().filter(({ input }) => input.kind === kind && input.key === key))),
      workbench.editors.viewers.subscribe(() => this.editors.viewersChanged()),
      workbench.files.moved.subscribe(({ from, to }) => {
        this.keepPlaces.emit();
        this.editors.moved(from, to);
        this.navigation.mapInputs((input) => movedInput(input, { from, to }));
      }),
      workbench.files.removed.subscribe(({ path }) => this.editors.removed(path)),
      onOpening(connection.state, () => this.lookAtAll()),
    ];
    workbench.files.recent.set(this.memory.recent.flatMap((path) => FilePath.safeParse(path).data ?? []));
    this.editors.restore(requestedFile(), []);
    // A text is asked for a turn later.
    queueMicrotask(dropEarly);
    void this.drafts.paths().then((unsaved) => this.editors.restore(null, unsaved));
  }

  get workspaceId(): WorkspaceId {
    return this.workbench.workspace.id;
  }

  /** The text of the file in front takes the focus, as soon as there is one. */
  focusText(wanted: Wanted): void {
    const { id, active } = this.editors.groups.front();
    if (active === null) this.focusWish.drop();
    else this.focusWish.ask({ of: focusKey(id, active), how: wanted });
    this.focusAsked.emit();
  }

  /** Resolves to true when what was typed until now is in a file. A text without one asks for its name first. */
  async save(model: FileModel, reason: 'asked' | 'auto' = 'asked'): Promise<boolean> {
    if (isUntitled(model.path)) return reason === 'asked' && (await this.saveAs(model)) !== null;
    const buffer = model.buffer.get();
    const participants = this.workbench.editors.saveParticipants.get();
    if (participants.length > 0 && buffer instanceof MonacoBuffer && model.state.get().phase === 'dirty') {
      const context = { monaco: await this.monaco(), model: buffer.model, path: model.path, reason };
      await participateAll(participants, context, (error) => this.problems.emit({ kind: 'participant', error }));
    }
    const isSaved = await model.save();
    if (model.state.get().phase !== 'conflict') return isSaved;
    // Nobody asked: it is said above the text. Who did is asked, and sees what about.
    if (reason === 'auto') model.postpone();
    else if (this.editors.active.get() !== model) this.showTabOf(model);
    return isSaved;
  }

  /** Asks for a name and writes the text there; its tabs are that file's from then on. null: it was left. */
  async saveAs(model: FileModel): Promise<FilePath | null> {
    this.savingAs.get()?.answer(null);
    const path = await new Promise<FilePath | null>((answer) => this.savingAs.set({ model, suggestion: this.suggestion(model), answer }));
    if (this.savingAs.get()?.model === model) this.savingAs.set(null);
    if (path === null) return null;
    this.keepPlaces.emit();
    if (isUntitled(model.path)) this.editors.becomes(model.path, path);
    else this.showInstead(model, path);
    this.editors.find(path)?.look();
    this.focusText('text');
    return path;
  }

  /** One attempt at the name that was typed. @throws AtelierError */
  writeAs(model: FileModel, to: { readonly path: FilePath; readonly replaces: boolean }): Promise<Written> {
    return writeAs({ content: this.content, stat: this.stat }, model, to);
  }

  /** The text in front is this one: the status bar and what asks for "the text" speak of it. */
  tell(editor: editor.ICodeEditor): void {
    const position = editor.getPosition();
    this.textEditor.set(editor);
    this.position.set(position === null ? null : { line: position.lineNumber, column: position.column });
  }

  /** An editor is gone, or shows nothing. */
  untell(editor: editor.ICodeEditor): void {
    if (this.textEditor.get() !== editor) return;
    this.textEditor.set(null);
    this.position.set(null);
  }

  /** One is at this place now. */
  visited({ group, tab, line, column }: TabPlace & { readonly line: number | null; readonly column: number | null }): void {
    const input = this.editors.groups.tab({ group, tab })?.input;
    // While a place is being gone to, the cursor passes where it was before.
    if (input !== undefined && (line === null || this.editors.reveal.get() === null)) this.navigation.visit({ group, input, line, column });
  }

  /** Back (-1) to where one was before, or forward again. */
  go(by: 1 | -1): void {
    const visit = this.navigation.go(by);
    if (visit === null) return;
    const file = fileOf(visit.input);
    const { groups } = this.editors;
    const options = { preview: true, group: visit.group };
    const place = file === null ? null : { path: file.path, line: visit.line ?? 1, column: visit.column ?? 1 };
    if (place !== null && visit.line !== null) this.editors.reveal.set(place);
    groups.open(visit.input, options);
    this.workbench.layout.showEditor();
    this.focusText('text');
  }

  /** Monaco in the colours of the look; loads it the first time. */
  async monaco() {
    try {
      const monaco = await loadMonaco(document.documentElement.lang);
      if (this.stopTheme === nothing) this.stopTheme = followTheme(monaco);
      return monaco;
    } catch (error) {
      this.problems.emit({ kind: 'monaco', error });
      throw fromWireError(error);
    }
  }

  /** The text of a file that is open, once it has been read; null: it has none. */
  async ownBuffer(path: FilePath, signal: AbortSignal): Promise<TextBuffer | null> {
    const model = this.editors.find(path);
    if (model === null) return null;
    await until(model.state, ({ phase }) => phase !== 'loading', signal);
    return model.buffer.get();
  }

  /** Shows a file beside its version on disk. @throws AtelierError */
  async compare(model: FileModel): Promise<void> {
    const theirs = await model.theirs();
    if (theirs === null) return;
    model.postpone();
    this.comparing.update((files) => new Map(files).set(model, theirs));
    const stop = model.state.subscribe(() => {
      if (model.state.get().phase !== 'clean') return;
      stop();
      this.stopComparing(model);
    });
  }

  stopComparing(model: FileModel): void {
    this.comparing.update((files) => new Map([...files].filter(([other]) => other !== model)));
  }

  dispose(): void {
    for (const stop of this.stops) stop();
    this.stopTheme();
    this.watches.dispose();
    this.editors.dispose();
    void this.drafts.dispose();
  }

  /** Saves before its tabs close: where the text is then; null: it is not in a file. */
  private async saveOrName(model: FileModel): Promise<FilePath | null> {
    if (isUntitled(model.path)) return this.saveAs(model);
    return (await this.save(model)) ? model.path : null;
  }

  /** After "save as": the tab in front shows the new file, the old one is as it was on disk. */
  private showInstead(model: FileModel, path: FilePath): void {
    const { groups } = this.editors;
    const tab = groups.activeTab();
    this.memory.moveViewState(model.path, path);
    model.discardDraft();
    if (tab !== null) groups.replace({ group: groups.front().id, tab: tab.id }, fileInput(path));
    if (this.editors.find(model.path) === model) void model.load();
  }

  private showTabOf({ path }: FileModel): void {
    const tab = this.editors.groups.tabs().find(({ input }) => this.editors.textOf(input) === path);
    if (tab !== undefined) this.editors.groups.show(tab);
  }

  private suggestion(model: FileModel): string {
    if (!isUntitled(model.path)) return model.path;
    const [recent] = this.workbench.files.recent.get();
    return recent === undefined ? '/home/ws/' : recent.slice(0, recent.lastIndexOf('/') + 1);
  }

  private onActive(tab: Tab | null): void {
    const { files, editors } = this.workbench;
    const file = tab === null ? null : fileOf(tab.input);
    const path = file !== null && !isUntitled(file.path) ? file.path : null;
    // Whoever shows its text says so in a moment.
    this.textEditor.set(null);
    this.position.set(null);
    if (tab !== null) this.visited({ group: this.editors.groups.front().id, tab: tab.id, line: null, column: null });
    const kind = tab === null ? undefined : editors.kinds.get().find((known) => known.kind === tab.input.kind);
    files.active.set(path ?? kind?.path?.(tab?.input.params) ?? null);
    const url = new URL(location.href);
    url.search = path === null ? '' : `?file=${pathToQuery(path)}`;
    history.replaceState(history.state, '', url);
    if (path === null) return;
    files.recent.update((recent) => withRecent(recent, path));
    this.memory.writeRecent(files.recent.get().slice(0, RECENT_FILES));
  }

  private onChange(change: FileChange): void {
    switch (change.type) {
      case 'ready':
        return;
      case 'overflow':
        this.lookAtAll();
        return;
      case 'created':
        this.editors.find(change.path)?.changedOnDisk(null);
        return;
      case 'changed':
        this.editors.find(change.path)?.changedOnDisk(change.etag);
        return;
      case 'deleted':
        this.editors.find(change.path)?.removedOnDisk();
    }
  }

  private lookAtAll(): void {
    for (const model of this.editors.files.all.get().values()) model.look();
  }
}

/** What a wish for the focus is for: one tab of one group. */
export function focusKey(group: string, tab: string): string {
  return `${group} ${tab}`;
}

export const editorSession = defineSession((workbench) => new EditorSession(workbench));

/** Calls back whenever the connection has opened. */
function onOpening(state: Readable<ConnectionState>, callback: () => void): () => void {
  let { phase } = state.get();
  return state.subscribe(() => {
    const before = phase;
    phase = state.get().phase;
    if (phase === 'open' && before !== 'open') callback();
  });
}

/** Resolves when the value is as wanted, or nobody waits any more. */
function until<T>(store: Readable<T>, isWanted: (value: T) => boolean, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!signal.aborted && !isWanted(store.get())) return;
      stop();
      signal.removeEventListener('abort', look);
      resolve();
    };
    const stop = store.subscribe(look);
    signal.addEventListener('abort', look);
    look();
  });
}

/** A file that was asked for before there was an editor need not be asked for again. */
async function fetchContent(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const early = init?.method === undefined && typeof input === 'string' ? await takeEarly(input) : null;
  return early ?? fetch(input, init);
}
