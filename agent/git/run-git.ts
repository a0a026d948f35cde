import { spawn, type ChildProcess, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { Writable } from 'node:stream';

import { AtelierError } from '../../shared/errors.ts';
import { MIB, MINUTE_MS } from '../../shared/units.ts';

const MAX_OUTPUT_BYTES = 8 * MIB;
const MAX_COMPLAINT_CHARACTERS = 1000;
/** What the agent's own start needs and a member's hooks must not inherit. */
const AGENT_ONLY = /^(ATELIER_|GIT_|NODE_)/;
const TIMEOUT_MS = 2 * MINUTE_MS;

export type GitRun = {
  readonly input?: string | Buffer;
  readonly timeoutMs?: number;
  readonly maxOutputBytes?: number;
  /** Gets the output piece by piece, as it comes; `stdout` is empty then and `maxOutputBytes` counts all of it. */
  readonly onOutput?: (chunk: Buffer) => void;
  /** Beside the workspace's own. */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * What can be read from descriptor 3, by git and what it starts, once: who reads it takes it away. For a secret, which
   * stands neither in the arguments nor in the environment.
   */
  readonly secret?: string;
  /** Exit codes beside 0 that are an answer. */
  readonly allowExit?: readonly number[];
  readonly signal?: AbortSignal;
};
export type GitResult = { readonly exitCode: number; readonly stdout: Buffer; readonly stderr: string };
export type Git = (args: readonly string[], options?: GitRun) => Promise<GitResult>;

/**
 * Git as the member's terminal has it, with their configuration and hooks, in one folder and not above it; it asks
 * nothing and opens no editor.
 * @param env the workspace's: who commits, and the key to the server
 */
export function gitIn(root: string, env: Readonly<Record<string, string>>): Git {
  const whole = gitEnvironment(root, env);
  return (args, options) => runGit({ root, env: { ...whole, ...options?.env }, args }, options);
}

/** What git in a folder is run with. */
export function gitEnvironment(root: string, env: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const parent = root.slice(0, Math.max(1, root.lastIndexOf('/')));
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !AGENT_ONLY.test(name)));
  // Next's types want it in every environment; git does not read it.
  return { NODE_ENV: 'production' as const, ...inherited, ...env, LC_ALL: 'C.UTF-8', GIT_TERMINAL_PROMPT: '0', GIT_EDITOR: 'true', GIT_PAGER: 'cat', GIT_OPTIONAL_LOCKS: '0', GIT_CEILING_DIRECTORIES: parent };
}

/** In a group of its own, so that what it started (a hook, the transport) ends with it. */
export function spawnGit(args: readonly string[], { root, env }: { readonly root: string; readonly env: NodeJS.ProcessEnv }): ChildProcessWithoutNullStreams {
  return spawn('git', args, { cwd: root, env, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
}

/** The same with a fourth pipe, from which `secret` is read. */
function spawnWithSecret(args: readonly string[], { root, env, secret }: { readonly root: string; readonly env: NodeJS.ProcessEnv; readonly secret: string }): ChildProcessWithoutNullStreams {
  const child = spawn('git', args, { cwd: root, env, stdio: ['pipe', 'pipe', 'pipe', 'pipe'], detached: true }) as ChildProcess as ChildProcessWithoutNullStreams;
  const [, , , pipe] = child.stdio;
  if (pipe instanceof Writable) {
    pipe.on('error', () => pipe.destroy()); // git ended and nobody wanted it
    pipe.end(secret);
  }
  return child;
}

async function runGit({ root, env, args }: { root: string; env: NodeJS.ProcessEnv; args: readonly string[] }, options: GitRun = {}): Promise<GitResult> {
  const { input = '', timeoutMs = TIMEOUT_MS, maxOutputBytes = MAX_OUTPUT_BYTES, allowExit = [], signal, onOutput, secret } = options;
  if (signal?.aborted === true) throw new AtelierError('unavailable');
  const child = secret === undefined ? spawnGit(args, { root, env }) : spawnWithSecret(args, { root, env, secret });
  let failure: AtelierError | null = null;
  const stop = (error: AtelierError): void => {
    failure ??= error;
    endGit(child);
  };
  const timer = setTimeout(() => stop(new AtelierError('timeout')), timeoutMs);
  const abort = (): void => stop(new AtelierError('unavailable'));
  signal?.addEventListener('abort', abort);
  const chunks: Buffer[] = [];
  let bytes = 0;
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxOutputBytes) stop(new AtelierError('too_large', { maxBytes: maxOutputBytes }));
    else if (onOutput === undefined) chunks.push(chunk);
    else if (failure === null) onOutput(chunk);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-MAX_COMPLAINT_CHARACTERS)));
  child.stdin.on('error', () => child.stdin.destroy()); // git ended before it read all: its exit code says whether that was well
  child.stdin.end(input);
  try {
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? -1));
    });
    if (failure !== null) throw failure as AtelierError;
    if (exitCode !== 0 && !allowExit.includes(exitCode)) throw complaint(stderr, exitCode);
    return { exitCode, stdout: Buffer.concat(chunks), stderr };
  } catch (error) {
    throw error instanceof AtelierError ? error : new AtelierError('upstream_failed', { detail: 'git' }, { cause: error });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

/** At once, with what it started. */
export function endGit({ pid }: Pick<ChildProcessWithoutNullStreams, 'pid'>): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** What git complained about, as far as there is something a member can do about it. */
export function complaint(stderr: string, exitCode: number): AtelierError {
  if (/\.lock': File exists/.test(stderr)) return new AtelierError('conflict', { because: 'locked' });
  if (/would be overwritten by (merge|checkout)|local changes to the following files/.test(stderr)) return new AtelierError('conflict', { because: 'unsaved' });
  if (/\[rejected\]|non-fast-forward|fetch first/.test(stderr) && !/remote rejected/.test(stderr)) return new AtelierError('conflict', { because: 'behind' });
  if (/no space left on device|disk quota exceeded/i.test(stderr)) return new AtelierError('disk_full');
  return new AtelierError('upstream_failed', { exitCode, detail: stderr.trim().slice(-500) });
}
