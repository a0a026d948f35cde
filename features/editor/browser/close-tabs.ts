import type { EditorSession } from './editor-session.ts';

/**
 * Closes tabs by `close`. Who was among the editors, or in a tab that went with the focus, is in the text that comes
 * forward: they go on typing. Who is in the tree or a terminal stays there.
 */
export function closeTabs(session: EditorSession, close: () => void): void {
  const { editors } = session;
  const focused = document.activeElement;
  const isHere = focused === null || focused === document.body || focused.closest('[data-sheet="editor"]') !== null;
  close();
  if (isHere && editors.closing.get() === null && editors.groups.front().active !== null) session.focusText('text');
}
