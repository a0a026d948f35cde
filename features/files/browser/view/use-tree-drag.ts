import { useRef, useState, type PointerEvent } from 'react';

import { canMoveInto, folderFor, type FilesSession } from '../files-session.ts';
import type { TreeNode } from '../tree/file-tree.ts';

/** A press becomes a drag after this, so that a click with a trembling hand moves nothing. */
const DRAG_AFTER_PX = 4;
const OPEN_FOLDER_AFTER_MS = 700;

export type Drag = { readonly node: TreeNode; readonly over: TreeNode | null; readonly x: number; readonly y: number };

export type TreeDrag = {
  readonly drag: Drag | null;
  readonly onPointerDown: (event: PointerEvent, node: TreeNode) => void;
  /** True once after a drag: the click that ends it is no click. */
  readonly takeClick: () => boolean;
};

/** Moving by dragging. `nodeAt` finds the row under a point; Esc breaks off. */
export function useTreeDrag(session: FilesSession, nodeAt: (x: number, y: number) => TreeNode | null): TreeDrag {
  const [drag, setDrag] = useState<Drag | null>(null);
  const dragged = useRef(false);

  const onPointerDown = (press: PointerEvent, node: TreeNode): void => {
    dragged.current = false;
    if (press.button !== 0 || press.pointerType === 'touch' || node.parent === null) return;
    const controller = new AbortController();
    const { signal } = controller;
    let current: Drag | null = null;
    let opening: ReturnType<typeof setTimeout> | undefined;
    const show = (next: Drag | null): void => {
      current = next;
      setDrag(next);
    };
    const end = (): void => {
      clearTimeout(opening);
      controller.abort();
      show(null);
    };
    const move = (event: globalThis.PointerEvent): void => {
      if (current === null && Math.hypot(event.clientX - press.clientX, event.clientY - press.clientY) < DRAG_AFTER_PX) return;
      dragged.current = true;
      const folder = folderFor(nodeAt(event.clientX, event.clientY));
      const over = folder !== null && canMoveInto(node, folder) ? folder : null;
      if (over !== current?.over) {
        clearTimeout(opening);
        if (over !== null && !over.expanded) opening = setTimeout(() => session.controller.expand(over), OPEN_FOLDER_AFTER_MS);
      }
      show({ node, over, x: event.clientX, y: event.clientY });
    };
    const drop = (): void => {
      const target = current?.over ?? null;
      end();
      if (target !== null) void session.moveInto(node, target);
    };
    const cancel = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || current === null) return;
      event.preventDefault();
      event.stopPropagation();
      end();
    };
    window.addEventListener('pointermove', move, { signal });
    window.addEventListener('pointerup', drop, { signal });
    window.addEventListener('pointercancel', end, { signal });
    window.addEventListener('keydown', cancel, { signal, capture: true });
  };

  return {
    drag,
    onPointerDown,
    takeClick: () => {
      const was = dragged.current;
      dragged.current = false;
      return was;
    },
  };
}
