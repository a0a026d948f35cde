import type { editor, languages } from 'monaco-editor/editor';

import type { FilePath } from '../../../shared/file-path.ts';

/** Lays a text out anew: what comes with the editor, or a language server. The first that accepts a language is asked. */
export type Formatter = {
  readonly id: string;
  /** `language`: Monaco's id of it. */
  readonly accepts: (language: string, path: FilePath) => boolean;
  /** What is to be changed; changes nothing itself. `signal`: nobody waits any more. @throws AtelierError */
  readonly format: (request: FormatRequest) => Promise<readonly languages.TextEdit[]>;
};

export type FormatRequest = {
  readonly model: editor.ITextModel;
  readonly path: FilePath;
  /** As the text is indented. */
  readonly tabSize: number;
  readonly insertSpaces: boolean;
  readonly signal: AbortSignal;
};
