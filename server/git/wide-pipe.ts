import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { KIB } from '../../shared/units.ts';

const BUFFER_BYTES = 256 * KIB;

/**
 * Takes what was read; the bytes are good until `goOn` is called, and nothing more is read before that. @returns true:
 * done with them at once
 */
export type Taker = (bytes: Buffer, goOn: () => void) => boolean;

export type WidePipe = {
  /** Reads, always into the same memory. `end` and `close` tell when the other side is done. */
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
    const near: Socket = connect({
      path,
      onread: {
        buffer: Buffer.allocUnsafeSlow(BUFFER_BYTES),
        callback: (count, buffer) => take(Buffer.from(buffer.buffer, buffer.byteOffset, count), () => near.resume()),
      },
    });
    const failed = once(near, 'error').then(([error]) => Promise.reject(error as Error));
    const [far] = (await Promise.race([accepted, failed])) as [Socket];
    failed.catch(() => undefined);
    return { near, far };
  } finally {
    server.close();
    await rm(folder, { recursive: true, force: true });
  }
}
