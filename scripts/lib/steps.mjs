// Progress on the console: one line a step, what failed and what to do about it.
import { spawn } from 'node:child_process';

const STARTED = performance.now();

/** Says what runs, how long it took, or why it failed; `work` returns a word when there was nothing to do. */
export async function step(title, work) {
  const startedAt = performance.now();
  process.stdout.write(`• ${title} … `);
  let done;
  let lines = 0;
  const say = (detail) => {
    lines += 1;
    process.stdout.write(`\n    ${detail}`);
  };
  try {
    done = await work(say);
  } catch (error) {
    process.stdout.write('failed\n');
    process.stderr.write(`\n✗ ${title}: ${error.message}\n${error.advice ? `  → ${error.advice}\n` : ''}`);
    process.exit(1);
  }
  const result = done ?? `done in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
  process.stdout.write(lines === 0 ? `${result}\n` : `\n  ${result}\n`);
}

/** An error that tells what to do next. */
export function failure(message, advice) {
  return Object.assign(new Error(message), { advice });
}

/**
 * Runs a program with an argument array; rejects with its last lines when it fails.
 * `env` is added to the environment; `cwd` as in node:child_process.
 */
export function run(program, args, { env = {}, cwd, advice, onLine } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk) => {
      output = (output + chunk.toString('utf8')).slice(-64 * 1024);
      if (onLine) for (const line of chunk.toString('utf8').split('\n')) if (line.trim() !== '') onLine(line.trim());
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => reject(failure(`${program}: ${error.message}`, advice)));
    child.once('close', (code, signal) => {
      if (code === 0) resolve(output);
      else reject(failure(`${program} ${args.join(' ')} ended with ${signal ?? code}\n${output.trim().split('\n').slice(-20).join('\n')}`, advice));
    });
  });
}

/** Seconds since this program started. */
export function elapsed() {
  return ((performance.now() - STARTED) / 1000).toFixed(1);
}
