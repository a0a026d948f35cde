import { isMet, ratioOf, type Goal, type Row } from './figure.ts';

const HEADS = ['figure', 'value', '', 'limit', 'ratio', 'goal', 'met'] as const;

/** A table for people. */
export function table(rows: readonly Row[]): string {
  const lines = [[...HEADS], ...rows.map(cells)];
  const widths = HEADS.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()).join('\n');
}

/** The same for programs: the rows as measured, with their ratio and whether the goal is met. */
export function json(rows: readonly Row[], about: object): string {
  return `${JSON.stringify({ ...about, rows: rows.map((row) => ({ ...row, ratio: ratioOf(row), met: isMet(row) })) }, null, 2)}\n`;
}

function cells(row: Row): string[] {
  const ratio = ratioOf(row);
  return [
    row.what,
    `${figures(row.value)} ${row.unit}`,
    row.of,
    row.limit === null ? '–' : `${figures(row.limit.value)} ${row.unit} (${row.limit.what})`,
    ratio === null ? '–' : `${figures(ratio)}×`,
    goal(row.goal, row.unit),
    isMet(row) ? 'yes' : 'NO',
  ];
}

function goal({ atMost, atLeast, atMostTimesLimit }: Goal, unit: string): string {
  const parts = [
    atMost === undefined ? [] : [`≤ ${atMost} ${unit}`],
    atLeast === undefined ? [] : [`≥ ${atLeast} ${unit}`],
    atMostTimesLimit === undefined ? [] : [`≤ ${atMostTimesLimit}×`],
  ].flat();
  return parts.join(', ') || '–';
}

/** Three figures are as exact as any of this is. */
function figures(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}
