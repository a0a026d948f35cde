import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { join } from 'node:path';

import { MEMBER_OOM_SCORE } from '../../../shared/agent-protocol.ts';
import { AtelierError } from '../../../shared/errors.ts';

const MAX_COMPLAINT_CHARACTERS = 2000;
/** Terminals and language servers come first. */
const NICENESS = 5;
/** What the agent's own start needs, and what would change how it searches. */
const WITHHELD = /^(ATELIER_|NODE_|RIPGREP_)/;

/** Beside the agent's bundle; in a checkout, the package's own. */
export function ripgrepPath(env: NodeJS.ProcessEnv = process.env): string {
  const bundle = env['ATELIER_AGENT_BUNDLE'];
  return bundle === undefined ? join(process.cwd(), 'node_modules', '@vscode', `ripgrep-linux-${process.arch}`, 'bin', 'rg') : join(bundle, 'rg');
}

export type RipgrepRun = {
  readonly args: readonly string[];
  /** Aborted: the process is killed, and the run ends without an error. */
  readonly signal: AbortSignal;
  /** Told each piece of the output; while a promise it gave is pending, no more is read. */
  readonly onOutput: (bytes: Buffer) => void | Promise<void>;
};

/**
 * ripgrep over absolute paths, seen from `/`, so that globs that begin with `/` are whole paths. No configuration
 * file, no shell. What cannot be read or is deleted meanwhile is left out.
 * @throws AtelierError invalid_input with `detail`: a pattern or glob that cannot be; unavailable: no ripgrep
 */
export async function runRipgrep({ args, signal, onOutput }: RipgrepRun): Promise<void> {
  if (signal.aborted) return;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !WITHHELD.test(name)));
  const child = spawn(ripgrepPath(), ['--no-config', '--no-messages', '--color=never', ...args], { cwd: '/', env: { NODE_ENV: 'production', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', stop);
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint = (complaint + text).slice(0, MAX_COMPLAINT_CHARACTERS)));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  // Awaited below; a failure to start must not be unhandled until then.
  ended.catch(() => undefined);
  if (child.pid !== undefined) yieldTo(child.pid);
  try {
    for await (const bytes of child.stdout as AsyncIterable<Buffer>) {
      if (signal.aborted) break;
      const taken = onOutput(bytes);
      if (taken !== undefined) await taken;
    }
    stop();
    const code = await ended;
    // 1: nothing found; 2 without a word: some could not be read.
    if (!signal.aborted && code === 2 && complaint !== '') throw new AtelierError('invalid_input', { detail: complaint.trim() });
  } catch (error) {
    if (signal.aborted || error instanceof AtelierError) {
      if (error instanceof AtelierError) throw error;
      return;
    }
    throw new AtelierError('unavailable', { detail: 'ripgrep' }, { cause: error });
  } finally {
    stop();
    signal.removeEventListener('abort', stop);
  }
}

/** In a hurry for processor and memory, others go first. */
function yieldTo(pid: number): void {
  try {
    setPriority(pid, NICENESS);
  } catch {
    // It has ended already.
    return;
  }
  writeFile(`/proc/${pid}/oom_score_adj`, String(MEMBER_OOM_SCORE)).catch(() => undefined); // ended already, or not allowed: then it dies with the agent's score
}
