import type { Container, ContainerCreateOptions } from 'dockerode';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { StringDecoder } from 'node:string_decoder';

import { AtelierError } from '../../../shared/errors.ts';
import type { StreamIo } from '../runtime.ts';
import { ignoreGone } from './engine-errors.ts';
import type { Engine } from './engine.ts';
import { statusCodeOf } from './helper-container.ts';

const MAX_LINE_CHARACTERS = 2000;
const STDERR = 2;

/**
 * Runs a container to its end with its streams tied to others, and removes it, whatever happens.
 * @throws AtelierError timeout, too_large (more than `maxOutputBytes` on stdout); the signal's reason; what a stream broke with
 */
export async function runStreamed(engine: Engine, options: ContainerCreateOptions, job: { io: StreamIo; timeoutMs: number; maxOutputBytes: number }): Promise<{ exitCode: number }> {
  const hasInput = job.io.stdin !== undefined;
  const container = await engine.createContainer({ ...options, AttachStdin: hasInput, OpenStdin: hasInput, StdinOnce: hasInput, AttachStdout: true, AttachStderr: true });
  try {
    return await tied(container, job);
  } finally {
    await ignoreGone(container.remove({ force: true, v: true }));
  }
}

async function tied(container: Container, job: { io: StreamIo; timeoutMs: number; maxOutputBytes: number }): Promise<{ exitCode: number }> {
  const { io, timeoutMs, maxOutputBytes } = job;
  const over = new AbortController();
  const given = AbortSignal.any([over.signal, ...(io.signal === undefined ? [] : [io.signal])]);
  const stopped = Promise.withResolvers<never>();
  stopped.promise.catch(() => undefined);
  const timer = setTimeout(() => stopped.reject(new AtelierError('timeout', { part: 'helper' })), timeoutMs);
  const onAbort = (): void => stopped.reject(io.signal?.reason);
  io.signal?.addEventListener('abort', onAbort);
  let socket: NodeJS.ReadWriteStream | null = null;
  try {
    io.signal?.throwIfAborted();
    socket = await container.attach({ stream: true, stdin: io.stdin !== undefined, stdout: true, stderr: true, hijack: true });
    const attached = socket;
    // Told through the reading side; without a listener it would end the process.
    attached.on('error', () => undefined);
    const output = pipeline(() => stdoutOf(attached, { onLine: (line) => io.onLine(line), maxBytes: maxOutputBytes }), io.stdout, { signal: given });
    const failed = Promise.all([output, io.stdin === undefined ? null : feed(io.stdin, { to: attached, signal: given })]);
    failed.catch(() => undefined);
    await Promise.race([container.start(), stopped.promise]);
    const exit = container.wait({ condition: 'not-running', abortSignal: over.signal });
    exit.catch(() => undefined);
    const broken = failed.then(() => new Promise<never>(() => undefined));
    broken.catch(() => undefined);
    const answer: unknown = await Promise.race([exit, stopped.promise, broken]);
    await Promise.race([output, stopped.promise]);
    return { exitCode: statusCodeOf(answer) };
  } finally {
    clearTimeout(timer);
    io.signal?.removeEventListener('abort', onAbort);
    over.abort();
    if (socket !== null && 'destroy' in socket && typeof socket.destroy === 'function') socket.destroy();
    io.stdin?.destroy();
  }
}

/** The command may end without having read it all: then its end is what counts. A source that breaks is a failure. */
async function feed(source: Readable, { to, signal }: { to: NodeJS.WritableStream; signal: AbortSignal }): Promise<void> {
  for await (const chunk of source as AsyncIterable<Buffer>) {
    if (!to.writable) return;
    if (to.write(chunk)) continue;
    try {
      await once(to, 'drain', { signal });
    } catch {
      return;
    }
  }
  to.end();
}

/** Takes the engine's frames apart: a byte that says which stream, three zeroes, four bytes of length, the bytes. */
async function* stdoutOf(framed: NodeJS.ReadableStream, about: { onLine: (line: string) => void; maxBytes: number }): AsyncGenerator<Buffer> {
  const lines = new Lines(about.onLine);
  let header = Buffer.alloc(0);
  let leftBytes = 0;
  let isError = false;
  let saidBytes = 0;
  for await (const piece of framed as AsyncIterable<Buffer>) {
    for (let rest = piece; rest.length > 0; ) {
      if (leftBytes === 0) {
        const missing = 8 - header.length;
        header = Buffer.concat([header, rest.subarray(0, missing)]);
        rest = rest.subarray(missing);
        if (header.length < 8) break;
        isError = header[0] === STDERR;
        leftBytes = header.readUInt32BE(4);
        header = Buffer.alloc(0);
        continue;
      }
      const part = rest.subarray(0, leftBytes);
      rest = rest.subarray(part.length);
      leftBytes -= part.length;
      if (isError) {
        lines.add(part);
        continue;
      }
      saidBytes += part.length;
      if (saidBytes > about.maxBytes) throw new AtelierError('too_large', { maxBytes: about.maxBytes });
      yield part;
    }
  }
  lines.end();
}

/** Progress is often written over itself with a carriage return: each of those is a line too. */
class Lines {
  readonly #onLine: (line: string) => void;
  readonly #decoder = new StringDecoder('utf8');
  #open = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  add(bytes: Buffer): void {
    const lines = (this.#open + this.#decoder.write(bytes)).split(/[\r\n]+/);
    this.#open = (lines.pop() ?? '').slice(0, MAX_LINE_CHARACTERS);
    for (const line of lines) this.#tell(line);
  }

  end(): void {
    this.#tell(this.#open);
  }

  #tell(line: string): void {
    if (line !== '') this.#onLine(line.slice(0, MAX_LINE_CHARACTERS));
  }
}
