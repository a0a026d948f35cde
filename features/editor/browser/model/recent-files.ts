import type { FilePath } from '../../../../shared/file-path.ts';

/** So many are remembered. */
export const RECENT_FILES = 100;

/** The list with one more in front; each is in it once. */
export function withRecent(recent: readonly FilePath[], path: FilePath): readonly FilePath[] {
  return recent[0] === path ? recent : [path, ...recent.filter((other) => other !== path)].slice(0, RECENT_FILES);
}
