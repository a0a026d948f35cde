'use client';

import { useEffect, useImperativeHandle, useRef, useState, type KeyboardEvent, type ReactNode, type Ref } from 'react';

import { watchView } from '../../../../components/ui/watch-view.ts';
import { scrollPxOf, scrollRange, topRowOf } from './scroll-scale.ts';

export type HugeListHandle = { readonly showRow: (row: number) => void; readonly topRow: () => number };

type HugeListProps = {
  readonly label: string;
  readonly count: number;
  readonly rowPx: number;
  readonly className?: string;
  /** What stays above the rows and scrolls sideways with them. */
  readonly head?: ReactNode;
  /** What it is to a screen reader. */
  readonly kind?: 'region' | 'table';
  readonly row: (index: number) => ReactNode;
  /** What shows now: the first row and how many. */
  readonly onView?: (first: number, shown: number) => void;
  readonly handle?: Ref<HugeListHandle>;
};

/**
 * Rows of one height, as many as there may be: what a browser can scroll ends at some million pixels, so where there
 * are more rows the scroll bar says which part shows, and wheel and keys move by rows.
 */
export function HugeList({ label, count, rowPx, className = '', head, kind = 'region', row, onView, handle }: HugeListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, shown: 0 });
  const exact = useRef<number | null>(null);
  const range = scrollRange(count, rowPx);
  const most = Math.max(0, count - Math.max(1, view.shown));

  const goTo = (wanted: number): void => {
    const element = scroller.current;
    if (element === null) return;
    const top = Math.max(0, Math.min(most, wanted));
    exact.current = top;
    element.scrollTop = scrollPxOf(top, { count, rowPx, viewPx: element.clientHeight });
    setView((known) => ({ ...known, top }));
  };
  useImperativeHandle(handle, () => ({ showRow: goTo, topRow: () => view.top }));

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = (): void => {
      const shown = Math.ceil(element.clientHeight / rowPx);
      const asked = exact.current;
      exact.current = null;
      const top = asked ?? topRowOf(element.scrollTop, { count, rowPx, viewPx: element.clientHeight });
      setView((known) => (known.top === top && known.shown === shown ? known : { top, shown }));
    };
    return watchView(element, measure);
  }, [count, rowPx]);

  useEffect(() => {
    onView?.(view.top, view.shown);
  }, [onView, view]);

  useEffect(() => {
    const element = scroller.current;
    if (element === null || !range.isScaled) return;
    const wheel = (event: WheelEvent): void => {
      if (event.ctrlKey || event.deltaY === 0) return;
      event.preventDefault();
      goTo(view.top + Math.sign(event.deltaY) * Math.max(1, Math.round(Math.abs(event.deltaY) / rowPx)));
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
  });

  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, view.shown - 2);
    const moves: Readonly<Record<string, number>> = { ArrowDown: view.top + 1, ArrowUp: view.top - 1, PageDown: view.top + page, PageUp: view.top - page, Home: 0, End: count };
    const to = moves[event.key];
    if (to === undefined || event.altKey || event.metaKey) return;
    event.preventDefault();
    goTo(to);
  };

  const rows = Array.from({ length: Math.max(0, Math.min(count, view.top + view.shown + 1) - view.top) }, (_, offset) => view.top + offset);
  return (
    // What scrolls takes the keys that scroll.
    <div ref={scroller} className={`huge-list ${className}`} {...{ role: kind, onKeyDown, tabIndex: 0 }} data-first-focus aria-label={label} aria-rowcount={kind === 'table' ? count : undefined}>
      {head !== undefined && <div className="huge-list-head">{head}</div>}
      <div className="huge-list-extent" style={{ height: range.totalPx }}>
        <div className="huge-list-rows">
          {rows.map((index) => (
            <div key={index} className="huge-list-row" style={{ height: rowPx }}>
              {row(index)}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}
