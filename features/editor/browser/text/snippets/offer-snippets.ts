import type { editor, languages } from 'monaco-editor/editor';

import type { FilePath } from '../../../../../shared/file-path.ts';
import type { Monaco } from '../../monaco/load-monaco.ts';
import type { Snippet } from './parse-snippets.ts';

export type SnippetSource = { readonly for: (path: FilePath, language: string) => Promise<readonly Snippet[]> };

/** Offers snippets where one types; `pathOf` null: a text of another editor. Returns the function that stops it. */
export function offerSnippets(monaco: Monaco, source: SnippetSource, pathOf: (model: editor.ITextModel) => FilePath | null): () => void {
  const provider: languages.CompletionItemProvider = {
    async provideCompletionItems(model, position) {
      const path = pathOf(model);
      if (path === null) return { suggestions: [] };
      const before = model.getLineContent(position.lineNumber).slice(0, position.column - 1);
      const snippets = await source.for(path, model.getLanguageId());
      return {
        suggestions: snippets.flatMap(({ name, prefixes, body, description }) =>
          prefixes.map((prefix) => ({
            label: { label: prefix, description: name },
            kind: monaco.languages.CompletionItemKind.Snippet,
            insertText: body,
            insertTextRules: monaco.languages.CompletionItemInsertTextRule.InsertAsSnippet,
            documentation: description === '' ? body : `${description}\n\n${body}`,
            sortText: `z-${prefix}`,
            range: { startLineNumber: position.lineNumber, endLineNumber: position.lineNumber, startColumn: position.column - typed(before, prefix), endColumn: position.column },
          })),
        ),
      };
    },
  };
  const registration = monaco.languages.registerCompletionItemProvider('*', provider);
  return () => registration.dispose();
}

/** How many characters before the cursor are the beginning of the prefix, or of the word that is being typed. */
function typed(before: string, prefix: string): number {
  for (let length = Math.min(before.length, prefix.length); length > 0; length -= 1) if (prefix.toLowerCase().startsWith(before.slice(-length).toLowerCase())) return length;
  return /\w*$/.exec(before)?.[0].length ?? 0;
}
