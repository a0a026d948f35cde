import { defineSession } from '../../../components/workbench/session.ts';
import { FILES_EXCLUDE } from '../../../components/workbench/settings/exclude-settings.ts';
import { Signal, Store } from '../../../components/workbench/store.ts';
import type { Workbench } from '../../../components/workbench/workbench.ts';
import { AtelierError } from '../../../shared/errors.ts';
import { baseName, FileName, FilePath, joinPath, parentPath } from '../../../shared/file-path.ts';
import { filesContract } from '../contract.ts';
import { Deeds } from './deeds.ts';
import { AUTO_REVEAL, CONFIRM_DELETE, SORT_ORDER } from './settings.ts';
import { excludesOf } from './tree/excludes.ts';
import { FileTree, isFolder, isReadOnly, isWithin, pathOf, type TreeNode } from './tree/file-tree.ts';
import { IgnoredNames } from './tree/ignored-names.ts';
import { mergedMarks } from './tree/merged-marks.ts';
import { orderOf } from './tree/order.ts';
import { Selection } from './tree/selection.ts';
import { type FilesClient, TreeController } from './tree/tree-controller.ts';
import { Transfers } from './transfer/transfers.ts';

/** A name that is being typed into the tree. */
export type InlineInput =
  | { readonly kind: 'file' | 'folder'; readonly parent: TreeNode }
  | { readonly kind: 'rename'; readonly node: TreeNode };

export type Clipboard = { readonly kind: 'cut' | 'copy'; readonly nodes: readonly TreeNode[] };

/** The explorer of one workbench: the tree, what is selected in it and what is being done with it. */
export class FilesSession {
  readonly controller: TreeController;
  readonly client: FilesClient;
  readonly deeds: Deeds;
  readonly selection = new Selection();
  readonly ignored: IgnoredNames;
  readonly marks: ReturnType<typeof mergedMarks>;
  readonly transfers: Transfers;
  readonly input = new Store<InlineInput | null>(null);
  readonly clipboard = new Store<Clipboard | null>(null);
  /** Wait for a yes. */
  readonly removing = new Store<{ readonly nodes: readonly TreeNode[]; readonly forGood: boolean } | null>(null);
  /** Waits for a place. */
  readonly moving = new Store<TreeNode | null>(null);
  /** Whether the trash is looked into. */
  readonly trashOpen = new Store(false);
  /** Whether the list of open editors is unfolded. */
  readonly showsOpenEditors: Store<boolean>;
  /** What is typed into the filter; null: there is none. */
  readonly filter = new Store<string | null>(null);
  /** What is being dragged out of the tree. */
  readonly dragged = new Store<readonly TreeNode[]>([]);
  /** A row to scroll to and give the focus. */
  readonly revealed = new Signal<TreeNode>();
  readonly workbench: Workbench;
  private readonly stops: (() => void)[];

  constructor(workbench: Workbench) {
    this.workbench = workbench;
    const { connection, files, settings } = workbench;
    const key = `atelier:expanded:${workbench.workspace.id}`;
    this.client = connection.procedures('files', filesContract);
    const tree = new FileTree();
    const excludes = settings.of(FILES_EXCLUDE);
    tree.setExcludes(excludesOf(excludes.get()));
    const sortOrder = settings.of(SORT_ORDER);
    tree.setOrder(orderOf(sortOrder.get()));
    this.controller = new TreeController({
      tree,
      client: this.client,
      connection,
      expanded: readPaths(localStorage.getItem(key)),
      keep: (expanded) => localStorage.setItem(key, JSON.stringify(expanded)),
      beforeFrame: (callback) => void requestAnimationFrame(callback),
      onError: (error) => this.deeds.problems.emit({ doing: 'read', name: '', error }),
      onName: (path) => this.ignored.noticed(path),
    });
    this.deeds = new Deeds({ controller: this.controller, files, show: (path) => void this.reveal(path) });
    this.ignored = new IgnoredNames({ ask: async (folder, names) => this.client.ignored({ folder, names: [...names] }) });
    this.marks = mergedMarks(files.marks);
    this.transfers = new Transfers({ workbench, client: this.client });
    if (this.transfers.allowed) files.bring.set((drop, folder) => this.bring(drop, folder));
    const editorsKey = 'atelier:files.openEditors';
    this.showsOpenEditors = new Store(localStorage.getItem(editorsKey) === '1');
    let lastExcludes = excludes.get();
    let lastOrder = sortOrder.get();
    this.stops = [
      this.showsOpenEditors.subscribe(() => localStorage.setItem(editorsKey, this.showsOpenEditors.get() ? '1' : '0')),
      files.active.subscribe(() => void this.followActive()),
      files.reveal.subscribe(({ path }) => {
        workbench.layout.showActivity('explorer');
        void this.reveal(path);
      }),
      excludes.subscribe(() => {
        if (excludes.get() === lastExcludes) return;
        lastExcludes = excludes.get();
        this.controller.setExcludes(excludesOf(lastExcludes));
      }),
      sortOrder.subscribe(() => {
        if (sortOrder.get() === lastOrder) return;
        lastOrder = sortOrder.get();
        this.controller.setOrder(orderOf(lastOrder));
      }),
      this.filter.subscribe(() => this.controller.setFilter(this.filter.get() ?? '')),
      this.deeds.tooLarge.subscribe(() => {
        const nodes = this.deeds.tooLarge.get().flatMap((path) => this.controller.tree.find(path) ?? []);
        if (nodes.length > 0) this.removing.set({ nodes, forGood: true });
      }),
    ];
    void this.controller.start().then(() => this.followActive());
  }

  dispose(): void {
    for (const stop of this.stops) stop();
    this.workbench.files.bring.set(null);
    this.transfers.dispose();
    this.controller.dispose();
  }

  private bring(drop: DataTransfer, folder: FilePath | null): Promise<readonly FilePath[]> {
    const [root] = this.controller.tree.roots;
    const into = folder ?? (root === undefined ? null : pathOf(root));
    return into === null ? Promise.resolve([]) : this.transfers.drop(drop, into);
  }

  /** What is meant by a deed that names no row: the chosen rows that are still there. */
  targets(at?: TreeNode): readonly TreeNode[] {
    return this.selection.targets(at).filter((node) => this.isThere(node));
  }

  /** A folder opens or closes, a file opens in the editor. */
  activate(node: TreeNode, options: { readonly preview: boolean; readonly beside?: boolean }): void {
    if (isFolder(node)) this.toggle(node);
    else {
      const path = pathOf(node);
      if (path !== null) this.workbench.files.open.emit({ path, ...options });
    }
  }

  toggle(node: TreeNode): void {
    if (node.expanded) this.controller.collapse(node);
    else this.controller.expand(node);
  }

  /** Goes to the file or folder in the tree, whatever is folded. */
  async reveal(path: FilePath): Promise<void> {
    const node = await this.controller.reveal(path);
    if (node === null) return;
    if (this.filter.get() !== null) this.filter.set(null);
    this.selection.only(node);
    this.revealed.emit(node);
  }

  /** Begins to make a file or folder in the selected folder (or beside the selected file). */
  startCreating(kind: 'file' | 'folder', at: TreeNode | null = this.selection.focused.get()): void {
    const parent = folderFor(at) ?? this.controller.tree.roots[0];
    if (parent === undefined) return;
    this.filter.set(null);
    if (!parent.expanded) this.controller.expand(parent);
    this.input.set({ kind, parent });
  }

  startRenaming(node: TreeNode): void {
    if (isChangeable(node)) this.input.set({ kind: 'rename', node });
  }

  /** Takes the typed name; an empty one means no. A refused name stays in the input for another try. */
  async finishInput(text: string): Promise<void> {
    const input = this.input.get();
    if (input === null) return;
    const old = input.kind === 'rename' ? input.node.name : '';
    if (text === '' || text === old) {
      this.input.set(null);
      return;
    }
    const done = input.kind === 'rename' ? await this.rename(input.node, text) : await this.deeds.attempt({ doing: 'create', name: text }, () => this.create(input, text));
    if (done && this.input.get() === input) this.input.set(null);
  }

  /** Asks first, unless that is switched off. */
  startRemoving(nodes: readonly TreeNode[], { forGood }: { readonly forGood: boolean }): void {
    const changeable = nodes.filter((node) => isChangeable(node));
    if (changeable.length === 0) return;
    if (forGood || this.workbench.settings.get(CONFIRM_DELETE)) this.removing.set({ nodes: changeable, forGood });
    else void this.remove(changeable, { forGood });
  }

  async remove(nodes: readonly TreeNode[], { forGood }: { readonly forGood: boolean }): Promise<void> {
    const rows = this.controller.tree.visible();
    const [first] = nodes;
    const before = first === undefined ? null : (rows.slice(0, rows.indexOf(first)).findLast((row) => !nodes.includes(row)) ?? null);
    const done = await (forGood ? this.deeds.removeForGood(pathsOf(nodes)) : this.deeds.remove(pathsOf(nodes)));
    const focused = this.selection.focused.get();
    if (done && focused !== null && !this.isThere(focused)) this.selection.only(before);
  }

  /** Moves to a typed path: an existing folder takes it in, anything else is the new name. */
  async moveToPath(node: TreeNode, text: string): Promise<boolean> {
    const from = pathOf(node);
    const path = FilePath.safeParse(text.length > 1 ? text.replace(/\/+$/, '') : text);
    if (from === null || !path.success) return this.refuse('move', node.name);
    const folder = this.controller.tree.find(path.data);
    return this.deeds.moveTo(from, folder !== null && isFolder(folder) && folder !== node ? joinPath(path.data, node.name) : path.data, 'move');
  }

  /** What is dragged or was cut moves, what was copied is copied. */
  async put(nodes: readonly TreeNode[], folder: TreeNode, kind: 'cut' | 'copy'): Promise<boolean> {
    const into = pathOf(folder);
    if (into === null) return this.refuse(kind === 'cut' ? 'move' : 'copy', folder.name);
    const usable = nodes.filter((node) => (kind === 'cut' ? canMoveInto(node, folder) : canCopyInto(node, folder)));
    return usable.length > 0 && (await (kind === 'cut' ? this.deeds.moveInto(pathsOf(usable), into) : this.deeds.copyInto(pathsOf(usable), into)));
  }

  async paste(at: TreeNode): Promise<void> {
    const clipboard = this.clipboard.get();
    const folder = folderFor(at);
    if (clipboard === null || folder === null) return;
    const done = await this.put(clipboard.nodes.filter((node) => this.isThere(node)), folder, clipboard.kind);
    if (done && clipboard.kind === 'cut') this.clipboard.set(null);
  }

  /** Whether pasting there would do anything. */
  canPaste(at: TreeNode | null): boolean {
    const clipboard = this.clipboard.get();
    const folder = folderFor(at);
    return clipboard !== null && folder !== null && clipboard.nodes.some((node) => (clipboard.kind === 'cut' ? canMoveInto(node, folder) : canCopyInto(node, folder)));
  }

  async duplicate(nodes: readonly TreeNode[]): Promise<void> {
    for (const node of nodes) if (node.parent !== null) await this.put([node], node.parent, 'copy');
  }

  private async create(input: Extract<InlineInput, { kind: 'file' | 'folder' }>, text: string): Promise<void> {
    const node = await this.controller.create(input.parent, { name: text, kind: input.kind });
    this.selection.only(node);
    this.revealed.emit(node);
    const path = pathOf(node);
    if (input.kind === 'file' && path !== null) this.workbench.files.open.emit({ path, preview: false });
  }

  private async rename(node: TreeNode, text: string): Promise<boolean> {
    const path = pathOf(node);
    const name = FileName.safeParse(text);
    if (path === null || !name.success) return this.refuse('rename', text);
    return this.deeds.moveTo(path, joinPath(parentPath(path), name.data), 'rename');
  }

  private refuse(doing: 'move' | 'copy' | 'rename', name: string): false {
    this.deeds.problems.emit({ doing, name, error: new AtelierError('invalid_input') });
    return false;
  }

  private isThere(node: TreeNode): boolean {
    const path = pathOf(node);
    return path !== null && this.controller.tree.find(path) === node;
  }

  private async followActive(): Promise<void> {
    const path = this.workbench.files.active.get();
    if (path === null || this.controller.tree.roots.length === 0 || !this.workbench.settings.get(AUTO_REVEAL)) return;
    const selected = this.selection.focused.get();
    if (selected !== null && pathOf(selected) === path) return;
    const node = await this.controller.reveal(path);
    if (node !== null && this.workbench.files.active.get() === path) this.selection.only(node);
  }
}

export const filesSession = defineSession((workbench) => new FilesSession(workbench));

/** The folder that something made "here" goes into. */
export function folderFor(node: TreeNode | null): TreeNode | null {
  if (node === null) return null;
  return isFolder(node) ? node : node.parent;
}

export function isChangeable(node: TreeNode): boolean {
  return node.parent !== null && !isReadOnly(node);
}

/** Whether the node can be dropped there: not into itself, its own folder, or what can only be read. */
export function canMoveInto(node: TreeNode, folder: TreeNode): boolean {
  return isChangeable(node) && node.parent !== folder && canCopyInto(node, folder);
}

export function canCopyInto(node: TreeNode, folder: TreeNode): boolean {
  return node.parent !== null && isFolder(folder) && !isReadOnly(folder) && !isWithin(folder, node);
}

/** Those that have one: a folder nested beyond what the system can name has none. */
export function pathsOf(nodes: readonly TreeNode[]): readonly FilePath[] {
  return nodes.flatMap((node) => pathOf(node) ?? []);
}

export function nameOfPath(path: FilePath): string {
  return path === '/' ? '/' : baseName(path);
}

function readPaths(text: string | null): ReadonlySet<string> {
  try {
    const paths: unknown = JSON.parse(text ?? '[]');
    return new Set(Array.isArray(paths) ? paths.filter((path) => typeof path === 'string') : []);
  } catch {
    // Not ours: nothing was expanded.
    return new Set();
  }
}
