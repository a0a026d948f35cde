import { displayName } from '../../../../shared/display-name.ts';
import type { TreeNode } from './file-tree.ts';

const FORGET_AFTER_MS = 700;

/** Typing letters goes to the next row whose name starts with them. */
export class TypeAhead {
  private typed = '';
  private lastAtMs = Number.NEGATIVE_INFINITY;

  /** The focus was moved by another key: the next letter begins a name. */
  forget(): void {
    this.typed = '';
  }

  /** The row to go to, or null. Repeating one letter goes on to the next name with it. */
  next(press: { readonly key: string; readonly atMs: number }, rows: readonly TreeNode[], from: number): number | null {
    this.typed = press.atMs - this.lastAtMs > FORGET_AFTER_MS ? press.key : this.typed + press.key;
    this.lastAtMs = press.atMs;
    const letters = Array.from(this.typed.toLowerCase());
    const repeated = letters.length > 1 && letters.every((letter) => letter === letters[0]);
    const wanted = repeated ? (letters[0] ?? '') : letters.join('');
    const start = letters.length === 1 || repeated ? from + 1 : from;
    for (let step = 0; step < rows.length; step += 1) {
      const index = (start + step) % rows.length;
      if (displayName(rows[index]?.name ?? '').toLowerCase().startsWith(wanted)) return index;
    }
    return null;
  }
}
