import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { KIB } from '../../shared/units.ts';

const BUFFER_BYTES = 256 * KIB;
const BUFFERS = 6;

/** Takes what was read. The bytes are good until `done` is called, which must happen once. */
export type Taker = (bytes: Buffer, done: () => void) => void;

export type WidePipe = {
  /** Reads into the same few buffers, and not before one of them is free. `end` and `close` tell when the other side is done. */
  readonly near: Socket;
  /** For a child's standard output; destroy it once the child has it. */
  readonly far: Socket;
};

/**
 * A pipe from a child that makes no garbage: Node's own gives each 64 KiB a buffer of its own, and with a server's
 * heap around them collecting those costs several times what moving the bytes does (docs/decisions/016).
 */
export async function createWidePipe(take: Taker): Promise<WidePipe> {
  // Node cannot make a pair of sockets: one side listens for a moment, where nobody else may go.
  const folder = await mkdtemp(join(tmpdir(), 'atelier-pipe-'));
  const server = createServer({ pauseOnConnect: true });
  try {
    const path = join(folder, 's');
    server.listen(path);
    await once(server, 'listening');
    const accepted = once(server, 'connection');
    const near = connectReader(path, take);
    const failed = once(near, 'error').then(([error]) => Promise.reject(error as Error));
    const [far] = (await Promise.race([accepted, failed])) as [Socket];
    failed.catch(() => undefined);
    return { near, far };
  } finally {
    server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function connectReader(path: string, take: Taker): Socket {
  const make = (): Buffer => Buffer.allocUnsafeSlow(BUFFER_BYTES);
  const free: Buffer[] = Array.from({ length: BUFFERS }, make);
  let current = make();
  let isStopped = false;
  const near: Socket = connect({
    path,
    onread: {
      // Asked for after each piece, also after one that stops the reading.
      buffer: () => (current = free.pop() ?? make()),
      callback: (count) => {
        const full = current;
        take(full.subarray(0, count), () => {
          free.push(full);
          if (!isStopped) return;
          isStopped = false;
          near.resume();
        });
        // The last free one is what the next piece goes into, whenever it is read.
        isStopped = free.length <= 1;
        return !isStopped;
      },
    },
  });
  return near;
}
