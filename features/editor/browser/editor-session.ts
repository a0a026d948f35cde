import { type Readable, Signal, Store } from '../../../components/workbench/store.ts';
import { defineSession } from '../../../components/workbench/session.ts';
import { FocusWish } from '../../../components/workbench/focus-wish.ts';
import type { ConnectionState } from '../../../components/workbench/connection/state.ts';
import { WatchSet } from '../../../components/workbench/connection/watch-set.ts';
import type { Workbench } from '../../../components/workbench/workbench.ts';
import { type FilePath, pathToQuery } from '../../../shared/file-path.ts';
import type { WorkspaceId } from '../../../shared/ids.ts';
import { fromWireError } from '../../../shared/procedures.ts';
import { type FileChange, filesContract } from '../../files/contract.ts';
import { dropEarly, editorMemory, requestedFile, takeEarly } from './early-read.ts';
import { firstTextBuffer } from './first-text/take-over.ts';
import { Drafts } from './model/drafts.ts';
import type { EditorMemory } from './model/editor-memory.ts';
import { createHttpFileContent } from './model/file-content.ts';
import { FileModel } from './model/file-model.ts';
import type { Theirs } from './model/file-state.ts';
import { OpenEditors } from './model/open-editors.ts';
import { loadMonaco } from './monaco/load-monaco.ts';
import { MonacoBuffer } from './monaco/monaco-buffer.ts';
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
  readonly problems = new Signal<{ readonly kind: 'draft' | 'monaco' | 'disk'; readonly error: unknown }>();
  readonly focusWish = new FocusWish<FileModel, Wanted>(document);
  readonly focusAsked = new Signal<void>();
  private readonly watches: WatchSet<FileChange, FilePath>;
  private readonly workbench: Workbench;
  private stopTheme: () => void = nothing;
  private readonly stops: (() => void)[];

  constructor(workbench: Workbench) {
    this.workbench = workbench;
    const { connection, workspace } = workbench;
    const client = connection.procedures('files', filesContract);
    const content = createHttpFileContent({ urlOf: (endpoint) => connection.httpUrl(endpoint), fetch: fetchContent, wait: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)) });
    this.memory = editorMemory(workspace.id);
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
    this.editors = new OpenEditors({
      memory: this.memory,
      watch: (paths) => this.watches.set(paths),
      onActive: (path) => this.onActive(path),
      createModel: (path) =>
        new FileModel({
          path,
          content,
          stat: (of) => client.stat({ path: of }),
          createBuffer: async (initial) => (await firstTextBuffer(initial)) ?? MonacoBuffer.create(await this.monaco(), initial),
          drafts: this.drafts,
          nowMs: () => Date.now(),
        }),
    });
    this.stops = [
      workbench.files.open.subscribe(({ path, preview, line }) => {
        this.editors.open(path, { preview, line });
        workbench.layout.showEditor();
        if (!preview) this.focusText('text');
      }),
      workbench.files.moved.subscribe(({ from, to }) => this.editors.moved(from, to)),
      workbench.files.removed.subscribe(({ path }) => this.editors.removed(path)),
      onOpening(connection.state, () => this.lookAtAll()),
    ];
    this.editors.restore(requestedFile(), []);
    dropEarly();
    void this.drafts.paths().then((unsaved) => this.editors.restore(null, unsaved));
  }

  get workspaceId(): WorkspaceId {
    return this.workbench.workspace.id;
  }

  /** The text of the file in front takes the focus, as soon as there is one. */
  focusText(wanted: Wanted): void {
    const of = this.editors.active.get();
    if (of === null) this.focusWish.drop();
    else this.focusWish.ask({ of, how: wanted });
    this.focusAsked.emit();
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

  private onActive(path: FilePath | null): void {
    this.workbench.files.active.set(path);
    const url = new URL(location.href);
    url.search = path === null ? '' : `?file=${pathToQuery(path)}`;
    history.replaceState(history.state, '', url);
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
    for (const { model } of this.editors.files.get()) model.look();
  }
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

/** A file that was asked for before there was an editor need not be asked for again. */
async function fetchContent(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const early = init?.method === undefined && typeof input === 'string' ? await takeEarly(input) : null;
  return early ?? fetch(input, init);
}
