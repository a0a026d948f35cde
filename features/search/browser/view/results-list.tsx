'use client';

import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent, type MouseEvent, type PointerEvent } from 'react';
import { useTranslations } from 'use-intl';

import type { FilePath } from '../../../../shared/file-path.ts';
import { useRows } from '../../../../components/workbench/use-rows.ts';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import type { ResultRow } from '../model/results.ts';
import type { SearchSession } from '../search-session.ts';
import { openPreview } from './replace-preview.ts';
import { resultRowId, ResultRow as Row } from './result-rows.tsx';

const ROW_PX = 24;
const TOUCH_ROW_PX = 44;

type ListProps = { readonly session: SearchSession; readonly canReplace: boolean };

/** Files and their hits; an empty place while there are none. */
export function ResultsList({ session, canReplace }: ListProps) {
  useStore(session.version);
  return session.results.rowCount === 0 ? <div className="search-results" /> : <Rows session={session} canReplace={canReplace} />;
}

/** Virtual rows under one focus. */
function Rows({ session, canReplace }: ListProps) {
  const t = useTranslations('search');
  const workbench = useWorkbench();
  const version = useStore(session.version);
  const form = useStore(session.form);
  const active = useStore(session.active);
  const unsaved = useUnsaved();
  const scroller = useRef<HTMLDivElement>(null);
  const [hovered, setHovered] = useState(-1);
  const [rowPx] = useState(() => (matchMedia('(max-width: 719.98px)').matches ? TOUCH_ROW_PX : ROW_PX));
  const { results, replacing } = session;
  const count = results.rowCount;
  const at = Math.min(active, Math.max(0, count - 1));
  const { shown, totalPx, reveal } = useRows(scroller, { count, rowPx });
  const revealLatest = useRef(reveal);
  useEffect(() => {
    revealLatest.current = reveal;
  });
  useEffect(() => session.active.subscribe(() => revealLatest.current(session.active.get())), [session]);
  const wish = useStore(session.focusWish);
  useEffect(() => {
    if (wish !== 'results') return;
    session.focusWish.set(null);
    scroller.current?.focus();
  }, [wish, session]);

  const act = (row: ResultRow, options: { readonly preview: boolean; readonly beside?: boolean }): void => {
    if (row.hit === null) {
      results.toggle(row.file);
      session.draw();
    } else if (canReplace && form.replacement !== '' && options.preview && options.beside !== true && replacing.canReplace(row.file, unsaved)) openPreview(workbench, session, row);
    else session.open(row.file.path, row.hit, options);
  };
  const remove = (row: ResultRow): void => {
    results.remove(row.file, row.hit);
    session.draw();
  };
  const replace = (row: ResultRow): void => {
    if (replacing.canReplace(row.file, unsaved)) void replacing.replace([{ file: row.file, hits: row.hit === null ? row.file.hits.filter((hit) => !row.file.leftOut.has(hit)) : [row.hit] }]);
  };
  const tick = (row: ResultRow): void => {
    results.setLeftOut(row.file, row.hit, !isLeftOut(row));
    session.draw();
  };
  const go = (to: number): void => session.active.set(Math.max(0, Math.min(count - 1, to)));
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = results.rowAt(at);
    if (row === null) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? rowPx) / rowPx) - 1);
    const moves: Readonly<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: count - 1 };
    const to = event.altKey || event.ctrlKey ? undefined : moves[event.key];
    if (event.key === 'ArrowUp' && event.ctrlKey) session.focusWish.set('text');
    else if (to !== undefined) go(to);
    else if (event.key === 'ArrowRight' && row.hit === null && !row.file.isExpanded) act(row, { preview: true });
    else if (event.key === 'ArrowRight') go(at + 1);
    else if (event.key === 'ArrowLeft' && row.hit !== null) go(results.rowOf(row.file));
    else if (event.key === 'ArrowLeft' && row.file.isExpanded) act(row, { preview: true });
    else if (event.key === 'Enter') act(row, { preview: false, beside: event.ctrlKey || event.metaKey });
    else if (event.key === ' ' && canReplace) tick(row);
    else if (event.key === ' ') act(row, { preview: true });
    else if (event.key === 'Delete') remove(row);
    else if (canReplace && event.ctrlKey && event.shiftKey && event.code === 'Digit1') replace(row);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const rowOf = (event: MouseEvent | FormEvent): { row: ResultRow; index: number } | null => {
    const index = event.target instanceof Element ? Number(event.target.closest('[data-row]')?.getAttribute('data-row') ?? Number.NaN) : Number.NaN;
    const row = Number.isNaN(index) ? null : results.rowAt(index);
    return row === null ? null : { row, index };
  };
  const onClick = (event: MouseEvent): void => {
    const found = rowOf(event);
    if (found === null || isButton(event)) return;
    session.active.set(found.index);
    act(found.row, { preview: true, beside: event.ctrlKey || event.metaKey });
  };
  const onDoubleClick = (event: MouseEvent): void => {
    const found = rowOf(event);
    if (found !== null && found.row.hit !== null && !isButton(event)) session.open(found.row.file.path, found.row.hit, { preview: false });
  };
  const onMouseDown = (event: MouseEvent): void => {
    if (rowOf(event) === null || isButton(event)) return;
    event.preventDefault();
    scroller.current?.focus({ preventScroll: true });
  };
  const onChange = (event: FormEvent): void => {
    const found = rowOf(event);
    if (found !== null) tick(found.row);
  };
  const onPointerOver = (event: PointerEvent): void => setHovered(rowOf(event)?.index ?? -1);
  const activeRow = results.rowAt(at);
  return (
    <div
      ref={scroller}
      className="search-results no-ring"
      role="tree"
      aria-label={t('results')}
      tabIndex={0}
      aria-activedescendant={activeRow !== null && shown.some(({ index }) => index === at) ? resultRowId(at) : undefined}
      onKeyDown={onKeyDown}
      onMouseDown={onMouseDown}
      onClick={onClick}
      onDoubleClick={onDoubleClick}
      onChange={onChange}
      onPointerOver={onPointerOver}
      onPointerLeave={() => setHovered(-1)}
    >
      <div role="none" style={{ position: 'relative', height: totalPx }}>
        {shown.map(({ index, topPx, slot }) => {
          const row = results.rowAt(index);
          if (row === null) return null;
          const { file, hit } = row;
          const isUnsaved = unsaved.has(file.path);
          const hasTick = canReplace && replacing.canReplace(file, unsaved);
          const isOut = hasTick && isLeftOut(row);
          const deeds = index === hovered || index === at ? { remove: () => remove(row), replace: hasTick ? () => replace(row) : null } : null;
          return (
            <Row
              key={slot}
              t={t}
              file={file}
              hit={hit}
              index={index}
              place={row.index}
              count={hit === null ? results.fileCount : file.hits.length}
              topPx={topPx}
              heightPx={rowPx}
              isActive={index === at}
              isUnsaved={isUnsaved}
              hasTick={hasTick}
              isLeftOut={isOut}
              text={hit === null || !hasTick || isOut ? null : replacing.textFor(hit)}
              deeds={deeds}
              version={version}
            />
          );
        })}
      </div>
    </div>
  );
}

function isLeftOut({ file, hit }: ResultRow): boolean {
  return hit === null ? file.leftOut.size === file.hits.length : file.leftOut.has(hit);
}

function isButton(event: MouseEvent): boolean {
  return event.target instanceof Element && event.target.closest('button, input') !== null;
}

/** Files with text that is only in this page: what is searched is what was saved. */
export function useUnsaved(): ReadonlySet<FilePath> {
  const opened = useStore(useWorkbench().editors.opened);
  return new Set(opened.flatMap(({ path, unsaved }) => (unsaved && path !== null ? [path] : [])));
}
