'use client';

import { useEffect, useState } from 'react';

import type { TextEditorContext } from '../../../../../components/workbench/editors/text-editor.ts';
import { textSession } from '../text-session.ts';
import type { TextSymbol } from './find-symbols.ts';

/** Typing is followed when it pauses. */
const AFTER_MS = 500;
/** Larger texts are gone through only where somebody asks for their symbols. */
const MAX_CHARACTERS = 400_000;
const NONE: readonly TextSymbol[] = [];

/** The symbols of a text, and the line that the cursor is in. `isAsked`: also of a large one. */
export function useSymbols(context: TextEditorContext | null, isAsked: boolean): { readonly symbols: readonly TextSymbol[]; readonly line: number } {
  const session = textSession.use();
  const [found, setFound] = useState<{ readonly context: TextEditorContext | null; readonly symbols: readonly TextSymbol[]; readonly line: number }>({ context: null, symbols: NONE, line: 1 });
  useEffect(() => {
    if (context === null) return;
    const { editor: view, model } = context;
    let stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | null = null;
    const look = (): void => {
      timer = null;
      stop.abort();
      stop = new AbortController();
      if (model.isDisposed() || (!isAsked && model.getValueLength() > MAX_CHARACTERS)) return;
      const { signal } = stop;
      session.symbols.find(model, signal).then(
        (symbols) => !signal.aborted && setFound((known) => ({ context, symbols, line: known.context === context ? known.line : (view.getPosition()?.lineNumber ?? 1) })),
        // Nobody waits any more, or grammars cannot be had: there are none.
        () => undefined,
      );
    };
    const later = (): void => {
      if (timer !== null) clearTimeout(timer);
      timer = setTimeout(look, AFTER_MS);
    };
    let frame: number | null = null;
    const moved = view.onDidChangeCursorPosition(() => {
      frame ??= requestAnimationFrame(() => {
        frame = null;
        const line = view.getPosition()?.lineNumber ?? 1;
        setFound((known) => (known.context !== context || known.line === line ? known : { ...known, line }));
      });
    });
    later();
    const subscriptions = [moved, model.onDidChangeContent(later), model.onDidChangeLanguage(later)];
    return () => {
      stop.abort();
      if (timer !== null) clearTimeout(timer);
      if (frame !== null) cancelAnimationFrame(frame);
      for (const subscription of subscriptions) subscription.dispose();
    };
  }, [context, isAsked, session]);
  return found.context === context ? found : { symbols: NONE, line: 1 };
}

/** Goes to where a symbol is defined. */
export function goToSymbol({ editor: view }: TextEditorContext, { line, column, name }: TextSymbol): void {
  view.setSelection({ startLineNumber: line, startColumn: column, endLineNumber: line, endColumn: column + name.length });
  view.revealLineNearTop(line);
  view.focus();
}
