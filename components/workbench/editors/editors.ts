import type { LucideIcon } from 'lucide-react';
import type * as Monaco from 'monaco-editor/editor';
import type { ComponentType } from 'react';

import type { FilePath } from '../../../shared/file-path.ts';
import type { MessageKey } from '../message-key.ts';
import { Registry } from '../registry.ts';
import { Signal, Store } from '../store.ts';
import type { ColourCode } from './colour-code.ts';
import type { Formatter } from './formatters.ts';
import type { OpenEditor } from './open-editors.ts';
import type { SaveParticipant } from './save-participants.ts';
import type { TextEditorAttachment } from './text-editor.ts';
import type { TextRef, TextSource } from './text-sources.ts';

/**
 * Something other than a file that has a tab: a comparison, the history, the settings. Two with the same `kind` and
 * `key` are one tab. `params` is plain JSON: the tab is there again after a reload.
 */
export type EditorInput = { readonly kind: string; readonly key: string; readonly params: unknown };

export type EditorKind = {
  readonly kind: string;
  readonly icon: LucideIcon;
  /** What the tab says, in the member's language. Params of another version are the kind's own business: it must not throw. */
  readonly title: (params: unknown) => string;
  /** The file that the tab is about, for its name and colours; null: about none. */
  readonly path?: (params: unknown) => FilePath | null;
  readonly View: ComponentType<EditorViewProps>;
};

export type EditorViewProps = {
  readonly params: unknown;
  /** false while another tab of its group is in front. */
  readonly visible: boolean;
};

/** Shows a file that is better seen than read: a picture, a table. The text editor is always the other choice. */
export type FileViewer = {
  readonly id: string;
  readonly titleKey: MessageKey;
  /** Whether it takes files of this name; `byDefault`: without being asked. */
  readonly accepts: (path: FilePath) => { readonly byDefault: boolean } | null;
  /** Of those that accept a file: shows it in place of a text that it has not, without being asked. */
  readonly insteadOf?: readonly ('binary' | 'too_large')[];
  readonly View: ComponentType<FileViewerProps>;
};

export type FileViewerProps = { readonly path: FilePath; readonly visible: boolean };

/** Two texts side by side, the kind `diff` that the editor brings. The right side can be typed in where it is a `file`. */
export type DiffParams = { readonly left: TextRef; readonly right: TextRef; readonly title?: string };

export const DIFF = 'diff';

/** The input of a comparison, for `open`. */
export function diffInput(params: DiffParams): EditorInput {
  return { kind: DIFF, key: JSON.stringify([params.left, params.right]), params };
}

/** What features tell the editor area, without knowing it. */
export class Editors {
  /** `beside`: in another group, made when there is none. `preview`: the next preview replaces it. */
  readonly open = new Signal<{ readonly input: EditorInput; readonly preview?: boolean; readonly beside?: boolean }>();
  readonly close = new Signal<{ readonly kind: string; readonly key: string }>();
  /** The tabs of all groups in the order in which they stand; who draws them keeps it. */
  readonly opened = new Store<readonly OpenEditor[]>([]);
  readonly kinds = new Registry<EditorKind>();
  readonly viewers = new Registry<FileViewer>();
  readonly texts = new Registry<TextSource>();
  readonly attachments = new Registry<TextEditorAttachment>();
  /** For what shows code beside the text editor; null: nobody colours. */
  readonly colourCode = new Store<ColourCode | null>(null);
  readonly formatters = new Registry<Formatter>();
  readonly saveParticipants = new Registry<SaveParticipant>();
  /** Loads Monaco, in the colours of the look, for kinds that draw texts of their own; whoever brings the editor fills it. */
  readonly monaco = new Store<(() => Promise<typeof Monaco>) | null>(null);
}
