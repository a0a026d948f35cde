/** Browsers draw nothing right beyond some ten million pixels. */
export const MAX_SCROLL_PX = 8_000_000;

export type Scale = { readonly count: number; readonly rowPx: number; readonly viewPx: number };

export function scrollRange(count: number, rowPx: number): { readonly totalPx: number; readonly isScaled: boolean } {
  const totalPx = count * rowPx;
  return totalPx <= MAX_SCROLL_PX ? { totalPx, isScaled: false } : { totalPx: MAX_SCROLL_PX, isScaled: true };
}

/** The first row that shows, at most so far down that the last one is at the bottom. */
export function topRowOf(scrollPx: number, { count, rowPx, viewPx }: Scale): number {
  const { totalPx, isScaled } = scrollRange(count, rowPx);
  const most = mostOf({ count, rowPx, viewPx });
  if (!isScaled) return Math.max(0, Math.min(most, Math.round(scrollPx / rowPx)));
  return Math.max(0, Math.min(most, Math.round((scrollPx / Math.max(1, totalPx - viewPx)) * most)));
}

export function scrollPxOf(row: number, { count, rowPx, viewPx }: Scale): number {
  const { totalPx, isScaled } = scrollRange(count, rowPx);
  if (!isScaled) return row * rowPx;
  const most = mostOf({ count, rowPx, viewPx });
  return most === 0 ? 0 : (row / most) * (totalPx - viewPx);
}

function mostOf({ count, rowPx, viewPx }: Scale): number {
  return Math.max(0, count - Math.floor(viewPx / rowPx));
}
