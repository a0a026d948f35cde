'use client';

import { useEffect, useRef, useState, type KeyboardEvent, type MouseEvent, type PointerEvent } from 'react';
import { useTranslations } from 'use-intl';

import '../files.css';
import type { MenuPoint } from '../../../../components/workbench/context-menu.tsx';
import { useRows } from '../../../../components/workbench/use-rows.ts';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { filesSession } from '../files-session.ts';
import { displayName } from '../../../../shared/display-name.ts';
import type { TreeNode } from '../tree/file-tree.ts';
import { TypeAhead } from '../tree/type-ahead.ts';
import { InlineInputRow } from './inline-input.tsx';
import { NodeMenu } from './node-menu.tsx';
import { handleTreeKey } from './tree-keys.ts';
import { rowId, TreeRow } from './tree-row.tsx';
import { useTreeDrag } from './use-tree-drag.ts';

/** The tree "Files": virtual rows, one focus, every deed by key, menu or drag. */
export function FilesView() {
  const t = useTranslations('files');
  const session = filesSession.use();
  useStore(session.controller.version);
  const selected = useStore(session.selected);
  const input = useStore(session.input);
  const cut = useStore(session.cut);
  const scroller = useRef<HTMLDivElement>(null);
  const typing = useRef(new TypeAhead());
  const [menu, setMenu] = useState<{ node: TreeNode; at: MenuPoint } | null>(null);
  const rowPx = useRowHeight(scroller);

  const rows = session.controller.tree.visible();
  // The name being typed for a new entry takes a row of its own, right below its folder.
  const inputAt = input === null ? -1 : input.kind === 'rename' ? rows.indexOf(input.node) : rows.indexOf(input.parent) + 1;
  const extra = input !== null && input.kind !== 'rename' ? 1 : 0;
  const { shown, totalPx, reveal } = useRows(scroller, { count: rows.length + extra, rowPx });
  const revealLatest = useRef(reveal);
  useEffect(() => {
    revealLatest.current = reveal;
  });

  const index = Math.max(0, selected === null ? 0 : rows.indexOf(selected));
  const focused = rows[index] ?? null;
  const go = (to: number): void => {
    const node = rows[to];
    if (node === undefined) return;
    session.selected.set(node);
    reveal(to);
  };
  const nodeAt = (x: number, y: number): TreeNode | null => {
    const box = scroller.current?.getBoundingClientRect();
    if (box === undefined || x < box.left || x > box.right || y < box.top || y > box.bottom) return null;
    return rows[Math.floor((y - box.top + (scroller.current?.scrollTop ?? 0) - 2) / rowPx)] ?? null;
  };
  const { drag, onPointerDown, takeClick } = useTreeDrag(session, nodeAt);
  const openMenu = (node: TreeNode): void => {
    const box = document.getElementById(rowId(node))?.getBoundingClientRect();
    if (box !== undefined) setMenu({ node, at: { x: box.left + 40 + node.depth * 16, y: box.bottom } });
  };
  useEffect(
    () =>
      session.revealed.subscribe((node) => {
        requestAnimationFrame(() => {
          const at = session.controller.tree.visible().indexOf(node);
          if (at !== -1) revealLatest.current(at);
          if (isFocusFree(scroller.current)) scroller.current?.focus();
        });
      }),
    [session],
  );
  // Following the file in front must not steal the focus, only show the row.
  useEffect(() => {
    if (selected !== null && !scroller.current?.contains(document.activeElement)) {
      const at = session.controller.tree.visible().indexOf(selected);
      if (at !== -1) revealLatest.current(at);
    }
  }, [selected, session]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const pageRows = Math.max(1, Math.floor((scroller.current?.clientHeight ?? rowPx) / rowPx) - 1);
    if (!handleTreeKey(event, { session, rows, index, pageRows, typing: typing.current, go, openMenu })) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const nodeOf = (event: MouseEvent): TreeNode | null => {
    const row = event.target instanceof Element ? event.target.closest('[data-row]')?.getAttribute('data-row') : null;
    return row === null || row === undefined ? null : rowAt(Number(row));
  };
  const onPointer = (event: PointerEvent): void => {
    const node = nodeOf(event);
    if (node !== null) onPointerDown(event, node);
  };
  // The tree itself keeps the focus: rows come and go under it.
  const onMouseDown = (event: MouseEvent): void => {
    if (nodeOf(event) === null) return;
    event.preventDefault();
    scroller.current?.focus({ preventScroll: true });
  };
  const onClick = (event: MouseEvent): void => {
    const node = nodeOf(event);
    if (node === null || takeClick()) return;
    session.selected.set(node);
    session.activate(node, { preview: true });
  };
  const onDoubleClick = (event: MouseEvent): void => {
    const node = nodeOf(event);
    if (node !== null && !node.first) session.activate(node, { preview: false });
  };
  const onContextMenu = (event: MouseEvent): void => {
    if (event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    const node = nodeOf(event);
    if (node === null || event.button === 0) return;
    session.selected.set(node);
    setMenu({ node, at: { x: event.clientX, y: event.clientY } });
  };
  const isFocusedRendered = shown.some((item) => rowAt(item.index) === focused);

  function rowAt(at: number): TreeNode | null {
    if (extra === 1 && at === inputAt) return null;
    return rows[extra === 1 && at > inputAt ? at - 1 : at] ?? null;
  }

  return (
    <>
      <div
        ref={scroller}
        className="tree no-ring"
        role="tree"
        aria-label={t('tree')}
        aria-activedescendant={focused !== null && isFocusedRendered ? rowId(focused) : undefined}
        tabIndex={0}
        data-first-focus
        onKeyDown={onKeyDown}
        onPointerDown={onPointer}
        onMouseDown={onMouseDown}
        onClick={onClick}
        onDoubleClick={onDoubleClick}
        onContextMenu={onContextMenu}
      >
        <div className="rows" role="none" style={{ height: totalPx }}>
          {shown.map((item) => {
            const node = rowAt(item.index);
            if (input !== null && item.index === inputAt) return <InlineInputRow key="input" session={session} input={input} top={item.topPx} onDone={() => isFocusFree(scroller.current) && scroller.current?.focus()} />;
            if (node === null) return null;
            return (
              <TreeRow
                key={node.id}
                node={node}
                top={item.topPx}
                position={session.controller.tree.position(node)}
                isExpanded={node.expanded}
                phase={node.listing.phase}
                isSelected={node === selected}
                isFocused={node === focused}
                isCut={node === cut}
                isDropTarget={drag !== null && drag.over === node}
                row={item.index}
              />
            );
          })}
        </div>
      </div>
      {menu !== null && <NodeMenu session={session} node={menu.node} at={menu.at} onClose={() => setMenu(null)} />}
      {drag !== null && (
        <div className="drag-ghost" style={{ left: drag.x + 12, top: drag.y + 8 }}>
          {drag.over === null ? t('dragNowhere', { name: displayName(drag.node.name) }) : t('dragGhost', { name: displayName(drag.node.name), folder: displayName(drag.over.name) })}
        </div>
      )}
    </>
  );
}

/** The height of a row where the tree is: larger under touch and on a phone. */
function useRowHeight(scroller: React.RefObject<HTMLDivElement | null>): number {
  const [rowPx, setRowPx] = useState(24);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = (): void => setRowPx(Number.parseInt(getComputedStyle(element).getPropertyValue('--h-row'), 10) || 24);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);
  return rowPx;
}

/** Nothing outside of the explorer took the focus meanwhile, as the editor does for a new file. */
function isFocusFree(tree: HTMLElement | null): boolean {
  const focused = document.activeElement;
  return focused === null || focused === document.body || (tree?.closest('[data-sheet]')?.contains(focused) ?? false);
}
