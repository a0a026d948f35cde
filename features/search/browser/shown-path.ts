import type { Root } from '../../../shared/agent-protocol.ts';

/** Without what all have in common: `shop/api/src/main.py`, of the home `~/notes.md`. */
export function shownPath(path: string, roots: readonly Root[]): string {
  const root = roots.find((known) => path.startsWith(`${known.path}/`));
  if (root === undefined) return path.slice(1);
  if (root.kind === 'home') return `~${path.slice(root.path.length)}`;
  return path.slice(root.path.split('/').slice(0, -2).join('/').length + 1);
}
