import type { Root } from '../../../shared/agent-protocol.ts';
import { globArgs, type Globs } from './globs.ts';
import { runRipgrep } from './ripgrep.ts';

const TIME_MS = 5000;

/** How many more files there are without what git ignores and settings leave out; null: not counted in time. */
export async function countIgnored(about: { readonly include: readonly string[]; readonly exclude: readonly string[]; readonly alsoExcluded: readonly string[] }, { roots, signal }: { readonly roots: readonly Root[]; readonly signal: AbortSignal }): Promise<number | null> {
  const timeout = AbortSignal.timeout(TIME_MS);
  const until = AbortSignal.any([signal, timeout]);
  const { include, exclude, alsoExcluded } = about;
  const shown = await count({ include, exclude: [...exclude, ...alsoExcluded], ignored: false }, { roots, signal: until });
  const all = await count({ include, exclude, ignored: true }, { roots, signal: until });
  return until.aborted ? null : Math.max(0, all - shown);
}

async function count(globs: Globs, { roots, signal }: { readonly roots: readonly Root[]; readonly signal: AbortSignal }): Promise<number> {
  let files = 0;
  const onOutput = (bytes: Buffer): void => {
    for (let at = bytes.indexOf(0); at !== -1; at = bytes.indexOf(0, at + 1)) files += 1;
  };
  await runRipgrep({ args: ['--files', '--null', ...globArgs(globs, roots), '--', ...roots.map(({ path }) => path)], signal, onOutput });
  return files;
}
