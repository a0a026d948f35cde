import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { AtelierError } from '../../shared/errors.ts';
import { MIB, MINUTE_MS } from '../../shared/units.ts';
import { gitEnvironment } from './git-environment.ts';

const DEFAULT_MAX_OUTPUT_BYTES = 16 * MIB;
const DEFAULT_TIMEOUT_MS = 2 * MINUTE_MS;
const MAX_COMPLAINT_CHARACTERS = 2000;

export type GitRun = {
  readonly folder: string;
  readonly args: readonly string[];
  readonly input?: Buffer | Readable;
  readonly maxOutputBytes?: number;
  readonly timeoutMs?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly allowExit?: readonly number[];
  readonly signal?: AbortSignal;
};

export type GitResult = { readonly exitCode: number; readonly stdout: Buffer; readonly stderr: string };

/**
 * Runs git once, without hooks, bounded in output and time, in a process group that ends with it.
 * @throws AtelierError upstream_failed: it did not end well (`cause` says what git said), or there is no git; too_large; timeout
 */
export async function runGit({ folder, args, input, maxOutputBytes = DEFAULT_MAX_OUTPUT_BYTES, timeoutMs = DEFAULT_TIMEOUT_MS, ...run }: GitRun): Promise<GitResult> {
  const child = spawn('git', ['-c', 'core.hooksPath=/dev/null', '--git-dir', folder, ...args], { cwd: folder, env: gitEnvironment(run.env), stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  let failure: AtelierError | null = null;
  const stop = (error: AtelierError): void => {
    failure ??= error;
    endGroup(child.pid);
  };
  const timer = setTimeout(() => stop(new AtelierError('timeout')), timeoutMs);
  const abort = (): void => stop(new AtelierError('unavailable'));
  run.signal?.addEventListener('abort', abort);
  if (run.signal?.aborted === true) abort();

  const chunks: Buffer[] = [];
  let bytes = 0;
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxOutputBytes) stop(new AtelierError('too_large', { maxBytes: maxOutputBytes }));
    else chunks.push(chunk);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-MAX_COMPLAINT_CHARACTERS)));
  try {
    const exited = new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? -1));
    });
    // Git may end before it has read everything; its exit code says whether that was well.
    const fed = feed(child.stdin, input).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_PREMATURE_CLOSE') stop(error instanceof AtelierError ? error : new AtelierError('upstream_failed', {}, { cause: error }));
    });
    const exitCode = await exited;
    if (input !== undefined && !Buffer.isBuffer(input)) input.destroy();
    await fed;
    if (failure !== null) throw failure as AtelierError;
    if (exitCode !== 0 && run.allowExit?.includes(exitCode) !== true) throw new AtelierError('upstream_failed', { exitCode }, { cause: new Error(`git ${args[0] ?? ''}: ${stderr.trim()}`) });
    return { exitCode, stdout: Buffer.concat(chunks), stderr };
  } catch (error) {
    throw error instanceof AtelierError ? error : new AtelierError('upstream_failed', {}, { cause: error });
  } finally {
    clearTimeout(timer);
    run.signal?.removeEventListener('abort', abort);
  }
}

async function feed(stdin: NodeJS.WritableStream, input: Buffer | Readable | undefined): Promise<void> {
  if (input !== undefined && !Buffer.isBuffer(input)) {
    await pipeline(input, stdin);
    return;
  }
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  stdin.once('error', reject);
  stdin.end(input ?? '', resolve);
  await promise;
}

/** Ends a child that was spawned `detached` with everything it started. */
export function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
