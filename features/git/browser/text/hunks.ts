import type { editor, IDisposable } from 'monaco-editor/editor';

import type { TextEditorContext } from '../../../../components/workbench/editors/text-editor.ts';
import { GitDeeds } from '../deeds.ts';
import type { GitSession } from '../git-session.ts';
import { GIT } from '../git-texts.ts';
import { button } from './buttons.ts';
import type { LineChange } from './line-diff.ts';
import { whenSaved } from './saved.ts';
import { selectionOf, touches } from './selection.ts';

type Side = 'staged' | 'unstaged';

/** Buttons on the changes of a comparison: of the one under the pointer or the cursor, or of the lines that are selected. */
export function followHunks(session: GitSession, context: TextEditorContext): () => void {
  const side = sideOf(context);
  if (side === null || !session.mayChange(context.path)) return () => undefined;
  const hunks = new Hunks(session, { context, side });
  return () => hunks.dispose();
}

function sideOf({ diff }: TextEditorContext): Side | null {
  if (diff?.left.source !== GIT) return null;
  if (diff.right.source === 'file' && diff.left.version === 'index') return 'unstaged';
  return diff.right.source === GIT && diff.right.version === 'index' && diff.left.version !== 'index' ? 'staged' : null;
}

const DEEDS = { unstaged: ['stageLines', 'discardLines'], staged: ['unstageLines'] } as const;
type LineDeed = 'stageLines' | 'unstageLines' | 'discardLines';

class Hunks {
  private readonly session: GitSession;
  private readonly context: TextEditorContext;
  private readonly side: Side;
  private readonly deeds: GitDeeds;
  private readonly element = Object.assign(document.createElement('div'), { className: 'git-hunk', hidden: true });
  private readonly stops: IDisposable[] = [];
  private shown = '';

  constructor(session: GitSession, { context, side }: { readonly context: TextEditorContext; readonly side: Side }) {
    this.session = session;
    this.context = context;
    this.side = side;
    this.deeds = new GitDeeds(session);
    const { editor: view, diff, monaco } = context;
    this.element.setAttribute('role', 'toolbar');
    view.addOverlayWidget(this);
    const show = (line: number | undefined): void => this.show(line ?? view.getPosition()?.lineNumber ?? 1);
    this.stops.push(
      view.onMouseMove(({ target }) => target.type !== monaco.editor.MouseTargetType.OVERLAY_WIDGET && show(target.position?.lineNumber)),
      view.onMouseLeave(() => show(undefined)),
      view.onDidChangeCursorSelection(({ selection }) => show(selection.positionLineNumber)),
      view.onDidScrollChange(() => this.place()),
      view.onDidLayoutChange(() => this.place()),
    );
    const changed = diff?.editor.onDidUpdateDiff(() => show(undefined));
    if (changed !== undefined) this.stops.push(changed);
    for (const deed of DEEDS[side]) {
      this.stops.push(view.addAction({ id: `git.${deed}`, label: this.word(deed, true), contextMenuGroupId: '9_git', run: () => this.act(deed, view.getPosition()?.lineNumber ?? 1) }));
    }
    show(undefined);
  }

  // As Monaco wants overlay widgets.
  getId(): string {
    return 'atelier.git.hunk';
  }
  getDomNode(): HTMLElement {
    return this.element;
  }
  getPosition(): editor.IOverlayWidgetPosition | null {
    return null;
  }

  dispose(): void {
    for (const stop of this.stops) stop.dispose();
    this.context.editor.removeOverlayWidget(this);
  }

  private changes(): readonly LineChange[] {
    return (this.context.diff?.editor.getLineChanges() ?? []).map(({ originalStartLineNumber, originalEndLineNumber, modifiedStartLineNumber, modifiedEndLineNumber }) => ({
      // Of an empty side Monaco says the line after which the other's stand, and 0 as its end.
      oldFrom: originalEndLineNumber === 0 ? originalStartLineNumber + 1 : originalStartLineNumber,
      oldCount: originalEndLineNumber === 0 ? 0 : originalEndLineNumber - originalStartLineNumber + 1,
      newFrom: modifiedEndLineNumber === 0 ? modifiedStartLineNumber + 1 : modifiedStartLineNumber,
      newCount: modifiedEndLineNumber === 0 ? 0 : modifiedEndLineNumber - modifiedStartLineNumber + 1,
    }));
  }

  /** The selected lines, when several are; else null. */
  private selected(): { readonly from: number; readonly to: number } | null {
    const selection = this.context.editor.getSelection();
    if (selection === null || selection.isEmpty()) return null;
    const to = selection.endColumn === 1 && selection.endLineNumber > selection.startLineNumber ? selection.endLineNumber - 1 : selection.endLineNumber;
    return { from: selection.startLineNumber, to };
  }

  private at(line: number): LineChange | undefined {
    return this.changes().find((change) => touches(change, { from: line, to: line }));
  }

  private show(line: number): void {
    const selected = this.selected();
    const inSelection = selected === null ? undefined : this.changes().find((change) => touches(change, selected));
    const change = inSelection ?? this.at(line);
    const key = change === undefined ? '' : `${change.newFrom} ${change.newCount} ${change.oldFrom} ${inSelection === undefined ? '' : 'selection'}`;
    if (key === this.shown) return;
    this.shown = key;
    this.element.hidden = change === undefined;
    if (change === undefined) return;
    this.element.setAttribute('aria-label', this.session.words.get()?.t('hunk.label', { line: change.newFrom }) ?? '');
    this.element.replaceChildren(...DEEDS[this.side].map((deed) => button(this.word(deed, inSelection !== undefined), () => void this.act(deed, change.newFrom))));
    this.element.dataset['line'] = String(change.newFrom);
    this.place();
  }

  private place(): void {
    const line = Number(this.element.dataset['line'] ?? 1);
    const { editor: view } = this.context;
    const top = view.getTopForLineNumber(Math.max(1, line)) - view.getScrollTop();
    this.element.style.top = `${Math.max(0, top - 2)}px`;
    this.element.style.right = `${view.getLayoutInfo().verticalScrollbarWidth + 8}px`;
  }

  private word(deed: LineDeed, isSelection: boolean): string {
    return this.session.words.get()?.t(isSelection ? `hunk.${deed}Selected` : `hunk.${deed}`) ?? '';
  }

  private async act(deed: LineDeed, line: number): Promise<void> {
    const selected = this.selected();
    const change = this.at(line);
    const changes = selected !== null ? this.changes() : change === undefined ? [] : [change];
    const lines = selectionOf(changes, selected);
    if (lines.old.length === 0 && lines.new.length === 0) return;
    if (this.side === 'unstaged' && !(await whenSaved(this.session.workbench, this.context.path))) return;
    await this.deeds.lines(deed, this.context.path, lines);
  }
}
