import { useEffect, useState, type RefObject } from 'react';

import { watchView } from '../ui/watch-view.ts';

export type ShownRow = { readonly index: number; readonly topPx: number };

export type Rows = {
  readonly shown: readonly ShownRow[];
  readonly totalPx: number;
  /** Scrolls just so far that the row shows. */
  readonly reveal: (index: number) => void;
};

const OVERSCAN_ROWS = 12;

/** Which of many rows of one height are worth drawing in a scrolling element. */
export function useRows(scroller: RefObject<HTMLElement | null>, { count, rowPx }: { readonly count: number; readonly rowPx: number }): Rows {
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

  const from = Math.max(0, Math.min(view.firstRow, count) - OVERSCAN_ROWS);
  const to = Math.min(count, view.firstRow + Math.ceil(view.heightPx / rowPx) + OVERSCAN_ROWS);
  const shown = Array.from({ length: Math.max(0, to - from) }, (_, offset) => ({ index: from + offset, topPx: (from + offset) * rowPx }));
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
