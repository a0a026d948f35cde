import { useEffect, useState, type RefObject } from 'react';

import { watchView } from '../ui/watch-view.ts';

/** `slot` is its key: a row that comes takes the elements of one that left, which costs a fraction of making them. */
export type ShownRow = { readonly index: number; readonly topPx: number; readonly slot: number };

export type Rows = {
  readonly shown: readonly ShownRow[];
  readonly totalPx: number;
  /** Scrolls just so far that the row shows. */
  readonly reveal: (index: number) => void;
};

const OVERSCAN_ROWS = 10;

/** Which of many rows of one height are worth drawing in a scrolling element; `overscan`: so many beyond either edge. */
export function useRows(scroller: RefObject<HTMLElement | null>, { count, rowPx, overscan = OVERSCAN_ROWS }: { readonly count: number; readonly rowPx: number; readonly overscan?: number }): Rows {
  const [view, setView] = useState({ firstRow: 0, heightPx: 0 });
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    // Whole rows only: scrolling within one draws nothing anew.
    const measure = (): void => {
      const next = { firstRow: Math.floor(element.scrollTop / rowPx), heightPx: element.clientHeight };
      setView((known) => (known.firstRow === next.firstRow && known.heightPx === next.heightPx ? known : next));
    };
    return watchView(element, measure);
  }, [scroller, rowPx]);

  const from = Math.max(0, Math.min(view.firstRow, count) - overscan);
  const inViewRows = Math.ceil(view.heightPx / rowPx);
  const to = Math.min(count, view.firstRow + inViewRows + overscan);
  // As many as are ever drawn at once. Even: where heads and rows take turns, each finds the elements of its kind.
  const slots = 2 * (overscan + Math.ceil(inViewRows / 2));
  const shown = Array.from({ length: Math.max(0, to - from) }, (_, offset) => ({ index: from + offset, topPx: (from + offset) * rowPx, slot: (from + offset) % slots }));
  return {
    shown,
    totalPx: count * rowPx,
    reveal: (index) => {
      const element = scroller.current;
      if (element === null) return;
      const top = index * rowPx;
      if (top < element.scrollTop) element.scrollTo({ top });
      else if (top + rowPx > element.scrollTop + element.clientHeight - 8) element.scrollTo({ top: top + rowPx - element.clientHeight + 8 });
    },
  };
}
