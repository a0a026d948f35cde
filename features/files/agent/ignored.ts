import { gitIn } from '../../../agent/git/run-git.ts';
import type { Root } from '../../../shared/agent-protocol.ts';
import { isAtelier } from '../../../shared/errors.ts';
import { FileName, type FilePath } from '../../../shared/file-path.ts';
import { SECOND_MS } from '../../../shared/units.ts';
import { fromBytes, toBytes } from './file-names.ts';

const TIMEOUT_MS = 10 * SECOND_MS;
/** The question reads files and nothing else: no program that a repository names runs for it. */
const SETTINGS = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null'];
/** None of them; no repository. */
const NONE = [1, 128];

/** Which of the names in a folder git ignores; none where there is no repository, or none that git would read. */
export async function ignoredNames(folder: FilePath, names: readonly FileName[], roots: readonly Root[]): Promise<FileName[]> {
  if (names.length === 0) return [];
  const root = roots.find(({ path }) => folder === path || folder.startsWith(`${path}/`))?.path ?? folder;
  // With `./` before it no name is an option, nor magic.
  const input = Buffer.concat(names.flatMap((name) => [toBytes(`./${name}`), Buffer.of(0)]));
  try {
    const { exitCode, stdout } = await gitIn(root, {})([...SETTINGS, '-C', folder, 'check-ignore', '--stdin', '-z'], { input, timeoutMs: TIMEOUT_MS, allowExit: NONE });
    return exitCode === 0 ? split(stdout) : [];
  } catch (error) {
    // No git, no such folder, a folder whose name is no text, a repository that takes too long: nothing is dimmed there.
    if (isAtelier(error)) return [];
    throw error;
  }
}

function split(output: Buffer): FileName[] {
  const names: FileName[] = [];
  for (let at = 0, end = output.indexOf(0); end !== -1; at = end + 1, end = output.indexOf(0, at)) {
    const name = FileName.safeParse(fromBytes(output.subarray(at + 2, end)));
    if (name.success) names.push(name.data);
  }
  return names;
}
