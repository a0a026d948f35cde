import type { Git } from './run-git.ts';

/** What runs a program of the repository's choice while git only looks. Commands add `--no-ext-diff --no-textconv` where they know them. */
const QUIET = ['core.fsmonitor=false', 'log.showSignature=false', 'submodule.recurse=false', 'core.hooksPath=/dev/null', 'gc.auto=0', 'maintenance.auto=false'];
/** These read the working copy, and with it what filters would make of it. */
const READS_FILES = new Set(['status', 'diff', 'diff-files', 'diff-index', 'blame', 'ls-files', 'stash', 'grep']);
/** These run a git of their own in each submodule, with the filters that its configuration names, unless they are told not to. */
const GOES_INTO_SUBMODULES = new Set(['status', 'diff', 'diff-files', 'diff-index']);
/** Git LFS as it installs itself: what it keeps as pointers would else look changed after every checkout. */
const KNOWN_FILTERS = new Set(['git-lfs clean -- %f', 'git-lfs smudge -- %f', 'git-lfs filter-process']);

/**
 * The same git for looking only: nothing that the repository's configuration names is run, neither hooks nor monitors
 * nor filters, because nobody asked for it. Of a submodule only the commit is looked at. What changes the repository
 * takes `git` itself, which is the member's.
 */
export function onlyLooking(git: Git): Git {
  return async (args, options) => {
    const settings = READS_FILES.has(args[0] ?? '') ? [...QUIET, ...(await filtersOff(git, options?.signal))] : QUIET;
    const [command = '', ...others] = args;
    const rest = GOES_INTO_SUBMODULES.has(command) ? [command, '--ignore-submodules=dirty', ...others] : args;
    return await git([...settings.flatMap((setting) => ['-c', setting]), '--literal-pathspecs', ...rest], options);
  };
}

/** `filter.<driver>.…` of whoever is not known, as nothing. */
async function filtersOff(git: Git, signal: AbortSignal | undefined): Promise<readonly string[]> {
  const { stdout } = await git(['config', '-z', '--get-regexp', '^filter\\..*\\.(clean|smudge|process)$'], { allowExit: [1, 128], ...(signal === undefined ? {} : { signal }) });
  const entries = stdout.toString('utf8').split('\0').flatMap((entry) => {
    const end = entry.indexOf('\n');
    return end < 0 ? [] : [{ key: entry.slice(0, end), value: entry.slice(end + 1) }];
  });
  return entries.flatMap(({ key, value }) => (KNOWN_FILTERS.has(value) ? [] : [`${key}=`, `${key.slice(0, key.lastIndexOf('.'))}.required=false`]));
}
