'use client';

import type { editor } from 'monaco-editor/editor';
import { useEffect, useRef } from 'react';

import { useStore } from '../../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import type { Workbench } from '../../../../components/workbench/workbench.ts';
import { editorSession, focusKey, type EditorSession } from '../editor-session.ts';
import { keepPlaceOf, takeFirstEditor, type FirstEditor } from '../first-text/take-over.ts';
import type { FileModel } from '../model/file-model.ts';
import { MonacoBuffer } from '../monaco/monaco-buffer.ts';
import type { Monaco } from '../monaco/load-monaco.ts';
import { editorOptions } from '../monaco/options.ts';
import { attach } from './attach.ts';
import { useFileName } from './tab-name.ts';

export type CodeEditorProps = { readonly model: FileModel; readonly group: string; readonly tab: string; readonly isShown: boolean; readonly isFront: boolean };

/** The text of a group's tab. One Monaco editor shows one file after the other, each where one was in it. */
export function CodeEditor({ model, group, tab, isShown, isFront }: CodeEditorProps) {
  const session = editorSession.use();
  const workbench = useWorkbench();
  const name = useFileName()(model.path);
  const buffer = useStore(model.buffer);
  const facts = useStore(model.facts);
  const place = useRef<HTMLDivElement>(null);
  const widget = useRef<Widget | null>(null);
  const latest = useRef<Shown>({ model, tab, name, isFront });

  useEffect(() => {
    latest.current = { model, tab, name, isFront };
    widget.current?.show(latest.current, buffer);
    widget.current?.setReadOnly(model);
  }, [model, tab, name, isFront, buffer, facts]);

  useEffect(() => {
    if (isShown) widget.current?.takeFocus();
  }, [isShown]);

  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    let isGone = false;
    void Promise.all([session.monaco(), latest.current.isFront ? takeFirstEditor(latest.current.model) : null]).then(
      ([monaco, first]) => {
        if (isGone) return first?.dispose();
        const { model: shown } = latest.current;
        widget.current = new Widget({ session, workbench, group }, { monaco, element, first });
        // As it is now, which may not have been rendered yet: what is typed meanwhile would go nowhere.
        widget.current.show(latest.current, shown.buffer.get());
        widget.current.setReadOnly(shown);
      },
      // Told by the session's problems.
      () => undefined,
    );
    return () => {
      isGone = true;
      widget.current?.dispose();
      widget.current = null;
    };
  }, [session, workbench, group]);

  // Monaco's menus stand in it, and have their colours from this class.
  return <div ref={place} className="monaco-component" />;
}

type Shown = { readonly model: FileModel; readonly tab: string; readonly name: string; readonly isFront: boolean };
type WidgetDeps = { readonly session: EditorSession; readonly workbench: Workbench; readonly group: string };

const nothing = (): void => undefined;

/** Monaco's editor and what is wired to it; made and disposed of with the component's element. */
class Widget {
  private readonly deps: WidgetDeps;
  private readonly session: EditorSession;
  private readonly monaco: Monaco;
  private readonly editor: editor.IStandaloneCodeEditor;
  private shown: Shown | null = null;
  private readonly stops: (() => void)[] = [];
  private stopReplacing: () => void = nothing;
  private detach: () => void = nothing;

  constructor(deps: WidgetDeps, { monaco, element, first }: { readonly monaco: Monaco; readonly element: HTMLElement; readonly first: FirstEditor | null }) {
    const { session } = deps;
    this.deps = deps;
    this.session = session;
    this.monaco = monaco;
    this.editor = first?.moveTo(element) ?? monaco.editor.create(element, { ...editorOptions(), model: null });
    const place = new ResizeObserver(() => this.shown?.isFront && keepPlaceOf(element, session.workspaceId));
    place.observe(element);
    const cursor = this.editor.onDidChangeCursorPosition(() => this.tellPosition());
    const keep = (): void => this.keepViewState();
    const left = this.editor.onDidBlurEditorWidget(() => this.shown !== null && session.autoSave.left(this.shown.model.path));
    window.addEventListener('pagehide', keep);
    document.addEventListener('visibilitychange', keep);
    this.stops.push(
      () => cursor.dispose(),
      () => left.dispose(),
      () => place.disconnect(),
      () => window.removeEventListener('pagehide', keep),
      () => document.removeEventListener('visibilitychange', keep),
      session.keepPlaces.subscribe(keep),
      session.focusAsked.subscribe(() => this.takeFocus()),
      session.editors.reveal.subscribe(() => this.goToLine()),
    );
  }

  show(next: Shown, buffer: unknown): void {
    const text = buffer instanceof MonacoBuffer ? buffer : null;
    const isSame = this.shown?.model === next.model && this.editor.getModel() === (text?.model ?? null);
    if (isSame) {
      this.shown = next;
      this.editor.updateOptions({ ariaLabel: next.name });
      this.tellPosition();
      this.goToLine();
      return;
    }
    const hadFocus = this.editor.hasTextFocus();
    this.keepViewState();
    this.stopReplacing();
    this.detach();
    this.shown = next;
    this.editor.setModel(text?.model ?? null);
    this.detach = nothing;
    this.stopReplacing = nothing;
    if (text === null) {
      this.tellPosition();
      return;
    }
    const { path } = next.model;
    this.editor.updateOptions({ ariaLabel: next.name });
    // What an earlier version of Monaco or another file of that name left is checked by Monaco itself.
    this.editor.restoreViewState(this.session.memory.viewState(path, this.deps.group) as editor.ICodeEditorViewState | null);
    this.stopReplacing = this.followReplacing(text);
    this.detach = attach(this.deps.workbench, { monaco: this.monaco, editor: this.editor, model: text.model, path, shows: 'file', diff: null });
    this.tellPosition();
    this.goToLine();
    if (hadFocus) this.editor.focus();
    this.takeFocus();
  }

  setReadOnly(model: FileModel): void {
    this.editor.updateOptions({ readOnly: model.facts.get().readOnly });
  }

  dispose(): void {
    this.keepViewState();
    this.stopReplacing();
    this.detach();
    this.session.untell(this.editor);
    for (const stop of this.stops) stop();
    this.editor.dispose();
  }

  /** Where it was asked for; what does not show yet cannot have the focus. */
  takeFocus(): void {
    if (this.shown === null || this.editor.getModel() === null || !this.editor.getContainerDomNode().checkVisibility()) return;
    const wanted = this.session.focusWish.take(focusKey(this.deps.group, this.shown.tab));
    if (wanted === null) return;
    this.editor.focus();
    if (wanted === 'line') void this.editor.getAction('editor.action.gotoLine')?.run();
  }

  private keepViewState(): void {
    if (this.shown === null || this.editor.getModel() === null) return;
    this.session.memory.setViewState(this.shown.model.path, this.editor.saveViewState(), this.deps.group);
  }

  /** Of the group in front only: the status bar speaks of that one. */
  private tellPosition(): void {
    if (this.shown?.isFront !== true) return;
    if (this.editor.getModel() === null) return this.session.untell(this.editor);
    this.session.tell(this.editor);
    const position = this.editor.getPosition();
    if (position !== null) this.session.visited({ group: this.deps.group, tab: this.shown.tab, line: position.lineNumber, column: position.column });
  }

  private goToLine(): void {
    const reveal = this.session.editors.reveal.get();
    if (reveal === null || reveal.path !== this.shown?.model.path || !this.shown.isFront || this.editor.getModel() === null) return;
    this.session.editors.reveal.set(null);
    const { line, column = 1, endColumn = column } = reveal;
    this.editor.setSelection({ startLineNumber: line, startColumn: column, endLineNumber: line, endColumn });
    this.editor.revealRangeInCenterIfOutsideViewport({ startLineNumber: line, startColumn: column, endLineNumber: line, endColumn });
  }

  /** Lines above the view may come and go: the first line that shows stays where it is on the screen. */
  private followReplacing(text: MonacoBuffer): () => void {
    const { editor: view } = this;
    let anchor: { readonly decorations: editor.IEditorDecorationsCollection; readonly offsetPx: number } | null = null;
    return text.replacing.subscribe((when) => {
      if (when === 'before') {
        const line = view.getVisibleRanges()[0]?.startLineNumber ?? 1;
        const range = { startLineNumber: line, startColumn: 1, endLineNumber: line, endColumn: 1 };
        anchor = { decorations: view.createDecorationsCollection([{ range, options: {} }]), offsetPx: view.getTopForLineNumber(line) - view.getScrollTop() };
        return;
      }
      const range = anchor?.decorations.getRange(0);
      if (anchor !== null && range) view.setScrollTop(view.getTopForLineNumber(range.startLineNumber) - anchor.offsetPx, 1);
      anchor?.decorations.clear();
      anchor = null;
    });
  }
}
