/** Lines of a list that is drawn only where it shows: heads of groups and items have heights of their own. */
export type QuickRow = { readonly kind: 'head'; readonly text: string; readonly topPx: number } | { readonly kind: 'item'; readonly index: number; readonly topPx: number };

export type QuickRows = { readonly rows: readonly QuickRow[]; readonly totalPx: number; /** Of each item, its row. */ readonly rowOf: readonly number[] };

export function layRows(groups: readonly (string | undefined)[], { headPx, itemPx }: { readonly headPx: number; readonly itemPx: number }): QuickRows {
  const rows: QuickRow[] = [];
  const rowOf: number[] = [];
  let topPx = 0;
  let current: string | undefined;
  for (const [index, group] of groups.entries()) {
    if (group !== undefined && group !== current) {
      rows.push({ kind: 'head', text: group, topPx });
      topPx += headPx;
    }
    current = group;
    rowOf.push(rows.length);
    rows.push({ kind: 'item', index, topPx });
    topPx += itemPx;
  }
  return { rows, totalPx: topPx, rowOf };
}

/** The rows between two heights, a few more on either side. */
export function rowsBetween({ rows }: QuickRows, { fromPx, toPx }: { readonly fromPx: number; readonly toPx: number }): readonly QuickRow[] {
  const first = firstAtOrAfter(rows, fromPx);
  const end = firstAtOrAfter(rows, toPx);
  return rows.slice(Math.max(0, first - 6), end + 6);
}

function firstAtOrAfter(rows: readonly QuickRow[], px: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.topPx ?? 0) < px) low = middle + 1;
    else high = middle;
  }
  return low;
}
