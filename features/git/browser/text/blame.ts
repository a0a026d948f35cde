import type { editor, IDisposable } from 'monaco-editor/editor';

import type { TextEditorContext } from '../../../../components/workbench/editors/text-editor.ts';
import type { BlameCommit } from '../../contract.ts';
import type { GitSession } from '../git-session.ts';
import { INLINE_BLAME } from '../settings.ts';

const ASK_AFTER_MS = 250;
const NAME_CHARACTERS = 14;
const BETWEEN = '  ';
const MAX_SENT = 1024 * 1024;

/** Who wrote the line of the cursor, after it; or each line, beside it. */
export function followBlame(session: GitSession, context: TextEditorContext): () => void {
  const blame = new Blame(session, context);
  return () => blame.dispose();
}

class Blame {
  private readonly session: GitSession;
  private readonly context: TextEditorContext;
  private readonly after: editor.IEditorDecorationsCollection;
  private readonly stops: (() => void)[] = [];
  private abort = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** By line, from 1; null: not asked, or the text is another now. */
  private lines: (BlameCommit | undefined)[] | null = null;
  /** Of the column that tells of each line; null: to be measured. */
  private wideCharacters: number | null = null;
  private stamp: string | undefined;
  private isWide = false;
  private usual: { readonly lineNumbers: editor.LineNumbersType; readonly lineNumbersMinChars: number } | null = null;

  constructor(session: GitSession, context: TextEditorContext) {
    this.session = session;
    this.context = context;
    const { editor: view, model } = context;
    this.after = view.createDecorationsCollection();
    const setting = session.workbench.settings.of(INLINE_BLAME);
    const own = (disposable: IDisposable): number => this.stops.push(() => disposable.dispose());
    own(view.onDidChangeCursorPosition(() => this.soon()));
    own(model.onDidChangeContent(() => this.forget()));
    this.stops.push(
      setting.subscribe(() => this.soon()),
      session.blamed.subscribe(() => this.soon()),
      session.modules.subscribe(() => {
        const stamp = session.moduleOf(context.path)?.stamp;
        if (stamp !== this.stamp) this.forget();
        this.stamp = stamp;
      }),
    );
    this.stamp = session.moduleOf(context.path)?.stamp;
    this.soon();
  }

  dispose(): void {
    this.abort.abort();
    clearTimeout(this.timer);
    this.after.clear();
    this.setWide(false);
    for (const stop of this.stops) stop();
  }

  private get isAsked(): { readonly inline: boolean; readonly wide: boolean } {
    return { inline: this.session.workbench.settings.get(INLINE_BLAME), wide: this.session.blamed.get() };
  }

  private forget(): void {
    this.abort.abort();
    this.lines = null;
    this.after.clear();
    this.soon();
  }

  private soon(): void {
    clearTimeout(this.timer);
    const { inline, wide } = this.isAsked;
    if (!inline && !wide) {
      this.after.clear();
      this.setWide(false);
      return;
    }
    this.timer = setTimeout(() => void this.show(), this.lines === null ? ASK_AFTER_MS : 0);
  }

  private async show(): Promise<void> {
    if (this.lines === null) await this.read();
    const { inline, wide } = this.isAsked;
    this.drawInline(inline);
    this.setWide(wide && this.lines !== null);
  }

  private async read(): Promise<void> {
    const { session, context: { path, model } } = this;
    if (session.moduleOf(path) === null) return;
    this.abort.abort();
    const abort = (this.abort = new AbortController());
    const commits = new Map<string, BlameCommit>();
    const lines: (BlameCommit | undefined)[] = [];
    const isUnsaved = session.workbench.editors.opened.get().some((one) => one.path === path && one.unsaved);
    const text = isUnsaved ? model.getValue() : undefined;
    if (text !== undefined && text.length > MAX_SENT) return;
    try {
      for await (const piece of await session.client.blame({ path, ...(text === undefined ? {} : { text }) }, { signal: abort.signal })) {
        for (const commit of piece.commits) commits.set(commit.hash, commit);
        for (const { hash, from, count } of piece.lines) for (let line = from; line < from + count; line += 1) lines[line] = commits.get(hash);
      }
      if (abort.signal.aborted) return;
      this.lines = lines;
      this.wideCharacters = null;
    } catch {
      // Git does not know the file, or the text changed meanwhile: nothing to say.
      if (!abort.signal.aborted) this.lines = [];
    }
  }

  private drawInline(isOn: boolean): void {
    const { editor: view, model, monaco } = this.context;
    const line = view.getPosition()?.lineNumber ?? 0;
    const commit = this.lines?.[line];
    const words = this.session.words.get();
    if (!isOn || commit === undefined || words === null || line > model.getLineCount()) {
      this.after.clear();
      return;
    }
    const content = isUncommitted(commit) ? words.t('blame.uncommitted') : words.t('blame.line', { author: commit.author, moment: words.moment(commit.atMs), subject: commit.subject });
    const column = model.getLineMaxColumn(line);
    this.after.set([{ range: new monaco.Range(line, column, line, column), options: { showIfCollapsed: true, after: { content: `\u00a0\u00a0\u00a0\u00a0${content}`, inlineClassName: 'git-blame', cursorStops: monaco.editor.InjectedTextCursorStops.None } } }]);
  }

  /** The column of line numbers tells it: it scrolls with the lines, and folds with them. */
  private setWide(isOn: boolean): void {
    if (isOn === this.isWide && !isOn) return;
    const { editor: view, monaco } = this.context;
    this.isWide = isOn;
    if (!isOn) {
      if (this.usual !== null) view.updateOptions({ lineNumbers: this.usual.lineNumbers, lineNumbersMinChars: this.usual.lineNumbersMinChars });
      this.usual = null;
      return;
    }
    const shown = view.getRawOptions();
    this.usual ??= { lineNumbers: shown.lineNumbers ?? 'on', lineNumbersMinChars: view.getOption(monaco.editor.EditorOption.lineNumbersMinChars) };
    view.updateOptions({ lineNumbers: (line) => this.wideLine(line), lineNumbersMinChars: (this.wideCharacters ??= this.widest()) });
  }

  /** Months have names of every length, and languages too. */
  private widest(): number {
    const commits = new Set(this.lines ?? []);
    const labels = [...commits].map((commit) => (commit === undefined ? 0 : this.label(commit).length));
    return labels.reduce((most, length) => Math.max(most, length), 0) + BETWEEN.length + String(this.lines?.length ?? 0).length;
  }

  private label(commit: BlameCommit): string {
    const words = this.session.words.get();
    if (words === null) return '';
    return isUncommitted(commit) ? words.t('blame.uncommitted') : `${commit.author.slice(0, NAME_CHARACTERS)}, ${words.moment(commit.atMs)}`;
  }

  private wideLine(line: number): string {
    const commit = this.lines?.[line];
    const isSame = line > 1 && this.lines?.[line - 1]?.hash === commit?.hash;
    return commit === undefined || isSame ? String(line) : `${this.label(commit)}${BETWEEN}${line}`;
  }
}

function isUncommitted({ hash }: BlameCommit): boolean {
  return /^0+$/.test(hash);
}
