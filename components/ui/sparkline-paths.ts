/** Two SVG paths (line, and the area below it) of `values` from 0 to `max`, newest right, in a box of `width` × `height`. */
export function sparklinePaths(values: readonly number[], box: { readonly max: number; readonly width: number; readonly height: number; readonly slots: number }): { readonly line: string; readonly area: string } {
  if (values.length === 0) return { line: '', area: '' };
  const stepX = box.width / Math.max(1, box.slots - 1);
  const firstX = box.width - (values.length - 1) * stepX;
  const points = values.map((value, index) => {
    const part = box.max > 0 ? Math.min(1, Math.max(0, value / box.max)) : 0;
    return `${round(firstX + index * stepX)} ${round(1 + (1 - part) * (box.height - 2))}`;
  });
  const line = points.length === 1 ? `M${points[0]}h.01` : `M${points.join(' ')}`;
  return { line, area: `M${points.join(' ')} ${box.width} ${box.height} ${round(firstX)} ${box.height}z` };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
