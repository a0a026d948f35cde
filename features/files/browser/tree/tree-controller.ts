import type { ContractRouterClient } from '@orpc/contract';

import type { WorkspaceConnection } from '../../../../components/workbench/connection/workspace-connection.ts';
import { WatchSet } from '../../../../components/workbench/connection/watch-set.ts';
import { Store, type Readable } from '../../../../components/workbench/store.ts';
import { AtelierError } from '../../../../shared/errors.ts';
import { baseName, FileName, type FilePath, joinPath, parentPath } from '../../../../shared/file-path.ts';
import { fromWireError } from '../../../../shared/procedures.ts';
import type { FileChange, FileEntry, FileStat, filesContract, TrashItem } from '../../contract.ts';
import type { Excludes } from './excludes.ts';
import { type FileTree, isFolder, pathOf, type TreeNode } from './file-tree.ts';
import type { Order } from './order.ts';
import { mergeSorted } from './sort.ts';

export type FilesClient = ContractRouterClient<typeof filesContract>;

export type TreeControllerDeps = {
  readonly tree: FileTree;
  readonly client: FilesClient;
  readonly connection: Pick<WorkspaceConnection, 'resuming' | 'whenOpen'>;
  /** Paths that were expanded when the page was last left; kept by `keep`. */
  readonly expanded: ReadonlySet<string>;
  readonly keep: (expanded: readonly string[]) => void;
  /** Calls back before the next frame is drawn. */
  readonly beforeFrame: (callback: () => void) => void;
  readonly onError: (error: AtelierError) => void;
  /** A name came, went or was replaced in a folder that shows. */
  readonly onName?: (path: FilePath) => void;
};

/** Above this many new names in one folder at once, reading it again is cheaper than asking for each. */
const ASK_ONE_BY_ONE = 20;
const GATHER_CHANGES_MS = 40;
const MAX_KEPT = 500;
/** The contract's limit for one watch. */
const MAX_WATCHED = 2000;

/** Reads folders as they are expanded and keeps the tree as the disk is. Lives outside React; `dispose()` is its owner's. */
export class TreeController {
  readonly tree: FileTree;
  private readonly deps: TreeControllerDeps;
  private readonly changes = new Store(0);
  private readonly watches: WatchSet<FileChange, FilePath>;
  private readonly wanted: Set<string>;
  private readonly reading = new Map<TreeNode, { readonly stop: () => void; readonly done: Promise<void> }>();
  private readonly stop = new AbortController();
  private created = new Map<FilePath, Set<string>>();
  private createdTimer: ReturnType<typeof setTimeout> | null = null;
  private announced = false;

  constructor(deps: TreeControllerDeps) {
    this.deps = deps;
    this.tree = deps.tree;
    this.wanted = new Set(deps.expanded);
    this.watches = new WatchSet<FileChange, FilePath>({
      connection: deps.connection,
      watch: (paths, signal) => deps.client.watch({ paths: paths.slice(0, MAX_WATCHED) }, { signal }),
      isReady: (change) => change.type === 'ready',
      onEvent: (change) => this.onChange(change),
      onMissed: () => void this.lookAgain(),
      onError: (error) => deps.onError(fromWireError(error)),
    });
  }

  /** Grows with every change of the tree. */
  get version(): Readable<number> {
    return this.changes;
  }

  /** Reads the roots and what was expanded; waits for the connection. */
  async start(): Promise<void> {
    try {
      await this.deps.connection.whenOpen(this.stop.signal);
      const roots = await this.deps.client.roots(undefined, { signal: this.stop.signal });
      this.tree.setRoots(roots);
      const [first] = this.tree.roots;
      for (const node of this.tree.roots) {
        if (this.wanted.has(node.root?.path ?? '') || (node === first && this.wanted.size === 0)) this.expand(node);
      }
      this.announce();
    } catch (error) {
      if (!this.stop.signal.aborted) this.deps.onError(fromWireError(error));
    }
  }

  expand(node: TreeNode): void {
    if (!isFolder(node)) return;
    this.tree.setExpanded(node, true);
    if (node.listing.phase === 'unread' || node.listing.phase === 'failed') void this.read(node);
    else this.expandWanted(node.children);
    this.afterFolding();
  }

  collapse(node: TreeNode): void {
    this.tree.setExpanded(node, false);
    this.wanted.delete(pathOf(node) ?? '');
    this.reading.get(node)?.stop();
    this.afterFolding();
  }

  collapseAll(): void {
    this.tree.collapseAll();
    this.wanted.clear();
    this.afterFolding();
  }

  /** Reads everything that shows once more. */
  refresh(): void {
    for (const node of this.tree.visible()) if (node.expanded && !this.reading.has(node)) void this.read(node);
    if (this.tree.roots.length === 0) void this.start();
  }

  /** After another connection: the workspace may have been remade with other roots. */
  private async lookAgain(): Promise<void> {
    try {
      const roots = await this.deps.client.roots(undefined, { signal: this.stop.signal });
      this.tree.setRoots(roots);
      for (const node of this.tree.roots) if (!node.expanded && this.wanted.has(node.root?.path ?? '')) this.expand(node);
      this.announce();
    } catch {
      // The connection went again: the next one looks again.
    }
    this.refresh();
  }

  /** Expands every folder on the way; resolves to the node, or null when there is no such name. */
  async reveal(path: FilePath): Promise<TreeNode | null> {
    const root = this.tree.roots.find((node) => path === node.root?.path || path.startsWith(`${node.root?.path ?? ''}/`));
    if (root === undefined) return null;
    for (;;) {
      const node = this.tree.find(path);
      if (node !== null) return node;
      const missing = this.deepestKnown(path, root);
      if (missing.listing.phase === 'read' && missing.expanded) return null;
      this.tree.setExpanded(missing, true);
      // Two that look for names in one folder wait for one reading: each would break the other's off.
      if (missing.listing.phase !== 'read') await (this.reading.get(missing)?.done ?? this.read(missing));
      this.afterFolding();
      if (missing.listing.phase === 'failed') return null;
    }
  }

  /** Makes a file or folder and resolves to its node. @throws AtelierError */
  async create(folder: TreeNode, entry: { readonly name: string; readonly kind: 'file' | 'folder' }): Promise<TreeNode> {
    const path = pathOf(folder);
    const name = FileName.safeParse(entry.name);
    if (path === null || !name.success) throw new AtelierError('invalid_input');
    const { client } = this.deps;
    const input = { folder: path, name: name.data };
    const stat = entry.kind === 'file' ? await client.createFile(input) : await client.createFolder(input);
    const node = this.tree.insert(folder, entryOf(stat));
    this.announce();
    return node;
  }

  /** Moves or renames; the new name shows at once. @throws AtelierError already_exists, read_only, … */
  async move(from: FilePath, to: FilePath): Promise<void> {
    if (from === to) return;
    const stat = await this.deps.client.move({ from, to });
    const node = this.tree.find(from);
    if (node !== null) this.tree.remove(node);
    const moved = this.appeared(stat, node?.target ?? null);
    if (node?.expanded === true && moved !== null) this.expand(moved);
    this.afterFolding();
  }

  /** `onProgress` is told the entries that are copied, of a copy that takes its time. @throws AtelierError already_exists, … */
  async copy({ from, to }: { readonly from: FilePath; readonly to: FilePath }, { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: (entries: number) => void }): Promise<void> {
    for await (const event of await this.deps.client.copy({ from, to }, { signal })) {
      if (event.type === 'progress') onProgress(event.entries);
      else this.appeared(event.stat, this.tree.find(from)?.target ?? null);
    }
    this.announce();
  }

  /** Into the trash. @throws AtelierError too_large: only for good */
  async discard(paths: readonly FilePath[]): Promise<readonly TrashItem[]> {
    const items = await this.deps.client.discard({ paths: [...paths] });
    this.gone(paths);
    return items;
  }

  /** @throws AtelierError already_exists, not_found */
  async restore(ids: readonly string[]): Promise<readonly FilePath[]> {
    const stats = await this.deps.client.restore({ ids: [...ids] });
    for (const stat of stats) this.appeared(stat, null);
    this.announce();
    return stats.map(({ path }) => path);
  }

  /** @throws AtelierError */
  async remove(path: FilePath): Promise<void> {
    await this.deps.client.remove({ path });
    this.gone([path]);
  }

  /** What is left out from now on; what shows is read again. */
  setExcludes(excludes: Excludes): void {
    this.tree.setExcludes(excludes);
    this.readAnew();
  }

  /** How names stand from now on; times that are not known yet are read with what shows. */
  setOrder(order: Order): void {
    this.tree.setOrder(order);
    if (order.needsTimes) this.readAnew();
    this.announce();
  }

  setFilter(text: string): void {
    this.tree.setFilter(text);
    this.announce();
  }

  dispose(): void {
    this.stop.abort();
    this.watches.dispose();
    if (this.createdTimer !== null) clearTimeout(this.createdTimer);
    for (const reading of this.reading.values()) reading.stop();
  }

  private readAnew(): void {
    const folded = this.tree.roots.flatMap((root) => readButFolded(root));
    for (const node of folded) this.forget(node);
    this.refresh();
  }

  private gone(paths: readonly FilePath[]): void {
    for (const path of paths) {
      const node = this.tree.find(path);
      if (node !== null) this.tree.remove(node);
    }
    this.afterFolding();
  }

  /** Shows what was made just now, without waiting to be told. A link may lead to a folder: that only a listing tells. */
  private appeared(stat: FileStat, target: FileEntry['target']): TreeNode | null {
    const folder = this.tree.find(parentPath(stat.path));
    if (folder === null || folder.listing.phase !== 'read') return null;
    if (stat.kind === 'link' && target === null) void this.read(folder);
    return this.tree.insert(folder, { ...entryOf(stat), target });
  }

  private deepestKnown(path: string, root: TreeNode): TreeNode {
    let known = root;
    for (let end = path.indexOf('/', (root.root?.path.length ?? 0) + 1); end !== -1; end = path.indexOf('/', end + 1)) {
      const next = this.tree.find(path.slice(0, end));
      if (next === null) break;
      known = next;
    }
    return known;
  }

  /** Resolves when it is over, however; one that is under way is broken off. */
  private async read(node: TreeNode): Promise<void> {
    const path = pathOf(node);
    if (path === null) {
      this.tree.setListing(node, { phase: 'failed', code: 'invalid_input' });
      return;
    }
    this.reading.get(node)?.stop();
    const controller = new AbortController();
    const reading = { stop: () => controller.abort(), done: this.list(node, path, controller.signal) };
    this.reading.set(node, reading);
    await reading.done;
    if (this.reading.get(node) === reading) {
      this.reading.delete(node);
      if (controller.signal.aborted && node.listing.phase === 'reading') this.forget(node);
    }
    this.afterFolding();
  }

  private async list(node: TreeNode, path: FilePath, signal: AbortSignal): Promise<void> {
    const again = node.listing.phase === 'read';
    if (!again) this.tree.setListing(node, { phase: 'reading' });
    this.announce();
    try {
      // Piece by piece either way: sorting 100,000 names at once would hold the page up.
      let fresh: readonly TreeNode[] = [];
      for await (const chunk of await this.deps.client.list({ path, ...(this.tree.needsTimes ? { times: true } : {}) }, { signal })) {
        if (again) fresh = mergeSorted(fresh, this.tree.prepare(node, chunk));
        else this.tree.add(node, chunk);
        if (!again) this.announce();
      }
      if (again) this.tree.replace(node, fresh);
      else this.tree.setListing(node, { phase: 'read' });
      this.expandWanted(node.children);
    } catch (error) {
      if (!signal.aborted) this.tree.setListing(node, { phase: 'failed', code: fromWireError(error).code });
    }
  }

  /** A reading that was broken off left half a folder: it is read anew when it is wanted again. */
  private forget(node: TreeNode): void {
    node.children = [];
    this.tree.setListing(node, { phase: 'unread' });
  }

  private expandWanted(children: readonly TreeNode[]): void {
    for (const child of children) {
      if (child.first && !child.expanded && this.wanted.has(pathOf(child) ?? '')) this.expand(child);
    }
  }

  private onChange(change: FileChange): void {
    switch (change.type) {
      case 'ready':
      case 'changed':
        return;
      case 'overflow':
        this.refresh();
        return;
      case 'deleted': {
        this.deps.onName?.(change.path);
        const node = this.tree.find(change.path);
        if (node === null) return;
        this.tree.remove(node);
        this.afterFolding();
        return;
      }
      case 'created': {
        const folder = parentPath(change.path);
        const names = this.created.get(folder) ?? new Set<string>();
        this.created.set(folder, names.add(baseName(change.path)));
        this.deps.onName?.(change.path);
        this.createdTimer ??= setTimeout(() => this.takeCreated(), GATHER_CHANGES_MS);
      }
    }
  }

  private takeCreated(): void {
    const { created } = this;
    this.created = new Map();
    this.createdTimer = null;
    for (const [path, names] of created) {
      const folder = this.tree.find(path);
      if (folder === null || folder.listing.phase !== 'read') continue;
      const unknown = [...names].filter((name) => this.tree.find(path === '/' ? `/${name}` : `${path}/${name}`) === null);
      if (unknown.length > ASK_ONE_BY_ONE) void this.read(folder);
      else for (const name of unknown) void this.ask(folder, name);
    }
  }

  private async ask(folder: TreeNode, name: string): Promise<void> {
    const path = pathOf(folder);
    if (path === null) return;
    try {
      const stat = await this.deps.client.stat({ path: joinPath(path, name) }, { signal: this.stop.signal });
      // What a link leads to only a listing tells.
      if (stat.kind === 'link') void this.read(folder);
      else this.tree.insert(folder, { ...entryOf(stat), name });
      this.announce();
    } catch (error) {
      const { code } = fromWireError(error);
      if (code !== 'not_found' && code !== 'unavailable' && !this.stop.signal.aborted) this.deps.onError(fromWireError(error));
    }
  }

  private afterFolding(): void {
    const shown = this.tree.visible().filter((node) => node.expanded && node.first);
    const paths = shown.map((node) => pathOf(node)).filter((path) => path !== null);
    this.watches.set(new Set(paths.slice(0, MAX_WATCHED)));
    if (this.reading.size === 0) {
      this.wanted.clear();
      for (const path of paths) this.wanted.add(path);
    }
    this.deps.keep(paths.slice(0, MAX_KEPT));
    this.announce();
  }

  /** One rendering per frame, however many pieces a listing comes in. */
  private announce(): void {
    if (this.announced) return;
    this.announced = true;
    this.deps.beforeFrame(() => {
      this.announced = false;
      this.changes.update((count) => count + 1);
    });
  }
}

/** Folders whose content is known and does not show. */
function readButFolded(node: TreeNode): readonly TreeNode[] {
  if (!node.expanded) return node.listing.phase === 'read' ? [node] : [];
  return node.children.filter((child) => child.first).flatMap((child) => readButFolded(child));
}

function entryOf(stat: FileStat): FileEntry {
  return { name: baseName(stat.path), kind: stat.kind, target: null, modifiedAtMs: stat.modifiedAtMs };
}
