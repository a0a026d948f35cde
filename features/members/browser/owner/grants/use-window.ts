import { useEffect, useState, type RefObject } from 'react';

import { watchView } from '../../../../../components/ui/watch-view.ts';

export type Track = { readonly count: number; readonly sizePx: number; readonly headPx: number };
export type Shown = { readonly rows: readonly number[]; readonly columns: readonly number[]; readonly reveal: (row: number, column: number) => void };

const OVERSCAN = 3;

/** Which cells of a large table are worth drawing in a scrolling element, both ways; its heads stick at top and left. */
export function useWindow(scroller: RefObject<HTMLElement | null>, rows: Track, columns: Track): Shown {
  const [view, setView] = useState({ row: 0, column: 0, heightPx: 0, widthPx: 0 });
  const { sizePx: rowPx } = rows;
  const { sizePx: columnPx } = columns;
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    // Whole cells only: scrolling within one draws nothing anew.
    const measure = (): void => {
      const next = { row: Math.floor(element.scrollTop / rowPx), column: Math.floor(element.scrollLeft / columnPx), heightPx: element.clientHeight, widthPx: element.clientWidth };
      setView((known) => (JSON.stringify(known) === JSON.stringify(next) ? known : next));
    };
    return watchView(element, measure);
  }, [scroller, rowPx, columnPx]);
  return {
    rows: around(view.row, view.heightPx, rows),
    columns: around(view.column, view.widthPx, columns),
    reveal(row, column) {
      const element = scroller.current;
      if (element === null) return;
      element.scrollTo({ top: nearest(element.scrollTop, element.clientHeight, { at: row, ...rows }), left: nearest(element.scrollLeft, element.clientWidth, { at: column, ...columns }) });
    },
  };
}

function around(first: number, viewPx: number, { count, sizePx }: Track): number[] {
  const from = Math.max(0, Math.min(first, count) - OVERSCAN);
  const to = Math.min(count, first + Math.ceil(viewPx / sizePx) + OVERSCAN);
  return Array.from({ length: Math.max(0, to - from) }, (_, offset) => from + offset);
}

/** Where to scroll so that it shows beside the head, moving as little as can be. */
function nearest(scrolledPx: number, viewPx: number, { at, sizePx, headPx }: Track & { readonly at: number }): number {
  const start = at * sizePx;
  if (start < scrolledPx) return start;
  return Math.max(scrolledPx, start + sizePx + headPx - viewPx);
}
