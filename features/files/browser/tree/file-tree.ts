import type { Root } from '../../../../shared/agent-protocol.ts';
import type { ErrorCode } from '../../../../shared/errors.ts';
import { displayName } from '../../../../shared/display-name.ts';
import { FilePath, joinPath } from '../../../../shared/file-path.ts';
import type { FileEntry, FileKind } from '../../contract.ts';
import { NO_EXCLUDES, type Excludes } from './excludes.ts';
import { orderOf, type Order } from './order.ts';
import { compareEntries, findSorted, mergeSorted } from './sort.ts';

const DEFAULT_ORDER = orderOf('default');

/** What is known of a folder's content. */
export type Listing =
  | { readonly phase: 'unread' }
  | { readonly phase: 'reading' }
  | { readonly phase: 'read' }
  | { readonly phase: 'failed'; readonly code: ErrorCode };

/** One name in the tree. Kept as long as the name exists, so that what is expanded stays so through a refresh. */
export type TreeNode = {
  readonly id: number;
  readonly name: string;
  /** Where it stands among its siblings. */
  group: number;
  key: string;
  /** It is a folder, which come first in most orders. */
  readonly first: boolean;
  /** 0 where nobody asked. */
  modifiedAtMs: number;
  readonly parent: TreeNode | null;
  readonly depth: number;
  readonly root: Root | null;
  readonly kind: FileKind;
  readonly target: FileKind | null;
  expanded: boolean;
  listing: Listing;
  children: readonly TreeNode[];
};

export function isFolder(node: Pick<TreeNode, 'kind' | 'target'>): boolean {
  return node.kind === 'folder' || (node.kind === 'link' && node.target === 'folder');
}

/** The node's path; null when it is too long to be one (a folder nested beyond what the system can name). */
export function pathOf(node: TreeNode): FilePath | null {
  if (node.parent === null) return FilePath.parse(node.root?.path ?? '/');
  const folder = pathOf(node.parent);
  try {
    return folder === null ? null : joinPath(folder, node.name);
  } catch {
    return null;
  }
}

/** Its path below its root, names with `/` between them; empty for a root. */
export function relativePath(node: TreeNode): string {
  if (node.parent === null) return '';
  const above = relativePath(node.parent);
  return above === '' ? node.name : `${above}/${node.name}`;
}

/** Whether one is in the other, however deep, or they are the same. */
export function isWithin(node: TreeNode, folder: TreeNode): boolean {
  for (let at: TreeNode | null = node; at !== null; at = at.parent) if (at === folder) return true;
  return false;
}

/** As `pathOf`, unchecked and so cheap: to look something up by it, for each row that shows. */
export function rawPathOf(node: TreeNode): string {
  const top = node.root?.path ?? '';
  return node.parent === null ? top : `${rawPathOf(node.parent)}/${node.name}`;
}

/** Whether the nearest root says that nothing below it can be written. */
export function isReadOnly(node: TreeNode): boolean {
  return node.root?.readOnly ?? (node.parent === null ? false : isReadOnly(node.parent));
}

/**
 * The names that are known and which of them show. Pure: reading folders is the controller's. Every change makes
 * `visible()` answer a new array, until then the same.
 */
export class FileTree {
  private nextId = 1;
  private rootNodes: TreeNode[] = [];
  private rows: readonly TreeNode[] | null = null;
  private excludes: Excludes = NO_EXCLUDES;
  private order = DEFAULT_ORDER;
  private filter = '';
  /** As they show, in small letters: of those that a filter has looked at. */
  private lowerNames = new WeakMap<TreeNode, string>();
  /** While there is a filter: where each row stands among those that show. */
  private positions: Map<TreeNode, { readonly index: number; readonly count: number }> | null = null;

  get roots(): readonly TreeNode[] {
    return this.rootNodes;
  }

  /** The rows in the order they show. */
  visible(): readonly TreeNode[] {
    this.rows ??= this.filter === '' ? this.expandedRows() : this.filteredRows();
    return this.rows;
  }

  /** What is left out from now on; what is known already stays until it is read anew. */
  setExcludes(excludes: Excludes): void {
    this.excludes = excludes;
  }

  /** Whether listings are to have times. */
  get needsTimes(): boolean {
    return this.order.needsTimes;
  }

  /** How entries stand from now on; what is known moves to its place. */
  setOrder(order: Order): void {
    this.order = order;
    for (const root of this.rootNodes) this.placeBelow(root);
    this.changed();
  }

  private placeBelow(node: TreeNode): void {
    for (const child of node.children) {
      Object.assign(child, this.order.place(child));
      this.placeBelow(child);
    }
    if (node.children.length > 1) node.children = node.children.toSorted(compareEntries);
  }

  /** Only names that contain the text show, with the folders on the way to them; of what was read, folded or not. */
  setFilter(text: string): void {
    this.filter = text.toLowerCase();
    this.changed();
  }

  /** Whether its children show. */
  isOpen(node: TreeNode): boolean {
    return this.filter === '' ? node.expanded : this.positions !== null && node.children.some((child) => this.positions?.has(child));
  }

  private filteredRows(): readonly TreeNode[] {
    const positions = new Map<TreeNode, { readonly index: number; readonly count: number }>();
    const rows: TreeNode[] = [];
    const place = (nodes: readonly TreeNode[]): boolean => {
      const found = nodes.filter((node) => collect(node));
      for (const [at, node] of found.entries()) positions.set(node, { index: at + 1, count: found.length });
      return found.length > 0;
    };
    // Put in before what is below it, and taken out again when neither it nor anything below it is meant.
    const collect = (node: TreeNode): boolean => {
      const at = rows.push(node);
      if (place(node.children) || this.lowerName(node).includes(this.filter)) return true;
      rows.length = at - 1;
      return false;
    };
    place(this.rootNodes);
    this.positions = positions;
    return rows;
  }

  private lowerName(node: TreeNode): string {
    const known = this.lowerNames.get(node);
    if (known !== undefined) return known;
    const name = displayName(node.name).toLowerCase();
    this.lowerNames.set(node, name);
    return name;
  }

  private expandedRows(): readonly TreeNode[] {
    const rows: TreeNode[] = [];
    const stack: TreeNode[] = this.rootNodes.toReversed();
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      rows.push(node);
      if (!node.expanded) continue;
      const { children } = node;
      for (let at = children.length - 1; at >= 0; at -= 1) stack.push(children[at] as TreeNode);
    }
    return rows;
  }

  /** Roots that stay keep their nodes. */
  setRoots(roots: readonly Root[]): void {
    this.rootNodes = roots.map((root) => {
      const known = this.rootNodes.find((node) => node.root?.path === root.path);
      if (known?.root?.readOnly === root.readOnly && known.name === root.name) return known;
      return this.make({ name: root.name, kind: 'folder', target: null }, { parent: null, root });
    });
    this.changed();
  }

  /** The node of a path that is known, else null. */
  find(path: string): TreeNode | null {
    for (const root of this.rootNodes) {
      const top = root.root?.path ?? '';
      if (path === top) return root;
      if (!path.startsWith(top === '/' ? '/' : `${top}/`)) continue;
      const found = path.slice(top.length).split('/').filter((name) => name !== '').reduce<TreeNode | null>((node, name) => node && this.childOf(node, name), root);
      if (found !== null) return found;
    }
    return null;
  }

  setExpanded(node: TreeNode, expanded: boolean): void {
    if (node.expanded === expanded) return;
    node.expanded = expanded;
    this.changed();
  }

  collapseAll(): void {
    for (const root of this.rootNodes) collapse(root);
    this.changed();
  }

  setListing(node: TreeNode, listing: Listing): void {
    node.listing = listing;
    this.changed();
  }

  /** Adds a piece of a listing; names that are known stay the nodes they are. */
  add(node: TreeNode, entries: readonly FileEntry[]): void {
    const fresh = this.shown(node, entries).map((entry) => this.make(entry, { parent: node, root: null })).sort(compareEntries);
    node.children = mergeSorted(node.children, fresh);
    this.changed();
  }

  /** The nodes of a piece of a new listing, in order; names that are still of the same kind keep theirs. They show with `replace`. */
  prepare(node: TreeNode, entries: readonly FileEntry[]): TreeNode[] {
    const byName = this.order.needsTimes ? new Map(node.children.map((child) => [child.name, child])) : null;
    return this.shown(node, entries)
      .map((entry) => {
        const child = byName === null ? this.childOf(node, entry.name) : (byName.get(entry.name) ?? null);
        if (child?.kind !== entry.kind || child.target !== entry.target) return this.make(entry, { parent: node, root: null });
        if (entry.modifiedAtMs !== undefined && entry.modifiedAtMs !== child.modifiedAtMs) {
          child.modifiedAtMs = entry.modifiedAtMs;
          Object.assign(child, this.order.place(child));
        }
        return child;
      })
      .sort(compareEntries);
  }

  /** Replaces the content by that of a new listing. */
  replace(node: TreeNode, children: readonly TreeNode[]): void {
    node.children = children;
    node.listing = { phase: 'read' };
    this.changed();
  }

  /** Puts one entry at its place; the old one of that name goes when it was of another kind. One that is left out has a node, and no place. */
  insert(node: TreeNode, entry: FileEntry): TreeNode {
    const known = this.childOf(node, entry.name);
    if (known !== null && known.kind === entry.kind && known.target === entry.target) return known;
    const child = this.make(entry, { parent: node, root: null });
    if (this.shown(node, [entry]).length === 0) return child;
    const rest = known === null ? node.children : node.children.filter((other) => other !== known);
    const at = findSorted(rest, child);
    node.children = rest.toSpliced(at < 0 ? -1 - at : at, 0, child);
    this.changed();
    return child;
  }

  remove(node: TreeNode): void {
    if (node.parent === null) return;
    node.parent.children = node.parent.children.filter((other) => other !== node);
    this.changed();
  }

  /** Its place among its siblings, from 1, and how many there are. */
  position(node: TreeNode): { readonly index: number; readonly count: number } {
    const place = this.filter === '' ? undefined : this.positions?.get(node);
    if (place !== undefined) return place;
    const siblings = node.parent?.children ?? this.rootNodes;
    const found = node.parent === null ? -1 : findSorted(siblings, node);
    const at = found < 0 ? siblings.indexOf(node) : found;
    return { index: at + 1, count: siblings.length };
  }

  private childOf(node: TreeNode, name: string): TreeNode | null {
    return childNamed(node, name, this.order);
  }

  private shown(folder: TreeNode, entries: readonly FileEntry[]): readonly FileEntry[] {
    const { excludes } = this;
    if (excludes === NO_EXCLUDES) return entries;
    const below = relativePath(folder);
    return entries.filter(({ name }) => !excludes({ name, relative: () => (below === '' ? name : `${below}/${name}`) }));
  }

  private make(entry: FileEntry, place: { parent: TreeNode | null; root: Root | null }): TreeNode {
    const id = this.nextId;
    this.nextId += 1;
    const placed = { name: entry.name, first: isFolder(entry), modifiedAtMs: entry.modifiedAtMs ?? 0 };
    return {
      id,
      ...placed,
      ...this.order.place(placed),
      parent: place.parent,
      depth: place.parent === null ? 0 : place.parent.depth + 1,
      root: place.root,
      kind: entry.kind,
      target: entry.target,
      expanded: false,
      listing: { phase: 'unread' },
      children: [],
    };
  }

  private changed(): void {
    this.rows = null;
    this.positions = null;
  }
}

/** The child of that name, found by where it would stand in the tree's order. */
export function childNamed(node: TreeNode, name: string, order: Order = DEFAULT_ORDER): TreeNode | null {
  // Where it stands its name does not tell.
  if (order.needsTimes) return node.children.find((child) => child.name === name) ?? null;
  for (const first of [true, false]) {
    const at = findSorted(node.children, { name, ...order.place({ name, first, modifiedAtMs: 0 }) });
    if (at >= 0) return node.children[at] ?? null;
  }
  return null;
}

function collapse(node: TreeNode): void {
  if (!node.expanded && node.children.length === 0) return;
  node.expanded = false;
  for (const child of node.children) if (child.first) collapse(child);
}
