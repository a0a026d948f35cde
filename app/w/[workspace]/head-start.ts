import { loadMonaco } from '../../../features/editor/browser/monaco/load-monaco.ts';
import { readEarly } from '../../../features/editor/browser/early-read.ts';
import { wearKept } from '../../../features/editor/browser/text/shell-wear.ts';
import { findRunning } from '../../../features/workspaces/browser/opening/find-workspace.ts';

/**
 * Begins what takes longest while the page itself is still being loaded and drawn: the editor's code, and the file
 * that will be in front. The colours of a theme come before anything is drawn. The file is asked for first, because Monaco keeps the page busy once it is there.
 */
export function takeHeadStart(): void {
  wearKept();
  if (globalThis.atelierFirstText !== undefined) return;
  const wanted = /^\/w\/([^/]+)/.exec(location.pathname)?.[1];
  if (wanted === undefined) return;
  void findRunning(decodeURIComponent(wanted)).then((id) => id !== null && readEarly(id));
  if (location.search.includes('file=')) loadMonaco(document.documentElement.lang).catch(() => undefined); // opening the file tries again, and tells
}
