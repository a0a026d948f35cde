import type { editor } from 'monaco-editor/editor';
import type * as Monaco from 'monaco-editor/editor';

import type { FilePath } from '../../../shared/file-path.ts';
import type { TextRef } from './text-sources.ts';

/**
 * One Monaco editor while it shows one text: made anew for each text that it shows. `monaco` is the module, already
 * loaded. The texts of a comparison come as two of these, one for each side.
 */
export type TextEditorContext = {
  readonly monaco: typeof Monaco;
  readonly editor: editor.IStandaloneCodeEditor;
  readonly model: editor.ITextModel;
  readonly path: FilePath;
  readonly shows: 'file' | 'left' | 'right';
  /** Of a comparison, both sides and what draws them; null for a file by itself. */
  readonly diff: { readonly left: TextRef; readonly right: TextRef; readonly editor: editor.IStandaloneDiffEditor } | null;
};

/** Adds bars, lenses, actions to text editors. Called with each text that an editor shows; returns what takes it away. */
export type TextEditorAttachment = (context: TextEditorContext) => () => void;
