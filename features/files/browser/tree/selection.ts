import { Store } from '../../../../components/workbench/store.ts';
import { isWithin, type TreeNode } from './file-tree.ts';

/** Which rows are chosen, and which of them has the focus. Rows that went meanwhile are for the caller to leave out. */
export class Selection {
  readonly focused = new Store<TreeNode | null>(null);
  readonly chosen = new Store<ReadonlySet<TreeNode>>(new Set());
  /** Where a range begins. */
  private anchor: TreeNode | null = null;

  /** This row and no other. */
  only(node: TreeNode | null): void {
    this.anchor = node;
    this.focused.set(node);
    this.chosen.set(new Set(node === null ? [] : [node]));
  }

  /** The row too, or no longer: the focus then goes to one that is still chosen, so that keys mean those. */
  toggle(node: TreeNode): void {
    const next = new Set(this.chosen.get());
    const isLeft = next.delete(node);
    if (!isLeft) next.add(node);
    this.anchor = node;
    this.focused.set(isLeft ? ([...next].at(-1) ?? node) : node);
    this.chosen.set(next);
  }

  /** From where the last choice was made to this row. */
  extend(to: TreeNode, rows: readonly TreeNode[]): void {
    const from = this.anchor === null ? -1 : rows.indexOf(this.anchor);
    const end = rows.indexOf(to);
    if (end === -1) return;
    if (from === -1) {
      this.only(to);
      return;
    }
    this.focused.set(to);
    this.chosen.set(new Set(rows.slice(Math.min(from, end), Math.max(from, end) + 1)));
  }

  all(rows: readonly TreeNode[]): void {
    this.chosen.set(new Set(rows));
  }

  /** What is done "to this": the chosen ones when it is among them, else it alone. Without what lies in another of them. */
  targets(at: TreeNode | null = this.focused.get()): readonly TreeNode[] {
    const chosen = this.chosen.get();
    const all = at === null ? [] : chosen.has(at) ? [...chosen] : [at];
    return all.filter((node) => !all.some((other) => other !== node && isWithin(node, other)));
  }
}
