import type { EditorInput } from '../../../../components/workbench/editors/editors.ts';
import { Store, type Readable } from '../../../../components/workbench/store.ts';
import { FilePath } from '../../../../shared/file-path.ts';
import { EditorGroups, type OpenOptions } from '../groups/editor-groups.ts';
import { FILE, fileInput, fileOf, movedInput, movedPath, ownText, ownTexts, TEXT, type Group, type Tab, type TabPlace } from '../groups/tab.ts';
import type { EditorMemory } from './editor-memory.ts';
import type { FileModel } from './file-model.ts';
import { OpenFiles } from './open-files.ts';
import { isUntitled, untitledPath } from './untitled.ts';

export type OpenEditorsDeps = {
  readonly createModel: (path: FilePath) => FileModel;
  readonly memory: EditorMemory;
  /** Called whenever the set of files whose text is there changes. */
  readonly watch: (paths: ReadonlySet<FilePath>) => void;
  /** Called with what came to the front: the tab, null when none is left. */
  readonly onActive: (tab: Tab | null) => void;
  /** The viewer that shows a file of this name without being asked; null: the text editor. */
  readonly defaultViewer: (path: FilePath) => string | null;
  /** Resolves to the file that holds all of it now; null: none does. */
  readonly save: (model: FileModel) => Promise<FilePath | null>;
  /** Whether a tab is there again after a reload. */
  readonly keeps?: (tab: Tab) => boolean;
};

/** Where to go in a file once it shows; lines and columns from 1. */
export type Reveal = { readonly path: FilePath; readonly line: number; readonly column?: number; readonly endColumn?: number };

export type OpenFileOptions = Omit<Reveal, 'path' | 'line'> & { readonly preview: boolean; readonly line?: number; readonly beside?: boolean; readonly viewer?: string; readonly group?: string; readonly at?: number };

/** Tabs that wait for an answer, for the sake of the unsaved texts that only they show. */
export type Closing = { readonly tabs: readonly TabPlace[]; readonly models: readonly FileModel[] };

let groupCount = 0;

/** All that is open in one workbench: groups of tabs, and the texts of the files among them. `dispose()` is its owner's. */
export class OpenEditors {
  readonly groups: EditorGroups;
  readonly files: OpenFiles;
  readonly reveal = new Store<Reveal | null>(null);
  private readonly deps: OpenEditorsDeps;
  private readonly front = new Store<FileModel | null>(null);
  private readonly asked = new Store<Closing | null>(null);
  private readonly stops: (() => void)[];
  private shownTab: Tab | null = null;
  private isChanging = false;

  constructor(deps: OpenEditorsDeps) {
    this.deps = deps;
    this.files = new OpenFiles(deps.createModel);
    this.groups = new EditorGroups({ freshId: () => `g${Date.now().toString(36)}${(groupCount += 1)}`, isUnsaved: (tab) => this.files.isUnsaved(ownText(tab.input)) });
    this.stops = [
      this.groups.state.subscribe(() => this.follow()),
      this.files.typed.subscribe(({ path }) => this.keepAll(path)),
      this.files.all.subscribe(() => deps.watch(new Set([...this.files.all.get().keys()].filter((path) => !isUntitled(path))))),
    ];
  }

  /** The file in front whose text shows; null: something else does, or nothing. */
  get active(): Readable<FileModel | null> {
    return this.front;
  }

  get closing(): Readable<Closing | null> {
    return this.asked;
  }

  /** Opens what was open when the page was left, `first` in front; files with unsaved text are among them in any case. */
  restore(first: FilePath | null, unsaved: readonly string[]): void {
    this.atOnce(() => {
      const kept = this.groups.tabs().length === 0 ? this.deps.memory.groups() : null;
      if (kept !== null) this.groups.restore(kept);
      const before = this.groups.front();
      const known = new Set(this.groups.tabs().map(({ input }) => ownText(input)));
      for (const path of unsaved.map((text) => FilePath.safeParse(text).data)) {
        if (path === undefined) continue;
        if (!known.has(path)) this.groups.open(fileInput(path), { group: before.id, at: this.groups.group(before.id)?.tabs.length });
        this.files.ensure(path);
      }
      if (before.active !== null) this.groups.show({ group: before.id, tab: before.active });
      if (first !== null) this.open(first, { preview: false });
    });
  }

  /** Opens a file, or brings it to the front where it is open in the group in front. */
  open(path: FilePath, options: OpenFileOptions): TabPlace {
    const { line, column, endColumn, viewer } = options;
    if (line !== undefined) this.reveal.set({ path, line, column, endColumn });
    return this.groups.open(this.inputFor(path, viewer ?? (line === undefined ? null : TEXT)), { preview: options.preview, beside: options.beside, group: options.group, at: options.at });
  }

  openInput(input: EditorInput, options: OpenOptions): TabPlace {
    return this.groups.open(input, options);
  }

  /** A new text that is in no file yet. */
  openUntitled(): TabPlace {
    const taken = new Set(this.groups.tabs().map(({ input }) => ownText(input)));
    let number = 1;
    while (taken.has(untitledPath(number))) number += 1;
    return this.open(untitledPath(number), { preview: false });
  }

  /** What a tab's file is shown in, by name; null: the text editor, or it is no file. */
  viewerOf(input: EditorInput): string | null {
    const file = fileOf(input);
    if (file === null || file.viewer === TEXT) return null;
    return file.viewer ?? this.deps.defaultViewer(file.path);
  }

  /** The file whose text a tab shows, to be typed in; null: none. */
  textOf(input: EditorInput): FilePath | null {
    return this.viewerOf(input) === null ? ownText(input) : null;
  }

  /** Shows the file of a tab in something else. */
  reopenWith(place: TabPlace, viewer: string | null): void {
    const tab = this.groups.tab(place);
    const file = tab === null ? null : fileOf(tab.input);
    if (file !== null) this.groups.replace(place, this.inputFor(file.path, viewer));
  }

  /** Closes, or asks first when that would lose something. */
  close(...places: readonly TabPlace[]): void {
    const others = this.groups.tabs().filter((tab) => !places.some((place) => isSame(place, tab)));
    const elsewhere = new Set(others.map(({ input }) => ownText(input)));
    const unsaved = (place: TabPlace): FilePath | null => {
      const tab = this.groups.tab(place);
      const path = tab === null ? null : ownText(tab.input);
      return path !== null && !elsewhere.has(path) && this.files.isUnsaved(path) ? path : null;
    };
    const asking = places.filter((place) => unsaved(place) !== null);
    for (const place of places) if (!asking.includes(place)) this.groups.drop(place);
    const [first] = asking;
    if (first === undefined) return;
    this.groups.show(first);
    this.asked.set({ tabs: asking, models: [...new Set(asking.map(unsaved))].flatMap((path) => this.files.find(path) ?? []) });
  }

  /** The tabs of a group, but for pinned ones and for those that `stays` says. */
  closeGroup(group: Group, stays: (tab: Tab) => boolean = () => false): void {
    this.close(...group.tabs.filter((tab) => !tab.pinned && !stays(tab)).map((tab) => ({ group: group.id, tab: tab.id })));
  }

  closeSaved(): void {
    const saved = this.groups.all().flatMap((group) => group.tabs.filter((tab) => !tab.pinned && !this.files.isUnsaved(ownText(tab.input))).map((tab) => ({ group: group.id, tab: tab.id })));
    this.close(...saved);
  }

  /** The answer to `closing`. What is refused or meets a conflict keeps its tabs. */
  async answerClosing(answer: 'save' | 'discard' | 'cancel'): Promise<void> {
    const closing = this.asked.get();
    this.asked.set(null);
    if (closing === null || answer === 'cancel') return;
    for (const model of closing.models) {
      const path = answer === 'save' ? await this.deps.save(model) : model.path;
      if (path === null) continue;
      if (path === model.path) model.discardDraft();
      const groups = new Set(closing.tabs.map(({ group }) => group));
      for (const tab of this.groups.tabs()) if (groups.has(tab.group) && ownText(tab.input) === path) this.groups.drop(tab);
    }
  }

  /** A text has become the text of a file: its tabs are that file's from now on. */
  becomes(from: FilePath, to: FilePath): void {
    this.moved(from, to, { carriesText: false });
  }

  /** The member moved a file or folder: what is open below it follows, unsaved text included. */
  moved(from: FilePath, to: FilePath, { carriesText } = { carriesText: true }): void {
    this.atOnce(() => {
      for (const [path, model] of this.files.all.get()) {
        const target = movedPath(path, { from, to });
        if (target === null) continue;
        const draft = carriesText ? model.draft() : null;
        model.discardDraft();
        this.deps.memory.moveViewState(path, target);
        this.files.ensure(target, draft === null ? undefined : { ...draft, baseEtag: null });
      }
      this.groups.mapInputs((input) => movedInput(input, { from, to }));
    });
  }

  /** The member deleted a file or folder: what is open and unchanged closes. */
  removed(path: FilePath): void {
    const below = (text: FilePath | null): boolean => text !== null && (text === path || text.startsWith(`${path}/`)) && !this.files.isUnsaved(text);
    for (const tab of this.groups.tabs()) if (tab.input.kind === FILE && below(ownText(tab.input))) this.groups.drop(tab);
  }

  find(path: FilePath | null): FileModel | null {
    return this.files.find(path);
  }

  /** Who shows which files has changed. */
  viewersChanged(): void {
    this.follow();
  }

  dispose(): void {
    for (const stop of this.stops) stop();
    this.files.dispose();
  }

  private inputFor(path: FilePath, viewer: string | null): EditorInput {
    // The text editor need not be named where it is what the file is shown in anyway.
    return fileInput(path, viewer === this.deps.defaultViewer(path) || (viewer === TEXT && this.deps.defaultViewer(path) === null) ? null : viewer);
  }

  private keepAll(path: FilePath): void {
    for (const tab of this.groups.tabs()) if (ownText(tab.input) === path) this.groups.keep(tab);
  }

  /** Several changes as one for who follows. */
  private atOnce(change: () => void): void {
    this.isChanging = true;
    try {
      change();
    } finally {
      this.isChanging = false;
    }
    this.follow();
  }

  private follow(): void {
    if (this.isChanging) return;
    const { groups, files } = this;
    const shown = groups.all().flatMap((group) => {
      const tab = groups.activeTab(group);
      return tab === null || this.viewerOf(tab.input) !== null ? [] : ownTexts(tab.input);
    });
    files.want({ shown: new Set(shown), open: new Set(groups.tabs().flatMap(({ input }) => ownTexts(input))) });
    const tab = groups.activeTab();
    this.front.set(tab === null ? null : files.find(this.textOf(tab.input)));
    if (tab?.id !== this.shownTab?.id) this.deps.onActive(tab);
    this.shownTab = tab;
    this.deps.memory.write({ state: groups.state.get(), active: tab === null ? null : this.textOf(tab.input), keeps: this.deps.keeps ?? (() => true) });
  }
}

function isSame(one: TabPlace, other: TabPlace): boolean {
  return one.group === other.group && one.tab === other.tab;
}
