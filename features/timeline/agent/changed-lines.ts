/** How many lines came or went, the larger of both: cheap, and right for what is not moved about. */
export function countChangedLines(before: Buffer, after: Buffer): number {
  const counts = new Map<string, number>();
  for (const line of linesOf(before)) counts.set(line, (counts.get(line) ?? 0) - 1);
  for (const line of linesOf(after)) counts.set(line, (counts.get(line) ?? 0) + 1);
  let came = 0;
  let went = 0;
  for (const count of counts.values()) {
    if (count > 0) came += count;
    else went -= count;
  }
  return Math.max(came, went);
}

function linesOf(content: Buffer): string[] {
  const lines = content.toString('latin1').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
