import dagre from '@dagrejs/dagre';

import type { ModuleId, ProjectId } from '../../../../shared/ids.ts';
import type { Graph, GraphProject } from './graph.ts';

export const CARD = { width: 216, height: 58 } as const;
const LANE = { top: 34, side: 12, bottom: 12, gap: 12 } as const;
const GAP = { within: 10, between: 56 } as const;
const PER_ROW = 3;
/** As many projects stand one below the other before a second column begins. */
const PROJECTS_PER_COLUMN = 6;

export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
export type Layout = { readonly lanes: ReadonlyMap<ProjectId, Box>; readonly cards: ReadonlyMap<ModuleId, { readonly x: number; readonly y: number }>; readonly width: number; readonly height: number };

type Shape = { readonly cards: ReadonlyMap<number, { x: number; y: number }>; readonly width: number; readonly height: number };
type Inside = { readonly key: string; readonly cards: ReadonlyMap<ModuleId, { x: number; y: number }>; readonly width: number; readonly height: number };

/**
 * Where everything stands: a lane for each project, in it what calls what from left to right. A module's place
 * depends on its project's modules and calls alone, so that nothing moves when people, commits or what runs change.
 * One is made for each picture; it remembers the inside of lanes that did not change.
 */
export class Layouter {
  #insides = new Map<ProjectId, Inside>();
  readonly #shapes = new Map<string, Shape>();

  /** @param atMost as many columns, from the left: what stands there does not move when others follow to its right */
  layout({ projects }: Pick<Graph, 'projects'>, atMost = Number.POSITIVE_INFINITY): Layout {
    const all = columnsOf({ projects });
    const columns = Math.min(all, atMost);
    const perColumn = Math.ceil(projects.length / all);
    const insides = new Map(projects.slice(0, columns * perColumn).map((project) => [project.id, this.#inside(project)]));
    this.#insides = insides;
    const lanes = new Map<ProjectId, Box>();
    const cards = new Map<ModuleId, { x: number; y: number }>();
    let x = 0;
    let height = 0;
    for (let column = 0; column < columns; column += 1) {
      const here = projects.slice(column * perColumn, (column + 1) * perColumn);
      const width = Math.max(0, ...here.map(({ id }) => insides.get(id)?.width ?? 0));
      let y = 0;
      for (const { id } of here) {
        const inside = insides.get(id);
        if (inside === undefined) continue;
        lanes.set(id, { x, y, width, height: inside.height });
        for (const [moduleId, card] of inside.cards) cards.set(moduleId, { x: x + card.x, y: y + card.y });
        y += inside.height + LANE.gap;
      }
      height = Math.max(height, y - LANE.gap);
      x += width + LANE.gap;
    }
    return { lanes, cards, width: Math.max(0, x - LANE.gap), height };
  }

  #inside(project: GraphProject): Inside {
    const ids = project.modules.map(({ id }) => id);
    const at = new Map(ids.map((id, index) => [id, index]));
    const calls = project.modules.flatMap(({ calls: to }, from) => to.flatMap((id): [number, number][] => {
      const index = at.get(id);
      return index === undefined ? [] : [[from, index]];
    }));
    const key = JSON.stringify([ids, calls]);
    const before = this.#insides.get(project.id);
    if (before?.key === key) return before;
    // Of the same shape as another project: it takes milliseconds to find what is known.
    const shapeKey = JSON.stringify([ids.length, calls]);
    const shape = this.#shapes.get(shapeKey) ?? arranged(ids.length, calls);
    this.#shapes.set(shapeKey, shape);
    return { key, width: shape.width, height: shape.height, cards: new Map(ids.flatMap((id, index) => [[id, shape.cards.get(index) ?? { x: 0, y: 0 }] as const])) };
  }
}

/** How many columns the picture of all has. */
export function columnsOf({ projects }: Pick<Graph, 'projects'>): number {
  return Math.max(1, Math.ceil(projects.length / PROJECTS_PER_COLUMN));
}

/** Modules by their number in the project. */
function arranged(count: number, calls: readonly (readonly [number, number])[]): Shape {
  const ids = Array.from({ length: count }, (_, at) => at);
  const tied = new Set(calls.flat());
  const cards = new Map<number, { x: number; y: number }>();
  let bottom: number = LANE.top;
  let right = 0;
  const place = (id: number, x: number, y: number): void => {
    cards.set(id, { x, y });
    bottom = Math.max(bottom, y + CARD.height);
    right = Math.max(right, x + CARD.width);
  };
  if (tied.size > 0) {
    const graph = new dagre.graphlib.Graph();
    graph.setGraph({ rankdir: 'LR', nodesep: GAP.within, ranksep: GAP.between });
    graph.setDefaultEdgeLabel(() => ({}));
    for (const id of ids) if (tied.has(id)) graph.setNode(String(id), { ...CARD });
    for (const [from, to] of calls) graph.setEdge(String(from), String(to));
    dagre.layout(graph);
    for (const id of ids) {
      if (!tied.has(id)) continue;
      const { x, y } = graph.node(String(id));
      place(id, LANE.side + x - CARD.width / 2, LANE.top + y - CARD.height / 2);
    }
  }
  const top = cards.size === 0 ? LANE.top : bottom + GAP.within;
  ids.filter((id) => !tied.has(id)).forEach((id, at) => place(id, LANE.side + (at % PER_ROW) * (CARD.width + GAP.between), top + Math.floor(at / PER_ROW) * (CARD.height + GAP.within)));
  const width = Math.max(right, LANE.side + PER_ROW * CARD.width + (PER_ROW - 1) * GAP.between) + LANE.side;
  return { cards, width, height: bottom + LANE.bottom };
}
