import type { editor } from 'monaco-editor/editor';

import type { DiffParams } from '../../../../components/workbench/editors/editors.ts';
import type { TextRef } from '../../../../components/workbench/editors/text-sources.ts';
import type { Workbench } from '../../../../components/workbench/workbench.ts';
import { pathToQuery } from '../../../../shared/file-path.ts';
import { fromWireError } from '../../../../shared/procedures.ts';
import type { EditorSession } from '../editor-session.ts';
import { FILE } from '../groups/tab.ts';
import type { Monaco } from '../monaco/load-monaco.ts';
import { MonacoBuffer } from '../monaco/monaco-buffer.ts';
import { editorOptions } from '../monaco/options.ts';
import { attach } from './attach.ts';

/** A comparison on the page. Whoever opened it disposes of it. */
export type OpenDiff = { readonly editor: editor.IStandaloneDiffEditor; readonly isLeftGone: boolean; readonly isRightGone: boolean; readonly dispose: () => void };

type Side = { readonly model: editor.ITextModel; readonly isGone: boolean; /** Of a file's own text: it can be typed in, and belongs to the file. */ readonly isOwn: boolean };

export type DiffPlace = { readonly session: EditorSession; readonly workbench: Workbench; readonly element: HTMLElement; readonly params: DiffParams; readonly signal: AbortSignal };

/** Shows two texts in `element`; null when `signal` ended it. @throws AtelierError when one of them cannot be read */
export async function openDiff({ session, workbench, element, params, signal }: DiffPlace): Promise<OpenDiff | null> {
  const monaco = await session.monaco();
  const settled = await Promise.allSettled([params.left, params.right].map((ref) => sideOf(session, { monaco, ref, signal })));
  const sides = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const drop = (): void => sides.forEach(({ model, isOwn }) => !isOwn && model.dispose());
  const failed = settled.find((result) => result.status === 'rejected');
  if (failed !== undefined) {
    drop();
    throw fromWireError(failed.reason);
  }
  const [left, right] = sides;
  if (signal.aborted || left === undefined || right === undefined) {
    drop();
    return null;
  }
  const isReadOnly = !right.isOwn || session.editors.find(params.right.path)?.facts.get().readOnly === true;
  const view = monaco.editor.createDiffEditor(element, {
    ...editorOptions(),
    readOnly: isReadOnly,
    originalEditable: false,
    renderSideBySide: !session.diffInline.get(),
    useInlineViewWhenSpaceIsLimited: true,
    ignoreTrimWhitespace: false,
  });
  view.setModel({ original: left.model, modified: right.model });
  const diff = { left: params.left, right: params.right, editor: view };
  const both = [view.getOriginalEditor(), view.getModifiedEditor()];
  const stops = [
    ...both.map((side) => {
      const subscriptions = [side.onDidFocusEditorWidget(() => session.tell(side)), side.onDidChangeCursorPosition(() => side.hasWidgetFocus() && session.tell(side))];
      return (): void => {
        for (const subscription of subscriptions) subscription.dispose();
        session.untell(side);
      };
    }),
    attach(workbench, { monaco, editor: view.getOriginalEditor() as editor.IStandaloneCodeEditor, model: left.model, path: params.left.path, shows: 'left', diff }),
    attach(workbench, { monaco, editor: view.getModifiedEditor() as editor.IStandaloneCodeEditor, model: right.model, path: params.right.path, shows: 'right', diff }),
  ];
  return {
    editor: view,
    isLeftGone: left.isGone,
    isRightGone: right.isGone,
    dispose: () => {
      for (const stop of stops) stop();
      view.dispose();
      drop();
    },
  };
}

async function sideOf(session: EditorSession, { monaco, ref, signal }: { readonly monaco: Monaco; readonly ref: TextRef; readonly signal: AbortSignal }): Promise<Side> {
  const own = ref.source === FILE ? await session.ownBuffer(ref.path, signal) : null;
  if (own instanceof MonacoBuffer) return { model: own.model, isGone: false, isOwn: true };
  const text = ref.source === FILE ? null : await session.texts.read(ref, signal);
  // Monaco knows the language by the name's ending; the rest only tells it from the file itself.
  const path = ref.path.isWellFormed() ? ref.path : pathToQuery(ref.path);
  const model = monaco.editor.createModel(text ?? '', undefined, monaco.Uri.from({ scheme: ref.source, path, query: crypto.randomUUID() }));
  model.updateOptions({ bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false } });
  return { model, isGone: text === null, isOwn: false };
}
