import type { TextEditorContext } from '../../../../components/workbench/editors/text-editor.ts';
import { GIT, gitTexts } from '../git-texts.ts';
import type { GitSession } from '../git-session.ts';

/** Git's side of a comparison stays what git has: a commit or a stage in a terminal shows at once. */
export function followGitText(session: GitSession, { model, shows, diff }: TextEditorContext): () => void {
  const ref = shows === 'left' ? diff?.left : diff?.right;
  if (ref?.source !== GIT || /^[0-9a-f]{40,64}$/.test(ref.version ?? '')) return () => undefined;
  const source = gitTexts(session);
  const abort = new AbortController();
  let known = session.moduleOf(ref.path)?.stamp;
  const look = async (): Promise<void> => {
    const stamp = session.moduleOf(ref.path)?.stamp;
    if (stamp === known) return;
    known = stamp;
    const text = await source.read(ref, abort.signal).catch(() => undefined); // the next change tries again
    if (text === undefined || abort.signal.aborted || model.isDisposed()) return;
    if (model.getValue() !== (text ?? '')) model.setValue(text ?? '');
  };
  const unsubscribe = session.modules.subscribe(() => void look());
  return () => {
    unsubscribe();
    abort.abort();
  };
}
