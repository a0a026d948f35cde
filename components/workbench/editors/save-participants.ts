import type { editor } from 'monaco-editor/editor';
import type * as Monaco from 'monaco-editor/editor';

import type { FilePath } from '../../../shared/file-path.ts';

/** Changes a text just before it is saved: a formatter, trailing spaces, the last line's end. */
export type SaveParticipant = {
  readonly id: string;
  /** Lower ones come first; 100 formats, 200 tidies up after it. */
  readonly order: number;
  /**
   * Edits `model` in a way that can be undone. One that takes longer than a moment is not waited for (`signal` ends
   * it), and one that fails is told: the save happens in any case.
   */
  readonly participate: (context: SaveContext) => void | Promise<void>;
};

export type SaveContext = {
  readonly monaco: typeof Monaco;
  readonly model: editor.ITextModel;
  readonly path: FilePath;
  /** `auto`: nobody asked for it just now, and somebody may be typing. */
  readonly reason: 'asked' | 'auto';
  readonly signal: AbortSignal;
};
