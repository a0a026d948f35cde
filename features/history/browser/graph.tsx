'use client';
import { memo } from 'react';

import { COLOURS, type Lanes } from './lanes.ts';

export const ROW_PX = 28;
const LANE_PX = 16;
const MOST_LANES = 10;
/** Of the radius of what merges others: smaller, for it says less. */
const DOT = { plain: 5, merge: 4 } as const;

export function graphWidth(lanes: Lanes): number {
  return (Math.min(lanes.width, MOST_LANES) + 1) * LANE_PX;
}

type GraphProps = { readonly lanes: Lanes; readonly from: number; readonly to: number; readonly head: number | null; readonly isMerge: (row: number) => boolean; readonly version: number };

/** The lines and dots of some rows, as one drawing: a few paths, however many rows. */
export const Graph = memo(function Graph({ lanes, from, to, head, isMerge }: GraphProps) {
  const paths = Array.from({ length: COLOURS }, () => '');
  for (let row = Math.max(0, from - 1); row < to; row += 1) {
    for (const line of lanes.linesBelow(row)) paths[line.colour] += pathOf({ ...line, top: yOf(row - from), bottom: yOf(row + 1 - from) });
  }
  return (
    <svg className="graph" width={graphWidth(lanes)} height={(to - from) * ROW_PX} style={{ top: from * ROW_PX }} aria-hidden>
      {paths.map((d, colour) => (
        <path key={COLOUR_NAMES[colour]} className={COLOUR_NAMES[colour]} d={d} />
      ))}
      {Array.from({ length: Math.max(0, Math.min(to, lanes.count) - from) }, (_, offset) => {
        const row = from + offset;
        const lane = lanes.laneOf(row);
        return <circle key={offset} className={`${COLOUR_NAMES[lane % COLOURS] ?? ''}${row === head ? ' here' : ''}`} cx={xOf(lane)} cy={yOf(offset)} r={isMerge(row) ? DOT.merge : DOT.plain} />;
      })}
    </svg>
  );
});

const COLOUR_NAMES = ['l0', 'l1', 'l2'] as const;

function pathOf({ from, to, top, bottom }: { from: number; to: number; top: number; bottom: number }): string {
  const [x, end] = [xOf(from), xOf(to)];
  if (x === end) return `M${x} ${top}V${bottom}`;
  return `M${x} ${top}C${x} ${top + ROW_PX * 0.7} ${end} ${bottom - ROW_PX * 0.7} ${end} ${bottom}`;
}

function xOf(lane: number): number {
  return (Math.min(lane, MOST_LANES) + 1) * LANE_PX;
}

function yOf(offset: number): number {
  return offset * ROW_PX + ROW_PX / 2;
}
