import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Runs a program with an argument array and returns what it printed. @throws with its output when it fails */
export async function run([program, ...args]: readonly [string, ...string[]], options: { cwd?: string; env?: Readonly<Record<string, string>> } = {}): Promise<string> {
  const { stdout } = await execute(program, args, { ...options, env: { ...process.env, ...options.env }, maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}
