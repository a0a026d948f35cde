import { Store } from '../../../../components/workbench/store.ts';
import { FileName, type FilePath } from '../../../../shared/file-path.ts';
import { MAX_ASKED_NAMES } from '../../contract.ts';
import { pathOf, type TreeNode } from './file-tree.ts';

export type IgnoredDeps = { readonly ask: (folder: FilePath, names: readonly FileName[]) => Promise<readonly string[]> };

/** Rows come in as one scrolls: they are asked about together. */
const GATHER_MS = 60;

/** Which of the rows that show git ignores, asked once for each and again when the rules may have changed. */
export class IgnoredNames {
  /** Grows when something more is known. */
  readonly version = new Store(0);
  private readonly deps: IgnoredDeps;
  private known = new WeakMap<TreeNode, boolean>();
  private readonly waiting = new Set<TreeNode>();
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(deps: IgnoredDeps) {
    this.deps = deps;
  }

  /** Whether the row, or a folder that it is in, is known to be ignored. */
  has(node: TreeNode): boolean {
    for (let at: TreeNode | null = node; at !== null; at = at.parent) if (this.known.get(at) === true) return true;
    return false;
  }

  /** These show now. Cheap for those that are known. */
  want(nodes: readonly TreeNode[]): void {
    for (const node of nodes) if (node.parent !== null && !this.known.has(node) && !this.has(node)) this.waiting.add(node);
    if (this.waiting.size > 0) this.timer ??= setTimeout(() => void this.ask(), GATHER_MS);
  }

  /** A name came or went: when it holds rules, nothing is known any more. */
  noticed(path: FilePath): void {
    if (!/\/(\.gitignore|\.git)$/.test(path)) return;
    this.known = new WeakMap();
    this.version.update((version) => version + 1);
  }

  private async ask(): Promise<void> {
    this.timer = null;
    const folders = Map.groupBy(this.waiting, ({ parent }) => parent);
    this.waiting.clear();
    const { known } = this;
    for (const [folder, nodes] of folders) {
      // Until the answer is here, nobody asks again.
      for (const node of nodes) known.set(node, false);
      const path = folder === null ? null : pathOf(folder);
      if (path !== null) for (let at = 0; at < nodes.length; at += MAX_ASKED_NAMES) await this.askIn(path, nodes.slice(at, at + MAX_ASKED_NAMES), known);
    }
  }

  private async askIn(folder: FilePath, nodes: readonly TreeNode[], known: WeakMap<TreeNode, boolean>): Promise<void> {
    const names = nodes.flatMap(({ name }) => FileName.safeParse(name).data ?? []);
    try {
      const ignored = new Set(await this.deps.ask(folder, names));
      if (ignored.size === 0) return;
      for (const node of nodes) if (ignored.has(node.name)) known.set(node, true);
      this.version.update((version) => version + 1);
    } catch {
      // The connection went: what shows after it came back asks again.
      for (const node of nodes) known.delete(node);
    }
  }
}
