'use client';

import { useEffect, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { useTranslations } from 'use-intl';

import type { FilePath } from '../../../../shared/file-path.ts';
import { useRows } from '../../../../components/workbench/use-rows.ts';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import type { ResultRow } from '../model/results.ts';
import type { SearchSession } from '../search-session.ts';
import { openPreview } from './replace-preview.ts';
import { FileRow, HitRow, resultRowId } from './result-rows.tsx';

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
  useStore(session.version);
  const form = useStore(session.form);
  const active = useStore(session.active);
  const unsaved = useUnsaved();
  const scroller = useRef<HTMLDivElement>(null);
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
    const isLeftOut = row.hit === null ? row.file.leftOut.size === row.file.hits.length : row.file.leftOut.has(row.hit);
    results.setLeftOut(row.file, row.hit, !isLeftOut);
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
  const rowOf = (event: MouseEvent): { row: ResultRow; index: number } | null => {
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
    >
      <div role="none" style={{ position: 'relative', height: totalPx }}>
        {shown.map(({ index, topPx }) => {
          const row = results.rowAt(index);
          if (row === null) return null;
          const shared = { row, index, topPx, heightPx: rowPx, isActive: index === at, canReplace: canReplace && replacing.canReplace(row.file, unsaved), onRemove: () => remove(row), onReplace: () => replace(row), onTick: () => tick(row) };
          return row.hit === null ? <FileRow key={`file ${row.file.path}`} {...shared} count={results.fileCount} isUnsaved={unsaved.has(row.file.path)} /> : <HitRow key={`${row.file.path} ${row.hit.at}`} {...shared} hit={row.hit} text={shared.canReplace && !row.file.leftOut.has(row.hit) ? replacing.textFor(row.hit) : null} />;
        })}
      </div>
    </div>
  );
}

function isButton(event: MouseEvent): boolean {
  return event.target instanceof Element && event.target.closest('button, label') !== null;
}

/** Files with text that is only in this page: what is searched is what was saved. */
export function useUnsaved(): ReadonlySet<FilePath> {
  const opened = useStore(useWorkbench().editors.opened);
  return new Set(opened.flatMap(({ path, unsaved }) => (unsaved && path !== null ? [path] : [])));
}
