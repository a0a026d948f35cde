import { z } from 'zod';

import { AtelierError } from '../../shared/errors.ts';
import type { Git } from './run-git.ts';

/** A commit as a client may name it: a hash, `HEAD`, or a ref by its whole name. Never an option, a range or an expression. */
export const Revision = z
  .string()
  .max(1024)
  .refine((name) => /^[0-9a-f]{4,64}$/.test(name) || name === 'HEAD' || isWholeRef(name), 'a hash, HEAD or refs/…');

/** As `git check-ref-format` has it, for names that begin with `refs/`. */
export function isWholeRef(name: string): boolean {
  return /^refs\/[^/]/.test(name) && isRefName(name);
}

/** What a new branch or tag may be called: as git has it, and not like an option. */
export function isBranchName(name: string): boolean {
  return !name.startsWith('-') && name !== 'HEAD' && name !== '@' && isRefName(name);
}

function isRefName(name: string): boolean {
  if (name === '' || /[ ~^:?*[\\]|\.\.|@\{|\/\/|^\/|\/$|\.$/.test(name) || hasControls(name)) return false;
  return name.split('/').every((part) => !part.startsWith('.') && !part.endsWith('.lock'));
}

function hasControls(name: string): boolean {
  return name.split('').some((character) => character < ' ' || character === '\u007f');
}

/** The commit's whole hash. @throws AtelierError invalid_input: no revision as above; not_found: there is none */
export async function resolveCommit(git: Git, revision: string): Promise<string> {
  if (!Revision.safeParse(revision).success) throw new AtelierError('invalid_input', { field: 'revision' });
  const { exitCode, stdout } = await git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`], { allowExit: [1, 128] });
  if (exitCode !== 0) throw new AtelierError('not_found', { revision });
  return stdout.toString('utf8').trim();
}
