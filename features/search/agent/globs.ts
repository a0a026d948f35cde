import type { Root } from '../../../shared/agent-protocol.ts';

/** Git's own files are in no search: they are no text of the member's. */
const NEVER = ['**/.git'];
/** Caches of a home are larger than anything that is worked on there. */
const HOME_CACHES = ['.cache', '.npm', '.cargo', '.rustup', '.gradle', '.m2', '.nuget', '.yarn', '.local/share', '.local/lib', '.local/state', '.vscode-server', 'go/pkg'];
/** Half-written saves. */
const TEMPORARY = '**/.atelier-save-????????????????';

export type Globs = { readonly include: readonly string[]; readonly exclude: readonly string[]; readonly ignored: boolean };

/**
 * ripgrep's arguments for globs as people write them. Excluding ones come last: the last that fits decides.
 * Each is one argument with its option, so that one that looks like an option is none.
 */
export function globArgs(globs: Globs, roots: readonly Pick<Root, 'path' | 'kind'>[]): string[] {
  const include = globs.include.flatMap((glob) => expand(glob, roots));
  const caches = roots.filter(({ kind }) => kind === 'home').flatMap(({ path }) => HOME_CACHES.map((name) => `${path}/${name}`));
  const exclude = [...globs.exclude.flatMap((glob) => expand(glob, roots)), ...(globs.ignored ? [] : caches), ...NEVER, TEMPORARY];
  return [
    '--hidden',
    ...(globs.ignored ? ['--no-ignore'] : ['--no-require-git']),
    ...include.map((glob) => `--glob=${glob}`),
    ...exclude.map((glob) => `--glob=!${glob}`),
  ];
}

/** As VS Code reads it: a name anywhere, `./x` in every root, `/x` whole; of a folder all that is in it. */
function expand(given: string, roots: readonly Pick<Root, 'path'>[]): string[] {
  const glob = given.trim().replace(/^!+/, '').replace(/\/+$/, '');
  if (glob === '') return [];
  const places = glob.startsWith('/') ? [glob] : glob.startsWith('./') ? roots.map(({ path }) => `${escapeGlob(path)}/${glob.slice(2)}`) : [glob.startsWith('**/') ? glob : `**/${glob}`];
  return places.flatMap((place) => (place.endsWith('/**') ? [place] : [place, `${place}/**`]));
}

/** The path itself, whatever signs are in it. */
export function escapeGlob(path: string): string {
  return path.replace(/[*?[\]{}!\\]/g, (sign) => `\\${sign}`);
}
