import type { editor } from 'monaco-editor/editor';
import type * as Monaco from 'monaco-editor/editor';

import { Signal, Store } from '../../../../components/workbench/store.ts';
import type { FilePath } from '../../../../shared/file-path.ts';
import type { ConflictedText, MergePiece } from '../../contract.ts';
import { button } from '../text/buttons.ts';
import { countLines, placesIn, settledText, withSide, type Choice, type Place, type Side } from './merge-text.ts';
import type { KeptMerge } from './kept-merges.ts';
import { ZoneBar } from './zone-bar.ts';

type Conflict = Extract<MergePiece, { kind: 'conflict' }>;
export type MergeWords = (key: 'take' | 'takeOurs' | 'takeTheirs' | 'takeBoth' | 'orType' | 'undo' | 'conflict' | 'settled.ours' | 'settled.theirs' | 'settled.both' | 'settled.typed', values?: { number: number }) => string;
export type MergeDeps = { readonly monaco: typeof Monaco; readonly path: FilePath; readonly pieces: readonly MergePiece[]; readonly found: ConflictedText; readonly words: MergeWords; readonly kept: KeptMerge | null };

const LINE_PX = 20;

/** The four texts of a merge in Monaco; disposed of with the elements that they were put in. */
export class MergeEditors {
  /** What was chosen for each conflict; null: it is left. */
  readonly choices: Store<readonly (Choice | null)[]>;
  /** The conflict that was last gone to. */
  readonly at = new Store(0);
  /** The result is another. */
  readonly changed = new Signal<undefined>();
  private readonly deps: MergeDeps;
  private readonly conflicts: readonly Conflict[];
  private readonly sides = new Map<Side, { readonly view: editor.IStandaloneCodeEditor; readonly places: readonly Place[] }>();
  private readonly models: editor.ITextModel[] = [];
  private readonly stops: (() => void)[] = [];
  private result: editor.IStandaloneCodeEditor | null = null;
  private marks: editor.IEditorDecorationsCollection | null = null;
  private bars: ZoneBar[] = [];
  private isChoosing = false;

  constructor(deps: MergeDeps) {
    this.deps = deps;
    this.conflicts = deps.pieces.filter((piece) => piece.kind === 'conflict');
    this.choices = new Store<readonly (Choice | null)[]>(deps.kept?.choices ?? this.conflicts.map(() => null));
  }

  /** One side, to read, with a bar above each conflict. */
  showSide(side: Side, element: HTMLElement): void {
    const { found, pieces, words } = this.deps;
    const text = found[side] ?? '';
    const view = this.create(element, { text, name: side, readOnly: true });
    const places = placesIn(text, pieces, side);
    this.sides.set(side, { view, places });
    view.createDecorationsCollection(places.flatMap(({ from, count }) => (count === 0 ? [] : [this.whole({ from, count }, side === 'base' ? 'git-merge-base' : 'git-merge-side')])));
    places.forEach(({ from }, index) => {
      const bar = Object.assign(document.createElement('div'), { className: 'git-merge-bar' });
      if (side === 'base') bar.textContent = words('conflict', { number: index + 1 });
      else bar.append(Object.assign(button(words('take'), () => this.choose(index, side)), { ariaLabel: `${words('conflict', { number: index + 1 })}: ${words(side === 'ours' ? 'takeOurs' : 'takeTheirs')}` }));
      const zone = new ZoneBar(view, { afterLine: from - 1, element: bar });
      this.stops.push(() => zone.dispose());
    });
  }

  /** What it becomes, to choose and to type in. */
  showResult(element: HTMLElement, { ariaLabel }: { readonly ariaLabel: string }): void {
    const { text, places } = this.deps.kept ?? withSide(this.deps.pieces, 'base');
    const view = this.create(element, { text, name: 'result', readOnly: false });
    view.updateOptions({ ariaLabel });
    this.result = view;
    this.marks = view.createDecorationsCollection(places.map((place, index) => this.mark(place, this.choices.get()[index] !== null)));
    const typed = view.onDidChangeModelContent(({ changes }) => {
      this.changed.emit(undefined);
      if (this.isChoosing) return;
      const ranges = this.places();
      this.choices.update((known) => known.map((choice, index) => {
        const range = ranges[index];
        return range !== undefined && changes.some((change) => change.range.startLineNumber <= range.endLineNumber && change.range.endLineNumber >= range.startLineNumber) ? 'typed' : choice;
      }));
      this.draw();
    });
    this.stops.push(() => typed.dispose());
    this.draw();
  }

  choose(index: number, choice: Exclude<Choice, 'typed'> | null): void {
    const [conflict, range, view] = [this.conflicts[index], this.places()[index], this.result];
    if (conflict === undefined || range === undefined || view === null) return;
    this.put(index, { text: choice === null ? conflict.base : settledText(conflict, choice) });
    this.choices.update((known) => known.map((one, at) => (at === index ? choice : one)));
    this.at.set(index);
    this.draw();
  }

  /** To the next or previous that is left; among all when none is. */
  go(by: 1 | -1): void {
    const { length } = this.conflicts;
    if (length === 0) return;
    const left = this.choices.get().flatMap((choice, index) => (choice === null ? [index] : []));
    const among = left.length > 0 ? left : this.conflicts.map((_, index) => index);
    const next = by === 1 ? (among.find((index) => index > this.at.get()) ?? among[0]) : (among.findLast((index) => index < this.at.get()) ?? among.at(-1));
    this.reveal(next ?? 0);
  }

  reveal(index: number): void {
    this.at.set(index);
    for (const { view, places } of this.sides.values()) view.revealLineInCenter(Math.max(1, places[index]?.from ?? 1));
    const range = this.places()[index];
    if (range === undefined) return;
    this.result?.revealLineInCenter(range.startLineNumber);
    this.result?.setPosition({ lineNumber: range.startLineNumber, column: 1 });
  }

  get text(): string {
    return this.result?.getModel()?.getValue() ?? '';
  }

  /** What is to be kept of it, to go on with later. */
  get kept(): KeptMerge {
    const sizes = this.sizes();
    return { text: this.text, places: this.places().map(({ startLineNumber }, index) => ({ from: startLineNumber, count: sizes[index] ?? 0 })), choices: this.choices.get() };
  }

  dispose(): void {
    for (const stop of this.stops) stop();
    for (const bar of this.bars) bar.dispose();
    for (const { view } of this.sides.values()) view.dispose();
    this.result?.dispose();
    for (const model of this.models) model.dispose();
  }

  private create(element: HTMLElement, { text, name, readOnly }: { readonly text: string; readonly name: string; readonly readOnly: boolean }): editor.IStandaloneCodeEditor {
    const { monaco, path } = this.deps;
    const model = monaco.editor.createModel(text, undefined, monaco.Uri.from({ scheme: 'atelier-merge', authority: name, path }));
    model.setEOL(monaco.editor.EndOfLineSequence.LF);
    this.models.push(model);
    const fontFamily = getComputedStyle(document.documentElement).getPropertyValue('--font-mono');
    return monaco.editor.create(element, { model, readOnly, automaticLayout: true, minimap: { enabled: false }, fontSize: 13, lineHeight: LINE_PX, fontFamily, scrollBeyondLastLine: false, lineNumbersMinChars: 3, folding: false, renderLineHighlight: readOnly ? 'none' : 'line', glyphMargin: false, stickyScroll: { enabled: false }, ariaLabel: name });
  }

  /** Where each conflict stands in the result now. */
  private places(): readonly Monaco.Range[] {
    return this.marks?.getRanges() ?? [];
  }

  private whole({ from, count }: Place, className: string): editor.IModelDeltaDecoration {
    return { range: new this.deps.monaco.Range(from, 1, from + count - 1, 1), options: { isWholeLine: true, className } };
  }

  private mark({ from, count }: Place, isSettled: boolean): editor.IModelDeltaDecoration {
    const { monaco } = this.deps;
    return {
      range: new monaco.Range(from, 1, Math.max(from, from + count - 1), count === 0 ? 1 : 10_000),
      options: { isWholeLine: true, className: count === 0 ? 'git-merge-empty' : isSettled ? 'git-merge-done' : 'git-merge-left', linesDecorationsClassName: isSettled ? 'git-bar git-added' : 'git-bar git-merge-open', stickiness: monaco.editor.TrackedRangeStickiness.AlwaysGrowsWhenTypingAtEdges },
    };
  }

  /** A conflict's lines become these. */
  private put(index: number, { text }: { readonly text: string }): void {
    const { monaco } = this.deps;
    const view = this.result;
    const model = view?.getModel();
    if (!view || !model) return;
    const settled = this.choices.get();
    const counts = this.sizes();
    const place = { from: this.places()[index]?.startLineNumber ?? 1, count: counts[index] ?? 0 };
    const count = countLines(text);
    const last = model.getLineCount();
    const isAtEnd = place.from + place.count > last;
    const range = new monaco.Range(place.from, 1, isAtEnd ? last : place.from + place.count, isAtEnd ? model.getLineMaxColumn(last) : 1);
    const put = !isAtEnd && text !== '' && !text.endsWith('\n') ? `${text}\n` : text;
    const before = this.places().map((known, at) => ({ from: known.startLineNumber, count: counts[at] ?? 0 }));
    this.isChoosing = true;
    view.pushUndoStop();
    view.executeEdits('git.merge', [{ range, text: put }]);
    view.pushUndoStop();
    this.isChoosing = false;
    const shift = count - place.count;
    this.marks?.set(before.map((known, at) => this.mark(at === index ? { from: place.from, count } : { from: known.from + (at > index ? shift : 0), count: known.count }, at === index || settled[at] !== null)));
  }

  /** How many lines each conflict has in the result. */
  private sizes(): readonly number[] {
    return this.places().map((range, index) => {
      const choice = this.choices.get()[index] ?? null;
      const conflict = this.conflicts[index];
      if (conflict !== undefined && choice !== 'typed') return countLines(choice === null ? conflict.base : settledText(conflict, choice));
      return range.endLineNumber - range.startLineNumber + 1;
    });
  }

  /** The bars above the conflicts of the result. */
  private draw(): void {
    const { words } = this.deps;
    const view = this.result;
    if (view === null) return;
    for (const bar of this.bars.splice(0)) bar.dispose();
    this.bars = this.places().map((range, index) => {
      const choice = this.choices.get()[index] ?? null;
      const bar = Object.assign(document.createElement('div'), { className: `git-merge-bar ${choice === null ? 'is-left' : 'is-settled'}` });
      const name = words('conflict', { number: index + 1 });
      bar.append(Object.assign(document.createElement('b'), { textContent: choice === null ? name : `${name}: ${words(`settled.${choice}`)}` }));
      const action = (label: string, run: () => void): HTMLElement => Object.assign(button(label, run), { ariaLabel: `${name}: ${label}` });
      if (choice === null) bar.append(action(words('takeOurs'), () => this.choose(index, 'ours')), action(words('takeTheirs'), () => this.choose(index, 'theirs')), action(words('takeBoth'), () => this.choose(index, 'both')), Object.assign(document.createElement('span'), { textContent: words('orType') }));
      else bar.append(action(words('undo'), () => this.choose(index, null)));
      return new ZoneBar(view, { afterLine: range.startLineNumber - 1, element: bar });
    });
  }
}
