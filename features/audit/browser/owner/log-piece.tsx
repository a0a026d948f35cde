'use client';
import { useEffect, useRef, useState, type ReactNode } from 'react';

/** Rows are drawn again before they can be seen. */
const MARGIN_PX = 1200;

/**
 * Some rows of a long table. Far from what is seen an empty row of their height stands for them, so that the page does not
 * grow with the log. Rows that hold the focus stay.
 */
export function LogPiece({ columns, children }: { readonly columns: number; readonly children: ReactNode }) {
  const place = useRef<HTMLTableSectionElement>(null);
  const [goneHeightPx, setGoneHeight] = useState<number | null>(null);
  useEffect(() => {
    const body = place.current;
    if (body === null) return;
    const seen = new IntersectionObserver((entries) => {
      const isNear = entries.at(-1)?.isIntersecting === true;
      if (isNear) setGoneHeight(null);
      else if (!body.contains(document.activeElement)) setGoneHeight((before) => before ?? body.getBoundingClientRect().height);
    }, { rootMargin: `${MARGIN_PX}px` });
    seen.observe(body);
    return () => seen.disconnect();
  }, []);
  return (
    <tbody ref={place}>
      {goneHeightPx === null ? (
        children
      ) : (
        <tr aria-hidden>
          <td aria-hidden colSpan={columns} style={{ height: goneHeightPx, padding: 0, border: 0 }} />
        </tr>
      )}
    </tbody>
  );
}
