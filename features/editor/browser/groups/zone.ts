import type { Side } from './layout.ts';

/** Where in a group something is let go: into it, or at one side of it, in a new group. */
export type Zone = 'middle' | Side;

/** So near an edge, as a part of the whole, a new group is made. */
const EDGE = 0.25;

/** Where a point of the unit square falls: near an edge, or in the middle. */
export function zoneOf({ x, y }: { readonly x: number; readonly y: number }): Zone {
  const edges = ([['left', x], ['right', 1 - x], ['up', y], ['down', 1 - y]] as const).toSorted(([, one], [, other]) => one - other);
  const [nearest] = edges;
  return nearest !== undefined && nearest[1] < EDGE ? nearest[0] : 'middle';
}
