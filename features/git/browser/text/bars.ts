import type { editor, IDisposable } from 'monaco-editor/editor';

import type { TextEditorContext } from '../../../../components/workbench/editors/text-editor.ts';
import { colour } from '../../../../components/ui/theme.ts';
import { GitDeeds } from '../deeds.ts';
import type { GitSession } from '../git-session.ts';
import { BARS } from '../settings.ts';
import { diffLines, type LineChange } from './line-diff.ts';
import { Peek } from './peek.ts';
import { whenSaved } from './saved.ts';
import { selectionOf, touches } from './selection.ts';

const COMPARE_AFTER_MS = 120;
/** Longer texts have no bars: comparing them would be felt. */
const MAX_LINES = 50_000;

/** Bars beside lines that the next commit does not have yet; a press shows what was there. */
export function followBars(session: GitSession, context: TextEditorContext): () => void {
  if (session.workbench.settings.get(BARS) === 'none') return () => undefined;
  const bars = new Bars(session, context);
  return () => bars.dispose();
}

class Bars {
  private readonly session: GitSession;
  private readonly context: TextEditorContext;
  private readonly deeds: GitDeeds;
  private readonly decorations: editor.IEditorDecorationsCollection;
  private readonly abort = new AbortController();
  private readonly stops: IDisposable[];
  private readonly unsubscribe: () => void;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stamp: string | null = null;
  /** null: git has no such file, or it has not been read yet. */
  private baseline: readonly string[] | null = null;
  private changes: readonly LineChange[] = [];
  private peek: Peek | null = null;

  constructor(session: GitSession, context: TextEditorContext) {
    this.session = session;
    this.context = context;
    this.deeds = new GitDeeds(session);
    const { editor: view, model, monaco } = context;
    this.decorations = view.createDecorationsCollection();
    const t = session.words.get()?.t;
    const step = (by: 1 | -1) => (): void => this.step(by);
    this.stops = [
      model.onDidChangeContent(() => this.soon()),
      view.onMouseDown(({ target }) => {
        if (target.type !== monaco.editor.MouseTargetType.GUTTER_LINE_DECORATIONS || target.element?.className.includes('git-bar') !== true) return;
        const line = target.position.lineNumber;
        this.open(this.changes.findIndex((change) => touches(change, { from: line, to: line })));
      }),
      view.addAction({ id: 'git.nextChange', label: t?.('peek.next') ?? '', keybindings: [monaco.KeyMod.Alt | monaco.KeyCode.F3], run: step(1) }),
      view.addAction({ id: 'git.previousChange', label: t?.('peek.previous') ?? '', keybindings: [monaco.KeyMod.Alt | monaco.KeyMod.Shift | monaco.KeyCode.F3], run: step(-1) }),
    ];
    this.unsubscribe = session.modules.subscribe(() => void this.read());
    void this.read();
  }

  dispose(): void {
    this.abort.abort();
    clearTimeout(this.timer);
    this.unsubscribe();
    this.peek?.dispose();
    this.decorations.clear();
    for (const stop of this.stops) stop.dispose();
  }

  /** What git has, when that may be another than before. */
  private async read(): Promise<void> {
    const { path } = this.context;
    const module = this.session.moduleOf(path);
    const stamp = module?.stamp ?? '';
    if (stamp === this.stamp) return;
    this.stamp = stamp;
    const text = module === null ? null : await this.session.client.text({ path, revision: 'index' }, { signal: this.abort.signal }).then((read) => read.text, () => null); // no text to compare with
    if (this.abort.signal.aborted || this.context.model.isDisposed()) return;
    this.baseline = text === null ? null : text.split(/\r\n|\n/);
    this.compare();
  }

  private soon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.compare(), COMPARE_AFTER_MS);
  }

  private compare(): void {
    const { model } = this.context;
    const { baseline } = this;
    const isLong = model.getLineCount() > MAX_LINES || (baseline?.length ?? 0) > MAX_LINES;
    this.changes = baseline === null || isLong ? [] : diffLines(baseline, model.getLinesContent());
    this.draw();
  }

  private draw(): void {
    const { monaco, model } = this.context;
    this.decorations.set(this.changes.map(({ oldCount, newFrom, newCount }) => {
      const kind = newCount === 0 ? 'deleted' : oldCount === 0 ? 'added' : 'modified';
      const line = Math.min(model.getLineCount(), newCount === 0 ? Math.max(1, newFrom - 1) : newFrom);
      return {
        range: new monaco.Range(line, 1, newCount === 0 ? line : newFrom + newCount - 1, 1),
        options: {
          isWholeLine: true,
          linesDecorationsClassName: `git-bar git-${kind}${kind === 'deleted' && newFrom === 1 ? ' at-top' : ''}`,
          overviewRuler: { color: colour(`git-${kind}`), position: monaco.editor.OverviewRulerLane.Left },
          minimap: { color: colour(`git-${kind}`), position: monaco.editor.MinimapPosition.Gutter },
        },
      };
    }));
  }

  private step(by: 1 | -1): void {
    if (this.changes.length === 0) return;
    const line = this.context.editor.getPosition()?.lineNumber ?? 1;
    const next = by === 1 ? this.changes.findIndex(({ newFrom }) => newFrom > line) : this.changes.findLastIndex(({ newFrom }) => newFrom < line);
    this.open(next >= 0 ? next : by === 1 ? 0 : this.changes.length - 1);
  }

  private open(index: number): void {
    this.peek?.dispose();
    this.peek = null;
    const change = this.changes[index];
    const words = this.session.words.get();
    if (change === undefined || words === null || this.baseline === null) return;
    const { newFrom, oldFrom, oldCount } = change;
    this.context.editor.setPosition({ lineNumber: Math.max(1, Math.min(newFrom, this.context.model.getLineCount())), column: 1 });
    const go = (by: number) => (): void => this.open((index + by + this.changes.length) % this.changes.length);
    const close = (): void => this.open(-1);
    const doing = (work: () => Promise<unknown> | void) => (): void => {
      close();
      void work();
    };
    this.peek = new Peek(this.context, {
      change,
      title: words.t('peek.title', { number: index + 1, count: this.changes.length }),
      old: this.baseline.slice(oldFrom - 1, oldFrom - 1 + oldCount),
      actions: [
        ...(this.session.mayChange(this.context.path) ? [{ label: words.t('peek.revert'), run: doing(() => this.revert(change)) }, { label: words.t('peek.stage'), run: doing(() => this.stage(change)) }] : []),
        { label: words.t('peek.previousShort'), run: go(-1) },
        { label: words.t('peek.nextShort'), run: go(1) },
        { label: words.t('peek.close'), run: close },
      ],
      onClose: close,
    });
  }

  /** In the editor, where it can be undone, and from there to the disk. */
  private revert({ oldFrom, oldCount, newFrom, newCount }: LineChange): void {
    const { editor: view, model, monaco } = this.context;
    const old = this.baseline?.slice(oldFrom - 1, oldFrom - 1 + oldCount) ?? [];
    const eol = model.getEOL();
    const last = model.getLineCount();
    const end = newFrom + newCount;
    // Whole lines with their ends; the last line of the text has none of its own, so the one before gives its up.
    const isAtEnd = end > last;
    const range = isAtEnd ? new monaco.Range(Math.max(1, newFrom - 1), newFrom > 1 ? model.getLineMaxColumn(newFrom - 1) : 1, last, model.getLineMaxColumn(last)) : new monaco.Range(newFrom, 1, end, 1);
    const text = isAtEnd ? old.map((line, at) => (at === 0 && newFrom === 1 ? line : eol + line)).join('') : old.map((line) => line + eol).join('');
    view.pushUndoStop();
    view.executeEdits('git.revert', [{ range, text }]);
    view.pushUndoStop();
    view.focus();
    this.session.workbench.commands.run('editor.save');
  }

  private async stage(change: LineChange): Promise<void> {
    if (await whenSaved(this.session.workbench, this.context.path)) await this.deeds.lines('stageLines', this.context.path, selectionOf([change], null));
  }
}
