import type { Container, ContainerCreateOptions } from 'dockerode';
import { Writable } from 'node:stream';

import { AtelierError } from '../../../shared/errors.ts';
import { ignoreGone } from './engine-errors.ts';
import type { Engine } from './engine.ts';

export type HelperResult = { readonly exitCode: number; readonly output: string; readonly truncated: boolean };

/**
 * Runs a container to its end and removes it, whatever happens. Both of its streams are one output, of which
 * the first `maxOutputBytes` are kept; the rest is read and dropped, so that the program is not held up.
 * @throws AtelierError timeout after killing it
 */
export async function runHelper(engine: Engine, options: ContainerCreateOptions, bounds: { timeoutMs: number; maxOutputBytes: number }): Promise<HelperResult> {
  const container = await engine.createContainer({ ...options, AttachStdout: true, AttachStderr: true });
  try {
    return await runToEnd(engine, container, bounds);
  } finally {
    await ignoreGone(container.remove({ force: true, v: true }));
  }
}

async function runToEnd(engine: Engine, container: Container, bounds: { timeoutMs: number; maxOutputBytes: number }): Promise<HelperResult> {
  const stream = await container.attach({ stream: true, stdout: true, stderr: true });
  const kept = createKeeper(bounds.maxOutputBytes);
  const ended = new Promise<void>((resolve) => {
    stream.once('end', resolve);
    stream.once('close', resolve);
    stream.once('error', () => resolve());
  });
  engine.modem.demuxStream(stream, kept.writable, kept.writable);
  const timeout = Promise.withResolvers<never>();
  const abort = new AbortController();
  const timer = setTimeout(() => timeout.reject(new AtelierError('timeout', { part: 'helper' })), bounds.timeoutMs);
  try {
    await container.start();
    // Answers at once for a command that is over already: nothing removes the container but we.
    const exit = container.wait({ condition: 'not-running', abortSignal: abort.signal });
    exit.catch(() => undefined);
    const answer: unknown = await Promise.race([exit, timeout.promise]);
    await Promise.race([ended, timeout.promise]);
    return { exitCode: statusCodeOf(answer), ...kept.take() };
  } finally {
    clearTimeout(timer);
    abort.abort();
    if ('destroy' in stream && typeof stream.destroy === 'function') stream.destroy();
  }
}

export function statusCodeOf(answer: unknown): number {
  if (typeof answer === 'object' && answer !== null && 'StatusCode' in answer && typeof answer.StatusCode === 'number') return answer.StatusCode;
  throw new AtelierError('unavailable', { part: 'engine' });
}

/** Keeps the first `maxBytes` of what is written to it; the rest is taken and dropped. */
export function createKeeper(maxBytes: number): { writable: Writable; take(): { output: string; truncated: boolean } } {
  const chunks: Buffer[] = [];
  let keptBytes = 0;
  let truncated = false;
  const writable = new Writable({
    write(chunk: Buffer, _encoding, done) {
      const room = maxBytes - keptBytes;
      if (chunk.length > room) truncated = true;
      if (room > 0) {
        const part = chunk.subarray(0, room);
        // Copied: the engine's client hands out views of larger buffers.
        chunks.push(Buffer.from(part));
        keptBytes += part.length;
      }
      done();
    },
  });
  return { writable, take: () => ({ output: Buffer.concat(chunks).toString('utf8'), truncated }) };
}
