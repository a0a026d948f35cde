import { accessSync, constants, existsSync } from 'node:fs';
import { join } from 'node:path';

import type { TerminalProfile } from '../contract.ts';

export type Program = { readonly shell: string; readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> };

export type ShellIntegration = {
  /** What bash is to read first; null when it cannot be had. */
  readonly startFile: string | null;
  readonly nonce: string;
};

type Environment = Readonly<Record<string, string>>;

const NAMES: Readonly<Record<TerminalProfile, readonly string[]>> = { bash: ['bash'], sh: ['sh'], python: ['python3', 'python'], node: ['node'] };
const ORDER: readonly TerminalProfile[] = ['bash', 'sh', 'python', 'node'];

/** What the image has, bash first where it is there. */
export function profilesOf(env: Environment): TerminalProfile[] {
  return ORDER.filter((profile) => findProgram(profile, env) !== null);
}

/** null when the image does not have it. `integration` null: the shell tells nothing of its commands. */
export function programOf(profile: TerminalProfile, env: Environment, integration: ShellIntegration | null): Program | null {
  const shell = findProgram(profile, env);
  if (shell === null) return null;
  if (profile === 'bash') return bash(shell, env, integration);
  return { shell, args: profile === 'sh' ? ['-l'] : [], env: {} };
}

const PROFILE_FILES = ['.bash_profile', '.bash_login', '.profile'];

/**
 * As a login shell, so that `~/.profile` counts; an ordinary one in a home that has a `~/.bashrc` alone, which a
 * login shell would not read.
 */
function bash(shell: string, env: Environment, integration: ShellIntegration | null): Program {
  const home = env['HOME'];
  const has = (name: string): boolean => home !== undefined && existsSync(join(home, name));
  const isLogin = !has('.bashrc') || PROFILE_FILES.some(has);
  if (integration === null || integration.startFile === null) return { shell, args: isLogin ? ['-l'] : [], env: {} };
  return { shell, args: ['--init-file', integration.startFile], env: { SHELL_MARKS_NONCE: integration.nonce, SHELL_MARKS_LOGIN: isLogin ? '1' : '0' } };
}

function findProgram(profile: TerminalProfile, env: Environment): string | null {
  // These two are where every image has them, whatever a member's PATH says.
  if (profile === 'bash' || profile === 'sh') return isProgram(`/bin/${profile}`) ? `/bin/${profile}` : null;
  const folders = (env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin').split(':').filter((folder) => folder.startsWith('/'));
  return NAMES[profile].flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
