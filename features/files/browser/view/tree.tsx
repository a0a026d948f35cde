'use client';

import { useEffect, useMemo, useRef, useState, type ClipboardEvent, type FocusEvent, type KeyboardEvent, type MouseEvent } from 'react';
import { useTranslations } from 'use-intl';

import type { MenuPoint } from '../../../../components/workbench/context-menu.tsx';
import { useRows } from '../../../../components/workbench/use-rows.ts';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { folderFor, type FilesSession } from '../files-session.ts';
import { isReadOnly, pathOf, rawPathOf, type TreeNode } from '../tree/file-tree.ts';
import { TypeAhead } from '../tree/type-ahead.ts';
import { DragGhost } from './drag-ghost.tsx';
import { InlineInputRow } from './inline-input.tsx';
import { NodeMenu } from './node-menu.tsx';
import { handleTreeKey } from './tree-keys.ts';
import { rowId, TreeRow } from './tree-row.tsx';
import { useRowHeight } from './use-row-height.ts';
import { useTreeDrag } from './use-tree-drag.ts';

/** The tree "Files": virtual rows, one focus, every deed by key, menu or drag. */
export function Tree({ session }: { readonly session: FilesSession }) {
  const t = useTranslations('files');
  const words = useMemo(() => ({ readOnly: t('readOnly'), readOnlyTip: t('readOnlyTip'), linkTip: t('linkTip'), brokenLinkTip: t('brokenLinkTip'), otherTip: t('otherTip'), failedTip: t('failedTip'), ignored: t('ignored') }), [t]);
  const { selection, controller } = session;
  useStore(controller.version);
  useStore(session.ignored.version);
  const marks = useStore(session.marks);
  const selected = useStore(selection.focused);
  const chosen = useStore(selection.chosen);
  const input = useStore(session.input);
  const clipboard = useStore(session.clipboard);
  const scroller = useRef<HTMLDivElement>(null);
  const typing = useRef(new TypeAhead());
  const [menu, setMenu] = useState<{ node: TreeNode; at: MenuPoint } | null>(null);
  const rowPx = useRowHeight(scroller);
  // Under a finger a long press opens the menu, and drags nothing.
  const [canDrag] = useState(() => matchMedia('(pointer: fine)').matches);

  const rows = controller.tree.visible();
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
  const go = (to: number, { extend = false, keep = false }: { readonly extend?: boolean; readonly keep?: boolean }): void => {
    const node = rows[to];
    if (node === undefined) return;
    if (keep) selection.focused.set(node);
    else if (extend) selection.extend(node, rows);
    else selection.only(node);
    reveal(to);
  };
  const nodeAt = (x: number, y: number): TreeNode | null => {
    const box = scroller.current?.getBoundingClientRect();
    if (box === undefined || x < box.left || x > box.right || y < box.top || y > box.bottom) return null;
    return rows[Math.floor((y - box.top + (scroller.current?.scrollTop ?? 0) - 2) / rowPx)] ?? null;
  };
  const drag = useTreeDrag(session, nodeAt);
  const openMenu = (node: TreeNode): void => {
    const box = document.getElementById(rowId(node))?.getBoundingClientRect();
    if (box !== undefined) setMenu({ node, at: { x: box.left + 40 + node.depth * 16, y: box.bottom } });
  };
  useEffect(
    () =>
      session.revealed.subscribe((node) => {
        requestAnimationFrame(() => {
          const at = controller.tree.visible().indexOf(node);
          if (at !== -1) revealLatest.current(at);
          if (isFocusFree(scroller.current)) scroller.current?.focus();
        });
      }),
    [session, controller],
  );
  // Following the file in front must not steal the focus, only show the row.
  useEffect(() => {
    if (selected !== null && !scroller.current?.contains(document.activeElement)) {
      const at = controller.tree.visible().indexOf(selected);
      if (at !== -1) revealLatest.current(at);
    }
  }, [selected, controller]);
  const visibleRows = shown.flatMap((item) => rowAt(item.index) ?? []);
  useEffect(() => session.ignored.want(visibleRows));

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
  const onClick = (event: MouseEvent): void => {
    const node = nodeOf(event);
    if (node === null) return;
    if (event.ctrlKey || event.metaKey) selection.toggle(node);
    else if (event.shiftKey) selection.extend(node, rows);
    else {
      selection.only(node);
      session.activate(node, event.altKey ? { preview: false, beside: true } : { preview: true });
    }
  };
  const onDoubleClick = (event: MouseEvent): void => {
    const node = nodeOf(event);
    if (node !== null && !node.first && !event.ctrlKey && !event.shiftKey) session.activate(node, { preview: false });
  };
  const onContextMenu = (event: MouseEvent): void => {
    if (event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    const node = nodeOf(event);
    if (node === null || event.button === 0) return;
    if (!chosen.has(node)) selection.only(node);
    setMenu({ node, at: { x: event.clientX, y: event.clientY } });
  };
  // Files that were copied in the system's file manager; what was copied here has its own way.
  const onPaste = (event: ClipboardEvent): void => {
    const folder = folderFor(focused);
    const path = folder === null ? null : pathOf(folder);
    if (!session.transfers.allowed || event.clipboardData.files.length === 0 || folder === null || path === null || isReadOnly(folder)) return;
    event.preventDefault();
    void session.transfers.drop(event.clipboardData, path);
  };
  // Rows come and go: what they get the tree itself keeps.
  const onFocus = (event: FocusEvent): void => {
    if (event.target.getAttribute('role') === 'treeitem') scroller.current?.focus({ preventScroll: true });
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
        aria-multiselectable
        aria-activedescendant={focused !== null && isFocusedRendered ? rowId(focused) : undefined}
        tabIndex={0}
        data-first-focus
        data-context="filesTreeFocus"
        data-dragging={drag.over !== null ? '' : undefined}
        onKeyDown={onKeyDown}
        onFocus={onFocus}
        onClick={onClick}
        onDoubleClick={onDoubleClick}
        onContextMenu={onContextMenu}
        onPaste={onPaste}
        {...drag.handlers}
      >
        <div className="rows" role="none" style={{ height: totalPx }}>
          {shown.map((item) => {
            const node = rowAt(item.index);
            if (input !== null && item.index === inputAt) return <InlineInputRow key="input" session={session} input={input} top={item.topPx} onDone={() => isFocusFree(scroller.current) && scroller.current?.focus()} />;
            if (node === null) return null;
            const path = rawPathOf(node);
            const place = controller.tree.position(node);
            return (
              <TreeRow
                key={node.id}
                node={node}
                top={item.topPx}
                index={place.index}
                count={place.count}
                isExpanded={controller.tree.isOpen(node)}
                phase={node.listing.phase}
                isSelected={chosen.has(node)}
                isFocused={node === focused}
                isCut={clipboard?.kind === 'cut' && clipboard.nodes.includes(node)}
                isDropTarget={drag.over === node}
                isDraggable={canDrag && node.parent !== null}
                isIgnored={session.ignored.has(node)}
                mark={marks.own.get(path) ?? null}
                inside={marks.inside.get(path) ?? null}
                words={words}
                row={item.index}
              />
            );
          })}
        </div>
      </div>
      {menu !== null && <NodeMenu session={session} node={menu.node} at={menu.at} onClose={() => setMenu(null)} />}
      <DragGhost drag={drag} />
    </>
  );
}

/** Nothing outside of the explorer took the focus meanwhile, as the editor does for a new file. */
function isFocusFree(tree: HTMLElement | null): boolean {
  const focused = document.activeElement;
  return focused === null || focused === document.body || (tree?.closest('[data-sheet]')?.contains(focused) ?? false);
}
