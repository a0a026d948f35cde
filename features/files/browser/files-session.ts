import { defineSession } from '../../../components/workbench/session.ts';
import { Signal, Store } from '../../../components/workbench/store.ts';
import type { Workbench } from '../../../components/workbench/workbench.ts';
import { AtelierError } from '../../../shared/errors.ts';
import { baseName, FileName, FilePath, joinPath, parentPath } from '../../../shared/file-path.ts';
import { fromWireError } from '../../../shared/procedures.ts';
import { filesContract } from '../contract.ts';
import { FileTree, isFolder, isReadOnly, pathOf, type TreeNode } from './tree/file-tree.ts';
import { TreeController } from './tree/tree-controller.ts';

/** A name that is being typed into the tree. */
export type InlineInput =
  | { readonly kind: 'file' | 'folder'; readonly parent: TreeNode }
  | { readonly kind: 'rename'; readonly node: TreeNode };

export type FileProblem = { readonly doing: 'read' | 'create' | 'rename' | 'move' | 'remove'; readonly name: string; readonly error: AtelierError };

/** The explorer of one workbench: the tree, what is selected in it and what is being done with it. */
export class FilesSession {
  readonly controller: TreeController;
  readonly selected = new Store<TreeNode | null>(null);
  readonly input = new Store<InlineInput | null>(null);
  readonly cut = new Store<TreeNode | null>(null);
  /** Waits for a yes. */
  readonly removing = new Store<TreeNode | null>(null);
  /** Waits for a place. */
  readonly moving = new Store<TreeNode | null>(null);
  readonly problems = new Signal<FileProblem>();
  /** A row to scroll to and give the focus. */
  readonly revealed = new Signal<TreeNode>();
  private readonly workbench: Workbench;
  private readonly stops: (() => void)[];

  constructor(workbench: Workbench) {
    this.workbench = workbench;
    const { connection } = workbench;
    const key = `atelier:expanded:${workbench.workspace.id}`;
    this.controller = new TreeController({
      tree: new FileTree(),
      client: connection.procedures('files', filesContract),
      connection,
      expanded: readPaths(localStorage.getItem(key)),
      keep: (expanded) => localStorage.setItem(key, JSON.stringify(expanded)),
      beforeFrame: (callback) => void requestAnimationFrame(callback),
      onError: (error) => this.problems.emit({ doing: 'read', name: '', error }),
    });
    this.stops = [workbench.files.active.subscribe(() => void this.followActive())];
    void this.controller.start().then(() => this.followActive());
  }

  dispose(): void {
    for (const stop of this.stops) stop();
    this.controller.dispose();
  }

  /** A folder opens or closes, a file opens in the editor. */
  activate(node: TreeNode, options: { readonly preview: boolean }): void {
    if (isFolder(node)) this.toggle(node);
    else {
      const path = pathOf(node);
      if (path !== null) this.workbench.files.open.emit({ path, preview: options.preview });
    }
  }

  toggle(node: TreeNode): void {
    if (node.expanded) this.controller.collapse(node);
    else this.controller.expand(node);
  }

  /** Begins to make a file or folder in the selected folder (or beside the selected file). */
  startCreating(kind: 'file' | 'folder', at: TreeNode | null = this.selected.get()): void {
    const parent = folderFor(at) ?? this.controller.tree.roots[0];
    if (parent === undefined) return;
    if (!parent.expanded) this.controller.expand(parent);
    this.input.set({ kind, parent });
  }

  startRenaming(node: TreeNode): void {
    if (node.parent !== null) this.input.set({ kind: 'rename', node });
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
    const done = await this.attempt({ doing: input.kind === 'rename' ? 'rename' : 'create', name: text }, async () => {
      if (input.kind === 'rename') await this.renameTo(input.node, text);
      else await this.create(input, text);
    });
    if (done && this.input.get() === input) this.input.set(null);
  }

  /** Moves into a folder; the name stays. */
  async moveInto(node: TreeNode, folder: TreeNode): Promise<boolean> {
    const target = pathOf(folder);
    return this.attempt({ doing: 'move', name: node.name }, async () => {
      if (target === null) throw new AtelierError('invalid_input');
      await this.moveTo(node, joinPath(target, node.name));
    });
  }

  /** Moves to a typed path: an existing folder takes it in, anything else is the new name. */
  async moveToPath(node: TreeNode, text: string): Promise<boolean> {
    return this.attempt({ doing: 'move', name: node.name }, async () => {
      const path = FilePath.safeParse(text.length > 1 ? text.replace(/\/+$/, '') : text);
      if (!path.success) throw new AtelierError('invalid_input');
      const folder = this.controller.tree.find(path.data);
      await this.moveTo(node, folder !== null && isFolder(folder) && folder !== node ? joinPath(path.data, node.name) : path.data);
    });
  }

  /** Moves what was cut. */
  async paste(at: TreeNode): Promise<void> {
    const node = this.cut.get();
    const folder = folderFor(at);
    if (node !== null && folder !== null && (await this.moveInto(node, folder))) this.cut.set(null);
  }

  async remove(node: TreeNode): Promise<boolean> {
    return this.attempt({ doing: 'remove', name: node.name }, async () => {
      const path = await this.controller.remove(node);
      if (this.selected.get() === node) this.selected.set(node.parent);
      if (path !== null) this.workbench.files.removed.emit({ path });
    });
  }

  private async create(input: Extract<InlineInput, { kind: 'file' | 'folder' }>, text: string): Promise<void> {
    const node = await this.controller.create(input.parent, { name: text, kind: input.kind });
    this.selected.set(node);
    this.revealed.emit(node);
    const path = pathOf(node);
    if (input.kind === 'file' && path !== null) this.workbench.files.open.emit({ path, preview: false });
  }

  private async renameTo(node: TreeNode, text: string): Promise<void> {
    const path = pathOf(node);
    const name = FileName.safeParse(text);
    if (path === null || !name.success) throw new AtelierError('invalid_input');
    await this.moveTo(node, joinPath(parentPath(path), name.data));
  }

  private async moveTo(node: TreeNode, to: FilePath): Promise<void> {
    const from = await this.controller.move(node, to);
    if (from === null) return;
    this.workbench.files.moved.emit({ from, to });
    const moved = this.controller.tree.find(to);
    if (moved === null) return;
    this.selected.set(moved);
    this.revealed.emit(moved);
  }

  private async attempt(what: { readonly doing: FileProblem['doing']; readonly name: string }, action: () => Promise<void>): Promise<boolean> {
    try {
      await action();
      return true;
    } catch (error) {
      this.problems.emit({ ...what, error: fromWireError(error) });
      return false;
    }
  }

  private async followActive(): Promise<void> {
    const path = this.workbench.files.active.get();
    if (path === null || this.controller.tree.roots.length === 0) return;
    const selected = this.selected.get();
    if (selected !== null && pathOf(selected) === path) return;
    const node = await this.controller.reveal(path);
    if (node !== null && this.workbench.files.active.get() === path) this.selected.set(node);
  }
}

export const filesSession = defineSession((workbench) => new FilesSession(workbench));

/** The folder that something made "here" goes into. */
export function folderFor(node: TreeNode | null): TreeNode | null {
  if (node === null) return null;
  return isFolder(node) ? node : node.parent;
}

/** Whether the node can be dropped there: not into itself, its own folder, or what can only be read. */
export function canMoveInto(node: TreeNode, folder: TreeNode): boolean {
  if (!isFolder(folder) || isReadOnly(folder) || isReadOnly(node) || node.parent === null || node.parent === folder) return false;
  for (let at: TreeNode | null = folder; at !== null; at = at.parent) if (at === node) return false;
  return true;
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
