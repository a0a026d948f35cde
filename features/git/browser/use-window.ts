import { useEffect, useState, type RefObject } from 'react';

const OVERSCAN_ROWS = 10;

/** Which rows of a long list show, when the list stands somewhere inside of what scrolls. */
export function useWindow(list: RefObject<HTMLElement | null>, { count, rowPx }: { readonly count: number; readonly rowPx: number }): { readonly from: number; readonly to: number } {
  const [shown, setShown] = useState({ from: 0, to: 40 });
  useEffect(() => {
    const element = list.current;
    const scroller = element?.closest<HTMLElement>('[data-scroller]') ?? null;
    if (element === null || scroller === null) return;
    const measure = (): void => {
      const top = element.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
      const first = Math.floor(Math.max(0, -top) / rowPx);
      const from = Math.max(0, first - OVERSCAN_ROWS);
      const to = first + Math.ceil(scroller.clientHeight / rowPx) + OVERSCAN_ROWS;
      setShown((known) => (known.from === from && known.to === to ? known : { from, to }));
    };
    measure();
    scroller.addEventListener('scroll', measure, { passive: true });
    const observer = new ResizeObserver(measure);
    observer.observe(scroller);
    for (const child of scroller.children) observer.observe(child); // what grows above moves this list
    return () => {
      scroller.removeEventListener('scroll', measure);
      observer.disconnect();
    };
  }, [list, rowPx, count]);
  return { from: Math.min(shown.from, count), to: Math.min(shown.to, count) };
}
