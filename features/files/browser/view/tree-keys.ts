import type { KeyboardEvent } from 'react';

import { canMoveInto, folderFor, type FilesSession } from '../files-session.ts';
import { isFolder, isReadOnly, type TreeNode } from '../tree/file-tree.ts';
import type { TypeAhead } from '../tree/type-ahead.ts';

export type TreeKeysContext = {
  readonly session: FilesSession;
  readonly rows: readonly TreeNode[];
  readonly index: number;
  readonly pageRows: number;
  readonly typing: TypeAhead;
  readonly go: (index: number) => void;
  readonly openMenu: (node: TreeNode) => void;
};

/** What a key does in the tree (WAI-ARIA's tree pattern, and VS Code's keys); true when it was used. */
export function handleTreeKey(event: KeyboardEvent, context: TreeKeysContext): boolean {
  const { session, rows, index } = context;
  const node = rows[index];
  if (event.key === 'Escape' && session.cut.get() !== null) {
    session.cut.set(null);
    return true;
  }
  if (moveFocus(event, context)) {
    context.typing.forget();
    return true;
  }
  if (node === undefined) return false;
  if (actOnNode(event, { ...context, node })) return true;
  if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return false;
  const next = context.typing.next({ key: event.key, atMs: event.timeStamp }, rows, index);
  if (next !== null) context.go(next);
  return true;
}

function moveFocus(event: KeyboardEvent, { rows, index, pageRows, go }: TreeKeysContext): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const last = rows.length - 1;
  const targets: Readonly<Record<string, number>> = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: last, PageDown: index + pageRows, PageUp: index - pageRows };
  const target = targets[event.key];
  if (target === undefined) return false;
  go(Math.max(0, Math.min(last, target)));
  return true;
}

function actOnNode(event: KeyboardEvent, context: TreeKeysContext & { readonly node: TreeNode }): boolean {
  const { session, rows, index, node, go } = context;
  const ctrl = event.ctrlKey || event.metaKey;
  const isChangeable = node.parent !== null && !isReadOnly(node);
  // Caps Lock makes an `X` of Ctrl+X.
  switch (event.key.length === 1 ? event.key.toLowerCase() : event.key) {
    case 'ArrowRight':
      if (isFolder(node) && !node.expanded) session.controller.expand(node);
      else if (node.expanded && node.children.length > 0) go(index + 1);
      return true;
    case 'ArrowLeft':
      if (node.expanded) session.controller.collapse(node);
      else if (node.parent !== null) go(rows.indexOf(node.parent));
      return true;
    case 'Enter':
      session.activate(node, { preview: false });
      return true;
    case ' ':
      session.activate(node, { preview: true });
      return true;
    case 'F2':
      if (isChangeable) session.startRenaming(node);
      return true;
    case 'Delete':
      if (isChangeable) session.removing.set(node);
      return true;
    case 'ContextMenu':
      context.openMenu(node);
      return true;
    case 'F10':
      if (event.shiftKey) context.openMenu(node);
      return event.shiftKey;
    case 'x':
      if (ctrl && isChangeable) session.cut.set(node);
      return ctrl;
    case 'v': {
      if (!ctrl) return false;
      const cut = session.cut.get();
      const folder = folderFor(node);
      if (cut !== null && folder !== null && canMoveInto(cut, folder)) void session.paste(node);
      return true;
    }
    default:
      return false;
  }
}
