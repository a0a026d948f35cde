import type { ContractRouterClient } from '@orpc/contract';

import { Recent } from '../../../components/workbench/recent.ts';
import { Store } from '../../../components/workbench/store.ts';
import type { Workbench } from '../../../components/workbench/workbench.ts';
import type { Root } from '../../../shared/agent-protocol.ts';
import type { AtelierError } from '../../../shared/errors.ts';
import type { FilePath } from '../../../shared/file-path.ts';
import { fromWireError } from '../../../shared/procedures.ts';
import { filesContract } from '../../files/contract.ts';
import { searchContract, type Hit, type SearchQuery } from '../contract.ts';
import { FollowEdits } from './follow-edits.ts';
import { EMPTY_FORM, queryOf, splitGlobs, type SearchForm } from './model/query.ts';
import { Results, type FileResult } from './model/results.ts';
import { Replacing } from './replacing.ts';
import { queryDefaults, SEARCH_ON_TYPE, usesIgnoreFiles } from './settings.ts';
import { shownPath } from './shown-path.ts';

export type SearchStatus =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running' }
  | { readonly phase: 'done'; readonly isCapped: boolean; readonly wasStopped: boolean }
  | { readonly phase: 'failed'; readonly error: AtelierError };

/** What is typed is searched for when it stayed so for this long. */
const DEBOUNCE_MS = 250;
/** Results are drawn so often while they come. */
const DRAW_EVERY_MS = 80;

export type SearchSessionOptions = {
  readonly workbench: Workbench;
  readonly form: SearchForm;
  /** Remembers the form; null: it is not kept. */
  readonly keep: ((form: SearchForm) => void) | null;
};

/** One search: what is asked for, what was found, and what is done with it. Lives outside React; its owner disposes of it. */
export class SearchSession {
  readonly form: Store<SearchForm>;
  readonly status = new Store<SearchStatus>({ phase: 'idle' });
  readonly results: Results;
  /** Changes whenever the results may have. */
  readonly version = new Store(0);
  /** Files that ignore rules hide from this search; null: not known. */
  readonly ignoredFiles = new Store<number | null>(null);
  readonly active = new Store(0);
  /** What is to have the focus as soon as it shows; whoever gives it takes the wish away. */
  readonly focusWish = new Store<'text' | 'replacement' | 'results' | null>(null);
  readonly history: Recent;
  readonly replacing: Replacing;
  readonly client: ContractRouterClient<typeof searchContract>;
  /** What was searched for; hits are what that found. */
  asked: SearchForm = EMPTY_FORM;
  asOfMs = 0;
  private readonly workbench: Workbench;
  private readonly keep: ((form: SearchForm) => void) | null;
  private running: AbortController | null = null;
  private typing: ReturnType<typeof setTimeout> | null = null;
  private drawing: ReturnType<typeof setTimeout> | null = null;
  private roots: readonly Root[] = [];
  private readonly following: FollowEdits;
  /** Files that edits took off the list: what is typed may bring them back. */
  private readonly emptied = new Set<FilePath>();

  constructor({ workbench, form, keep }: SearchSessionOptions) {
    this.workbench = workbench;
    this.keep = keep;
    this.form = new Store({ ...form, ignored: form.ignored || !usesIgnoreFiles(workbench.settings) });
    this.client = workbench.connection.procedures('search', searchContract);
    this.history = new Recent({ key: 'atelier:search-history', storage: localStorage, most: 50 });
    this.results = new Results({ describe: (path) => ({ shown: shownPath(path, this.roots), isReadOnly: this.roots.some((root) => root.readOnly && path.startsWith(`${root.path}/`)) }) });
    this.replacing = new Replacing(this);
    this.following = new FollowEdits({
      editors: workbench.editors,
      query: () => (this.status.get().phase === 'done' && this.asked.text !== '' ? this.query(this.asked) : null),
      isFound: (path) => this.results.find(path) !== null || this.emptied.has(path),
      typed: (path, hits) => this.setHits(path, hits),
      saved: (path) => void this.lookAgain(path),
    });
  }

  /** Changes what is asked for; what concerns the hits searches anew, in a moment. */
  change(part: Partial<SearchForm>): void {
    const before = this.form.get();
    const form = { ...before, ...part };
    this.form.set(form);
    this.keep?.(form);
    if (!asksOther(before, form)) {
      this.draw();
      return;
    }
    const isTyped = part.text !== undefined || part.include !== undefined || part.exclude !== undefined;
    if (isTyped && !this.workbench.settings.get(SEARCH_ON_TYPE)) return;
    this.stopTyping();
    if (isTyped) this.typing = setTimeout(() => void this.search(), DEBOUNCE_MS);
    else void this.search();
  }

  /** Now, for good: the text is remembered. */
  async submit(): Promise<void> {
    const { text } = this.form.get();
    if (text !== '') this.history.add(text);
    await this.search();
  }

  /** Searches for what the form says; what was searched for before ends. */
  async search(): Promise<void> {
    this.stopTyping();
    this.running?.abort();
    const form = this.form.get();
    this.asked = form;
    const controller = new AbortController();
    this.running = controller;
    this.ignoredFiles.set(null);
    if (form.text === '') {
      this.results.clear();
      this.status.set({ phase: 'idle' });
      this.draw();
      return;
    }
    this.status.set({ phase: 'running' });
    const isCurrent = (): boolean => this.running === controller;
    try {
      if (this.roots.length === 0) this.roots = await this.workbench.connection.procedures('files', filesContract).roots();
      if (!isCurrent()) return;
      const query = this.query(form);
      let isFirst = true;
      let isCapped = false;
      // What was found before stays until there is something else: the list does not blink.
      const begin = (): void => {
        if (!isFirst) return;
        isFirst = false;
        this.results.clear();
        this.emptied.clear();
        this.active.set(0);
      };
      for await (const event of await this.client.search(query, { signal: controller.signal })) {
        if (!isCurrent()) return;
        if (event.type === 'begun') this.asOfMs = event.asOfMs;
        else if (event.type === 'done') ({ isCapped } = event);
        else {
          const wasFirst = isFirst;
          begin();
          this.results.add(event.files);
          if (wasFirst) this.draw();
          else this.drawSoon();
        }
      }
      if (!isCurrent()) return;
      begin();
      this.status.set({ phase: 'done', isCapped, wasStopped: false });
      this.draw();
      this.following.searched();
      await this.countIgnored(form, controller);
    } catch (error) {
      if (!isCurrent() || controller.signal.aborted) return;
      this.results.clear();
      this.status.set({ phase: 'failed', error: fromWireError(error) });
      this.draw();
    }
  }

  /** What was found so far stays. */
  stop(): void {
    if (this.status.get().phase !== 'running') return;
    this.running?.abort();
    this.running = null;
    this.status.set({ phase: 'done', isCapped: true, wasStopped: true });
    this.draw();
  }

  clear(): void {
    this.change({ text: '', replacement: '' });
    void this.search();
    this.focusWish.set('text');
  }

  /** Looks at some files again, after a part of them was replaced. */
  async look(files: readonly FileResult[]): Promise<void> {
    if (files.length === 0) return;
    const { found } = await this.findIn(files.map(({ path }) => path));
    for (const file of files) if (this.results.find(file.path) === file) this.results.replaceHits(file, found.get(file.path) ?? []);
    this.draw();
  }

  private async findIn(paths: readonly FilePath[]): Promise<{ readonly found: ReadonlyMap<FilePath, readonly Hit[]>; readonly asOfMs: number }> {
    const query = this.query({ ...this.asked, include: '', ignored: true, exclude: '' });
    const found = new Map<FilePath, Hit[]>(paths.map((path) => [path, []]));
    let asOfMs = 0;
    for await (const event of await this.client.search({ ...query, include: paths.map(globOf), exclude: [] })) {
      if (event.type === 'begun') ({ asOfMs } = event);
      else if (event.type === 'hits') for (const { path, hits } of event.files) found.get(path)?.push(...hits);
    }
    return { found, asOfMs };
  }

  /** An open file that was saved, or read again: its hits are those of the disk. */
  private async lookAgain(path: FilePath): Promise<void> {
    const { asked } = this;
    try {
      const { found, asOfMs } = await this.findIn([path]);
      if (this.asked !== asked) return;
      const file = this.setHits(path, found.get(path) ?? []);
      if (file !== null) Object.assign(file, { etag: null, asOfMs });
    } catch {
      // The connection went: the hits stay as they are, and nothing is replaced in a file that changed.
    }
  }

  /** null: there are none. */
  private setHits(path: FilePath, hits: readonly Hit[]): FileResult | null {
    const file = this.results.find(path);
    if (hits.length === 0) this.emptied.add(path);
    if (file !== null) this.results.replaceHits(file, hits);
    else if (hits.length > 0) this.results.add([{ path, hits: [...hits] }]);
    this.draw();
    return this.results.find(path);
  }

  private query(form: SearchForm): SearchQuery {
    return queryOf(form, queryDefaults(this.workbench.settings));
  }

  open(path: FilePath, hit: Hit, options: { readonly preview: boolean; readonly beside?: boolean }): void {
    const { line, column, endLine, endColumn } = hit;
    this.workbench.files.open.emit({ path, line, column, ...(endLine === line ? { endColumn } : {}), ...options });
    this.workbench.layout.showEditor();
  }

  /** Goes to the next hit, or the one before, round the ends. */
  step(by: 1 | -1): void {
    const { results } = this;
    const count = results.rowCount;
    for (let step = 1; step <= count; step += 1) {
      const at = (this.active.get() + by * step + count * 2) % count;
      const row = results.rowAt(at);
      if (row === null) return;
      if (row.hit === null) {
        if (!row.file.isExpanded) {
          results.toggle(row.file);
          this.step(by);
          return;
        }
        continue;
      }
      this.active.set(at);
      this.draw();
      this.open(row.file.path, row.hit, { preview: true });
      return;
    }
  }

  draw(): void {
    if (this.drawing !== null) clearTimeout(this.drawing);
    this.drawing = null;
    this.version.update((version) => version + 1);
  }

  dispose(): void {
    this.following.dispose();
    this.stopTyping();
    if (this.drawing !== null) clearTimeout(this.drawing);
    this.running?.abort();
    this.running = null;
  }

  private drawSoon(): void {
    this.drawing ??= setTimeout(() => this.draw(), DRAW_EVERY_MS);
  }

  private stopTyping(): void {
    if (this.typing !== null) clearTimeout(this.typing);
    this.typing = null;
  }

  private async countIgnored(form: SearchForm, { signal }: AbortController): Promise<void> {
    if (form.ignored) return;
    const { always, unlessIgnored } = queryDefaults(this.workbench.settings);
    const { files } = await this.client.ignored({ include: splitGlobs(form.include), exclude: [...splitGlobs(form.exclude), ...always], alsoExcluded: [...unlessIgnored] }, { signal });
    if (!signal.aborted) this.ignoredFiles.set(files);
  }
}

function asksOther(a: SearchForm, b: SearchForm): boolean {
  return (['text', 'isRegex', 'matchCase', 'wholeWord', 'include', 'exclude', 'ignored'] as const).some((key) => a[key] !== b[key]);
}

/** The path as a glob that means itself. */
function globOf(path: FilePath): string {
  return path.replace(/[*?[\]{}!\\]/g, (sign) => `\\${sign}`);
}
