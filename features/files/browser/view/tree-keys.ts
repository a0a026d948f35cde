import type { KeyboardEvent } from 'react';

import type { FilesSession } from '../files-session.ts';
import { isFolder, type TreeNode } from '../tree/file-tree.ts';
import type { TypeAhead } from '../tree/type-ahead.ts';

export type TreeKeysContext = {
  readonly session: FilesSession;
  readonly rows: readonly TreeNode[];
  readonly index: number;
  readonly pageRows: number;
  readonly typing: TypeAhead;
  /** `extend`: from where the last choice was made; `keep`: what is chosen stays so. */
  readonly go: (index: number, options: { readonly extend?: boolean; readonly keep?: boolean }) => void;
  readonly openMenu: (node: TreeNode) => void;
};

/**
 * How one goes about in the tree by keys (WAI-ARIA's tree pattern, and VS Code's); true when the key was used. What is
 * done to files are commands, with keys that the member may change.
 */
export function handleTreeKey(event: KeyboardEvent, context: TreeKeysContext): boolean {
  const { session, rows, index, go } = context;
  const node = rows[index];
  if (event.key === 'Escape') return leave(session, node);
  if (moveFocus(event, context)) {
    context.typing.forget();
    return true;
  }
  if (node === undefined) return false;
  if (actOnNode(event, { ...context, node })) return true;
  if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return false;
  const next = context.typing.next({ key: event.key, atMs: event.timeStamp }, rows, index);
  if (next !== null) go(next, {});
  return true;
}

/** One thing after the other: what was cut, the filter, the other rows. */
function leave(session: FilesSession, node: TreeNode | undefined): boolean {
  if (session.clipboard.get() !== null) session.clipboard.set(null);
  else if (session.filter.get() !== null) session.filter.set(null);
  else if (session.selection.chosen.get().size > 1) session.selection.only(node ?? null);
  else return false;
  return true;
}

function moveFocus(event: KeyboardEvent, { rows, index, pageRows, go }: TreeKeysContext): boolean {
  const ctrl = event.ctrlKey || event.metaKey;
  if (event.altKey || (ctrl && event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return false;
  const last = rows.length - 1;
  const targets: Readonly<Record<string, number>> = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: last, PageDown: index + pageRows, PageUp: index - pageRows };
  const target = targets[event.key];
  if (target === undefined) return false;
  go(Math.max(0, Math.min(last, target)), { extend: event.shiftKey, keep: ctrl });
  return true;
}

function actOnNode(event: KeyboardEvent, context: TreeKeysContext & { readonly node: TreeNode }): boolean {
  const { session, rows, index, node, go } = context;
  const ctrl = event.ctrlKey || event.metaKey;
  // Caps Lock makes an `A` of Ctrl+A.
  switch (event.key.length === 1 ? event.key.toLowerCase() : event.key) {
    case 'ArrowRight':
      if (isFolder(node) && !node.expanded) session.controller.expand(node);
      else if (node.expanded && node.children.length > 0) go(index + 1, {});
      return true;
    case 'ArrowLeft':
      if (node.expanded) session.controller.collapse(node);
      else if (node.parent !== null) go(rows.indexOf(node.parent), {});
      return true;
    case 'Enter':
      session.activate(node, { preview: false, ...(ctrl ? { beside: true } : {}) });
      return true;
    case ' ':
      if (ctrl) session.selection.toggle(node);
      else session.activate(node, { preview: true });
      return true;
    case 'a':
      if (ctrl && !event.shiftKey) session.selection.all(rows.filter(({ parent }) => parent === node.parent));
      return ctrl && !event.shiftKey;
    case 'ContextMenu':
      context.openMenu(node);
      return true;
    case 'F10':
      if (event.shiftKey) context.openMenu(node);
      return event.shiftKey;
    default:
      return false;
  }
}
