import { z } from 'zod';

/**
 * Where groups of editors lie: a group, or two and more beside (`row`) or below (`column`) one another. `share` is
 * the part of its parent that a node takes; those of siblings make 1. A child of a row is no row, and of a column no column.
 */
export type LayoutNode = GroupNode | SplitNode;
export type GroupNode = { readonly type: 'group'; readonly id: string; readonly share: number };
export type SplitNode = { readonly type: 'split'; readonly direction: Direction; readonly share: number; readonly children: readonly LayoutNode[] };
export type Direction = 'row' | 'column';
export type Side = 'left' | 'right' | 'up' | 'down';

export const LayoutNode: z.ZodType<LayoutNode> = z.lazy(() =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('group'), id: z.string(), share: z.number().positive() }),
    z.object({ type: z.literal('split'), direction: z.enum(['row', 'column']), share: z.number().positive(), children: z.array(LayoutNode).min(1) }),
  ]),
);

/** A part of the whole, all from 0 to 1. */
export type Rect = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** What lies between two children of a split: `index` is that of the child before it, `path` leads to the split. */
export type Gap = { readonly path: readonly number[]; readonly index: number; readonly direction: Direction; readonly rect: Rect; /** Of the split, along its direction. */ readonly extent: number };

const WHOLE: Rect = { x: 0, y: 0, width: 1, height: 1 };
/** No child of a split becomes smaller than this part of it by being resized. */
export const LEAST_SHARE = 0.08;

export function soleGroup(id: string): GroupNode {
  return { type: 'group', id, share: 1 };
}

/** The ids of the groups, in reading order. */
export function groupsOf(node: LayoutNode): readonly string[] {
  return node.type === 'group' ? [node.id] : node.children.flatMap(groupsOf);
}

/** The layout with a new group at one side of another, which gives half of its room. */
export function splitGroup(node: LayoutNode, at: { readonly group: string; readonly side: Side; readonly id: string }): LayoutNode {
  const direction: Direction = at.side === 'left' || at.side === 'right' ? 'row' : 'column';
  const isBefore = at.side === 'left' || at.side === 'up';
  const pair = (known: GroupNode, share: number): readonly LayoutNode[] => {
    const [old, fresh] = [{ ...known, share: share / 2 }, { ...soleGroup(at.id), share: share / 2 }];
    return isBefore ? [fresh, old] : [old, fresh];
  };
  const change = (inside: LayoutNode): LayoutNode => {
    if (inside.type === 'group') return inside.id === at.group ? { type: 'split', direction, share: inside.share, children: pair(inside, 1) } : inside;
    if (inside.direction !== direction) return { ...inside, children: inside.children.map(change) };
    return { ...inside, children: inside.children.flatMap((child) => (child.type === 'group' && child.id === at.group ? pair(child, child.share) : [change(child)])) };
  };
  return change(node);
}

/** The layout without a group, whose room its siblings share; null when it was the last. */
export function removeGroup(node: LayoutNode, id: string): LayoutNode | null {
  if (node.type === 'group') return node.id === id ? null : node;
  return tidied({ ...node, children: node.children.map((child) => removeGroup(child, id)).filter((child) => child !== null) });
}

/** Only groups of `ids`, tidied: for a layout that was kept. null: none of them is in it. */
export function keepGroups(node: LayoutNode, ids: ReadonlySet<string>): LayoutNode | null {
  return groupsOf(node).reduce<LayoutNode | null>((left, id) => (left === null || ids.has(id) ? left : removeGroup(left, id)), node);
}

/** Moves what lies between two children by a part of the split's extent. */
export function moveGap(node: LayoutNode, gap: Pick<Gap, 'path' | 'index'>, by: number): LayoutNode {
  if (node.type === 'group') return node;
  const [step, ...path] = gap.path;
  if (step !== undefined) return { ...node, children: node.children.map((child, index) => (index === step ? moveGap(child, { path, index: gap.index }, by) : child)) };
  const [before, after] = [node.children[gap.index], node.children[gap.index + 1]];
  if (before === undefined || after === undefined) return node;
  const both = before.share + after.share;
  const share = Math.min(both - LEAST_SHARE, Math.max(LEAST_SHARE, before.share + by));
  if (both <= 2 * LEAST_SHARE) return node;
  return { ...node, children: node.children.with(gap.index, { ...before, share }).with(gap.index + 1, { ...after, share: both - share }) };
}

/** All children of all splits as large as one another. */
export function evenShares(node: LayoutNode): LayoutNode {
  return node.type === 'group' ? node : { ...node, children: node.children.map((child) => ({ ...evenShares(child), share: 1 / node.children.length })) };
}

export function rectsOf(node: LayoutNode, rect: Rect = WHOLE): ReadonlyMap<string, Rect> {
  if (node.type === 'group') return new Map([[node.id, rect]]);
  return new Map(placed(node, rect).flatMap(({ child, rect: inside }) => [...rectsOf(child, inside)]));
}

export function gapsOf(node: LayoutNode, place: { readonly rect: Rect; readonly path: readonly number[] } = { rect: WHOLE, path: [] }): readonly Gap[] {
  if (node.type === 'group') return [];
  const { rect, path } = place;
  const isRow = node.direction === 'row';
  return placed(node, rect).flatMap(({ child, rect: inside }, index) => {
    const deeper = gapsOf(child, { rect: inside, path: [...path, index] });
    if (index === node.children.length - 1) return deeper;
    const line = isRow ? { x: inside.x + inside.width, y: inside.y, width: 0, height: inside.height } : { x: inside.x, y: inside.y + inside.height, width: inside.width, height: 0 };
    return [{ path, index, direction: node.direction, rect: line, extent: isRow ? rect.width : rect.height }, ...deeper];
  });
}

/** The group that lies beside another; null: none does. */
export function neighbourOf(node: LayoutNode, id: string, side: Side): string | null {
  const rects = rectsOf(node);
  const from = rects.get(id);
  if (from === undefined) return null;
  const touches = (to: Rect): boolean => {
    const overlapsX = to.x < from.x + from.width - EPSILON && from.x < to.x + to.width - EPSILON;
    const overlapsY = to.y < from.y + from.height - EPSILON && from.y < to.y + to.height - EPSILON;
    if (side === 'left') return overlapsY && near(to.x + to.width, from.x);
    if (side === 'right') return overlapsY && near(to.x, from.x + from.width);
    if (side === 'up') return overlapsX && near(to.y + to.height, from.y);
    return overlapsX && near(to.y, from.y + from.height);
  };
  return [...rects].find(([other, rect]) => other !== id && touches(rect))?.[0] ?? null;
}

const EPSILON = 1e-6;
const near = (one: number, other: number): boolean => Math.abs(one - other) < EPSILON;

function placed(node: SplitNode, rect: Rect): readonly { readonly child: LayoutNode; readonly rect: Rect }[] {
  let at = 0;
  return node.children.map((child) => {
    const from = at;
    at += child.share;
    const inside = node.direction === 'row' ? { ...rect, x: rect.x + from * rect.width, width: child.share * rect.width } : { ...rect, y: rect.y + from * rect.height, height: child.share * rect.height };
    return { child, rect: inside };
  });
}

/** One child stands for the split itself, a split of the same direction gives its children, shares make 1. */
function tidied(node: SplitNode): LayoutNode | null {
  const [only] = node.children;
  if (only === undefined) return null;
  if (node.children.length === 1) return { ...only, share: node.share };
  const flat = node.children.flatMap((child) => (child.type === 'split' && child.direction === node.direction ? child.children.map((inside) => ({ ...inside, share: inside.share * child.share })) : [child]));
  const sum = flat.reduce((total, { share }) => total + share, 0);
  return { ...node, children: flat.map((child) => ({ ...child, share: child.share / sum })) };
}
