import type { TextEditorContext } from '../../../../components/workbench/editors/text-editor.ts';
import type { GitSession } from '../git-session.ts';
import { followBars } from './bars.ts';
import { followBlame } from './blame.ts';
import './git-text.css';
import { followHunks } from './hunks.ts';
import { followGitText } from './live-text.ts';

/** What git has to say in one text editor, until what is returned takes it away. */
export function attached(session: GitSession, context: TextEditorContext): () => void {
  const stops = context.diff === null ? [followBars(session, context), followBlame(session, context)] : [followGitText(session, context), ...(context.shows === 'right' ? [followHunks(session, context)] : [])];
  return () => {
    for (const stop of stops) stop();
  };
}
