import type { BenchContext } from './context.ts';

export type Unit = 'ms' | 's' | 'MB' | 'MB/s' | 'runs';

/** What counts as good: an absolute bound, and where it says so at most (or at least) so many times the limit. */
export type Goal = {
  readonly atMost?: number;
  readonly atLeast?: number;
  readonly atMostTimesLimit?: number;
};

/** One line of the table. */
export type Row = {
  readonly what: string;
  readonly unit: Unit;
  readonly value: number;
  /** How the value was gathered: "median of 5", "p99 of 300". */
  readonly of: string;
  /** What could not be beaten on this machine at this moment, measured in the same run; null where there is none. */
  readonly limit: { readonly what: string; readonly value: number } | null;
  readonly goal: Goal;
};

export type Figure = {
  /** The name on the command line. */
  readonly name: string;
  /** What is measured, from which moment to which. */
  readonly about: string;
  measure(context: BenchContext): Promise<readonly Row[]>;
};

/** Value over limit, to compare machines and moments with; null without a limit. */
export function ratioOf(row: Row): number | null {
  return row.limit === null ? null : row.value / row.limit.value;
}

export function isMet(row: Row): boolean {
  const { atMost = Infinity, atLeast = -Infinity, atMostTimesLimit = Infinity } = row.goal;
  return row.value <= atMost && row.value >= atLeast && (ratioOf(row) ?? 0) <= atMostTimesLimit;
}
