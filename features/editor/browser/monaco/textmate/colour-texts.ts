import type { editor, IDisposable } from 'monaco-editor/editor';

import { editorAssets } from '../../../../../components/workbench/assets.ts';
import type { Monaco } from '../load-monaco.ts';
import { GRAMMAR_IDS } from './fences.ts';
import type * as engineModule from './textmate.ts';
import type { TextMate } from './textmate.ts';

export type ColouringEngine = { readonly textmate: TextMate; readonly pieceName: typeof engineModule.pieceName };

/** @throws when the network has not got it */
export async function loadEngine(): Promise<ColouringEngine> {
  const { textmate, onig } = editorAssets();
  const [engine, wasm] = await Promise.all([
    import(/* turbopackIgnore: true */ textmate) as Promise<typeof engineModule>,
    fetch(onig).then((response) => (response.ok ? response.arrayBuffer() : Promise.reject(new Error(`${onig}: ${response.status}`)))),
  ]);
  return { textmate: await engine.TextMate.create(wasm), pieceName: engine.pieceName };
}

/** Gives every language that a text shows in, now and later, VS Code's colours. Returns the function that stops it. */
export function colourTexts(monaco: Monaco, { textmate }: ColouringEngine): () => void {
  const asked = new Set<string>();
  const ensure = async (language: string, model: editor.ITextModel): Promise<void> => {
    if (asked.has(language) || !GRAMMAR_IDS.has(language)) return;
    asked.add(language);
    try {
      const colouring = await textmate.colouring(language, sampleOf(model));
      if (colouring === null) return;
      // Monaco's own grammar for it, if it is on its way, is there before: the later one wins.
      await monaco.editor.colorize('', language, {});
      monaco.languages.setTokensProvider(language, {
        getInitialState: () => colouring.initial,
        tokenize: (line, state) => {
          const { pieces, state: endState } = colouring.line(line, state as typeof colouring.initial);
          return { tokens: pieces.map(({ start, name }) => ({ startIndex: start, scopes: name })), endState };
        },
      });
    } catch {
      asked.delete(language); // Monaco's own colours hold until a text of it is opened again
    }
  };
  const languages = new Map<editor.ITextModel, IDisposable>();
  const follow = (model: editor.ITextModel): void => {
    void ensure(model.getLanguageId(), model);
    languages.set(model, model.onDidChangeLanguage(({ newLanguage }) => void ensure(newLanguage, model)));
    model.onWillDispose(() => {
      languages.get(model)?.dispose();
      languages.delete(model);
    });
  };
  for (const model of monaco.editor.getModels()) follow(model);
  const created = monaco.editor.onDidCreateModel(follow);
  return () => {
    created.dispose();
    for (const subscription of languages.values()) subscription.dispose();
  };
}

/** How many lines of a text say which languages it embeds. */
const SAMPLE_LINES = 5000;

/** The beginning of a text, for the languages that it embeds. */
export function sampleOf(model: editor.ITextModel): string {
  return model.getValueInRange({ startLineNumber: 1, startColumn: 1, endLineNumber: Math.min(SAMPLE_LINES, model.getLineCount()), endColumn: 1 });
}
