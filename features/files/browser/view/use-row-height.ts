import { useEffect, useState, type RefObject } from 'react';

/** The height of a row where the tree is: larger under touch and on a phone. */
export function useRowHeight(scroller: RefObject<HTMLDivElement | null>): number {
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
