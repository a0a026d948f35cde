'use client';

import type { editor } from 'monaco-editor/editor';
import { useEffect, useRef } from 'react';

import { useStore } from '../../../../components/workbench/use-store.ts';
import { displayName } from '../../../../shared/display-name.ts';
import { editorSession, type EditorSession } from '../editor-session.ts';
import { keepPlaceOf, takeFirstEditor, type FirstEditor } from '../first-text/take-over.ts';
import type { FileModel } from '../model/file-model.ts';
import { MonacoBuffer } from '../monaco/monaco-buffer.ts';
import type { Monaco } from '../monaco/load-monaco.ts';
import { editorOptions } from '../monaco/options.ts';

/** The text of the file in front. One Monaco editor shows one file after the other, each where one was in it. */
export function CodeEditor({ model, isShown }: { readonly model: FileModel; readonly isShown: boolean }) {
  const session = editorSession.use();
  const buffer = useStore(model.buffer);
  const facts = useStore(model.facts);
  const place = useRef<HTMLDivElement>(null);
  const widget = useRef<Widget | null>(null);
  const latest = useRef({ model });

  useEffect(() => {
    latest.current = { model };
    widget.current?.show(model, buffer);
    widget.current?.setReadOnly(model);
  }, [model, buffer, facts]);

  useEffect(() => {
    if (isShown) widget.current?.takeFocus();
  }, [isShown]);

  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    let isGone = false;
    void Promise.all([session.monaco(), takeFirstEditor(latest.current.model)]).then(
      ([monaco, first]) => {
        if (isGone) return first?.dispose();
        const { model: shown } = latest.current;
        widget.current = new Widget(session, { monaco, element, first });
        // As it is now, which may not have been rendered yet: what is typed meanwhile would go nowhere.
        widget.current.show(shown, shown.buffer.get());
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
  }, [session]);

  return <div ref={place} />;
}

/** Monaco's editor and what is wired to it; made and disposed of with the component's element. */
class Widget {
  private readonly session: EditorSession;
  private readonly editor: editor.IStandaloneCodeEditor;
  private shown: FileModel | null = null;
  private readonly stops: (() => void)[] = [];
  private stopReplacing: () => void = () => undefined;

  constructor(session: EditorSession, { monaco, element, first }: { readonly monaco: Monaco; readonly element: HTMLElement; readonly first: FirstEditor | null }) {
    this.session = session;
    this.editor = first?.moveTo(element) ?? monaco.editor.create(element, { ...editorOptions(), model: null });
    const place = new ResizeObserver(() => keepPlaceOf(element, session.workspaceId));
    place.observe(element);
    const cursor = this.editor.onDidChangeCursorPosition(({ position }) => session.position.set({ line: position.lineNumber, column: position.column }));
    const keep = (): void => this.keepViewState();
    window.addEventListener('pagehide', keep);
    document.addEventListener('visibilitychange', keep);
    this.stops.push(
      () => cursor.dispose(),
      () => place.disconnect(),
      () => window.removeEventListener('pagehide', keep),
      () => document.removeEventListener('visibilitychange', keep),
      session.focusAsked.subscribe(() => this.takeFocus()),
      session.editors.reveal.subscribe(() => this.goToLine()),
    );
  }

  show(model: FileModel, buffer: unknown): void {
    const text = buffer instanceof MonacoBuffer ? buffer : null;
    if (this.shown === model && this.editor.getModel() === (text?.model ?? null)) return;
    const hadFocus = this.editor.hasTextFocus();
    this.keepViewState();
    this.stopReplacing();
    this.shown = model;
    this.editor.setModel(text?.model ?? null);
    if (text === null) {
      this.session.position.set(null);
      return;
    }
    this.editor.updateOptions({ ariaLabel: displayName(model.path) });
    // What an earlier version of Monaco or another file of that name left is checked by Monaco itself.
    this.editor.restoreViewState(this.session.memory.viewState(model.path) as editor.ICodeEditorViewState | null);
    this.stopReplacing = this.followReplacing(text);
    const position = this.editor.getPosition();
    if (position !== null) this.session.position.set({ line: position.lineNumber, column: position.column });
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
    for (const stop of this.stops) stop();
    this.editor.dispose();
  }

  /** Where it was asked for; what does not show yet cannot have the focus. */
  takeFocus(): void {
    if (this.shown === null || this.editor.getModel() === null || !this.editor.getContainerDomNode().checkVisibility()) return;
    const wanted = this.session.focusWish.take(this.shown);
    if (wanted === null) return;
    this.editor.focus();
    if (wanted === 'line') void this.editor.getAction('editor.action.gotoLine')?.run();
  }

  private keepViewState(): void {
    if (this.shown === null || this.editor.getModel() === null) return;
    this.session.memory.setViewState(this.shown.path, this.editor.saveViewState());
  }

  private goToLine(): void {
    const reveal = this.session.editors.reveal.get();
    if (reveal === null || reveal.path !== this.shown?.path || this.editor.getModel() === null) return;
    this.session.editors.reveal.set(null);
    this.editor.setPosition({ lineNumber: reveal.line, column: 1 });
    this.editor.revealLineInCenter(reveal.line);
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
