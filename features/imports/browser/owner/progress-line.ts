/** How far git says it is, 0 to 1; null where a line does not tell. "Receiving objects:  43% (86/200)" is 0.43. */
export function partOf(line: string): number | null {
  const percent = /(\d{1,3})%/.exec(line)?.[1];
  return percent === undefined ? null : Math.min(1, Number(percent) / 100);
}

/** How many commits `git filter-repo` has read; null where a line is about something else. */
export function parsedCommits(line: string): number | null {
  const count = /^Parsed (\d+) commits/.exec(line)?.[1];
  return count === undefined ? null : Number(count);
}
