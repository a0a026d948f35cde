import type { TextEditorContext } from '../../../../components/workbench/editors/text-editor.ts';
import type { GitSession } from '../git-session.ts';

/** Bars, blame and the buttons of comparisons: fetched with the first text that is shown. */
export function attachGit(session: GitSession, context: TextEditorContext): () => void {
  let stop: (() => void) | null = null;
  let isGone = false;
  void import('./attached.ts').then(({ attached }) => {
    if (!isGone) stop = attached(session, context);
  }, () => undefined); // a network that is cut: the text is there without them
  return () => {
    isGone = true;
    stop?.();
  };
}
