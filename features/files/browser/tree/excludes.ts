import { globMatcher } from './glob.ts';

/** Which entries a setting as VS Code's `files.exclude` leaves out. `relative`: the path below the root, null when there is none. */
export type Excludes = (place: { readonly name: string; readonly relative: () => string | null }) => boolean;

export const NO_EXCLUDES: Excludes = () => false;

/** From globs and whether they count. One that depends on another file (`when`) does not. */
export function excludesOf(globs: Readonly<Record<string, unknown>>): Excludes {
  const names = new Set<string>();
  const matchers: ((path: string) => boolean)[] = [];
  for (const [glob, counts] of Object.entries(globs)) {
    if (counts !== true) continue;
    // What most are, and what 100,000 names are compared with soonest.
    const name = /^\*\*\/([^*?{}[\]/]+)$/.exec(glob)?.[1];
    if (name !== undefined) names.add(name);
    else matchers.push(globMatcher(glob));
  }
  if (names.size === 0 && matchers.length === 0) return NO_EXCLUDES;
  return ({ name, relative }) => {
    if (names.has(name)) return true;
    if (matchers.length === 0) return false;
    const path = relative();
    return path !== null && matchers.some((matches) => matches(path));
  };
}
