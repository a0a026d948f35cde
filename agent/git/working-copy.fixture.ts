import { execFile } from 'node:child_process';
import { mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { FilePath } from '../../shared/file-path.ts';

const run = promisify(execFile);
/** Of a member, and of nobody's configuration but the repository's own. */
export const GIT_ENV = {
  GIT_AUTHOR_NAME: 'Léa Martin',
  GIT_AUTHOR_EMAIL: 'lea@example.test',
  GIT_COMMITTER_NAME: 'Léa Martin',
  GIT_COMMITTER_EMAIL: 'lea@example.test',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
};

/** What git prints there, without the line's end. */
export async function gitAt(cwd: string, ...args: string[]): Promise<string> {
  return (await run('git', args, { cwd, env: { ...process.env, ...GIT_ENV } })).stdout.trim();
}

/**
 * A working copy (`root`) of a real bare repository (`origin`) with one commit, and another copy (`other`) through which
 * colleagues push, all in `folder`, which the caller removes.
 */
export async function makeWorkingCopy({ name, cloneArgs = [] }: { readonly name: string; readonly cloneArgs?: readonly string[] }) {
  const folder = await realpath(await mkdtemp(join(tmpdir(), `atelier-${name}-`)));
  const root = FilePath.parse(join(folder, 'work'));
  const origin = join(folder, 'origin.git');
  const other = join(folder, 'other');
  await gitAt(folder, 'init', '-q', '--bare', '-b', 'main', origin);
  await gitAt(folder, 'clone', '-q', origin, other);
  await writeFile(join(other, 'a.txt'), 'one\ntwo\nthree\n');
  await gitAt(other, 'add', '.');
  await gitAt(other, 'commit', '-q', '-m', 'Begin');
  await gitAt(other, 'push', '-q', 'origin', 'HEAD:main');
  await gitAt(folder, 'clone', '-q', ...cloneArgs, origin, root);
  return { folder, root, origin, other };
}
