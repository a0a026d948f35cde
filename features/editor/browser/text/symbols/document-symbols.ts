import type { editor } from 'monaco-editor/editor';

import { sampleOf, type ColouringEngine } from '../../monaco/textmate/colour-texts.ts';
import { SymbolFinder, type TextSymbol } from './find-symbols.ts';

/** So long one works before others may: a key that is pressed meanwhile is drawn in time. */
const SLICE_MS = 6;
const MAX_CHARACTERS = 3_000_000;
const NONE: readonly TextSymbol[] = [];

/** The names that texts define, found by their grammars: until a language server knows better. */
export class DocumentSymbols {
  private readonly engine: () => Promise<ColouringEngine>;
  private readonly known = new WeakMap<editor.ITextModel, { readonly version: number; readonly symbols: readonly TextSymbol[] }>();

  constructor(engine: () => Promise<ColouringEngine>) {
    this.engine = engine;
  }

  /** What was found last, perhaps in an older version of the text. */
  latest(model: editor.ITextModel): readonly TextSymbol[] {
    return this.known.get(model)?.symbols ?? NONE;
  }

  /** None for a text without a grammar, or one that is too large. Rejects with AbortError. @throws as loading the grammars does */
  async find(model: editor.ITextModel, signal: AbortSignal): Promise<readonly TextSymbol[]> {
    const version = model.getVersionId();
    const known = this.known.get(model);
    if (known?.version === version) return known.symbols;
    const language = model.getLanguageId();
    if (language === 'plaintext' || model.getValueLength() > MAX_CHARACTERS) return NONE;
    const { textmate } = await this.engine();
    if (model.isDisposed()) return NONE;
    const scoping = await textmate.scoping(language, sampleOf(model));
    signal.throwIfAborted();
    if (scoping === null) return NONE;
    const finder = new SymbolFinder(language);
    const lines = model.getLinesContent();
    let state = scoping.initial;
    let until = performance.now() + SLICE_MS;
    for (const [index, line] of lines.entries()) {
      if (finder.isFull) break;
      const scoped = scoping.line(line.length > 5000 ? '' : line, state);
      ({ state } = scoped);
      finder.add(index + 1, line, scoped.words);
      if (performance.now() < until) continue;
      await idle();
      signal.throwIfAborted();
      until = performance.now() + SLICE_MS;
    }
    const symbols = finder.end();
    if (!model.isDisposed()) this.known.set(model, { version, symbols });
    return symbols;
  }
}

function idle(): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in window) requestIdleCallback(() => resolve(), { timeout: 200 });
    else setTimeout(resolve, 0);
  });
}
