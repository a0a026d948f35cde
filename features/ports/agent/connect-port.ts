import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream';

import type { AgentKernel } from '../../../agent/feature.ts';
import { refuseUpgrade } from '../../../agent/replies.ts';
import { AtelierError } from '../../../shared/errors.ts';
import { Port } from '../../../shared/ids.ts';
import { SECOND_MS } from '../../../shared/units.ts';

const CONNECT_TIMEOUT_MS = 5 * SECOND_MS;
const TARGET = /^127\.0\.0\.1:([1-9]\d{0,4})$/;

/**
 * `CONNECT 127.0.0.1:<port>`: pipes to what listens on that port of the workspace, on ::1 when only that does.
 * 200 once connected; 400 for another target, 502 when nobody listens, 504 when it takes too long.
 */
export function connectPort(kernel: AgentKernel): (request: IncomingMessage, socket: Duplex, head: Buffer) => void {
  return (request, socket, head) => {
    const port = Port.safeParse(Number(TARGET.exec(request.url ?? '')?.[1]));
    if (!port.success) throw new AtelierError('invalid_input', { field: 'port' });
    const aborted = new AbortController();
    socket.once('close', () => aborted.abort());
    dial(port.data, aborted.signal).then(
      (upstream) => {
        upstream.on('error', () => socket.destroy());
        if (socket.destroyed) upstream.destroy();
        else splice({ socket, upstream, head, touch: atMostOnceASecond(() => kernel.touch()) });
      },
      (error: unknown) => refuseUpgrade(socket, error instanceof AtelierError ? error : new AtelierError('upstream_failed', { port: port.data }, { cause: error })),
    );
  };
}

async function dial(port: Port, signal: AbortSignal): Promise<Socket> {
  try {
    return await dialAddress({ host: '127.0.0.1', port }, signal);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ECONNREFUSED') throw error;
    return dialAddress({ host: '::1', port }, signal);
  }
}

async function dialAddress(address: { host: string; port: Port }, signal: AbortSignal): Promise<Socket> {
  const upstream = connect({ ...address, noDelay: true, allowHalfOpen: true });
  const timer = setTimeout(() => upstream.destroy(new AtelierError('timeout')), CONNECT_TIMEOUT_MS);
  try {
    await once(upstream, 'connect', { signal });
    return upstream;
  } catch (error) {
    upstream.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

type Splice = { readonly socket: Duplex; readonly upstream: Socket; readonly head: Buffer; readonly touch: () => void };

/** A half that ends ends its direction only; an error on either closes both, and that is its report. */
function splice({ socket, upstream, head, touch }: Splice): void {
  socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
  if (head.length > 0) upstream.write(head);
  touch();
  socket.on('data', touch);
  upstream.on('data', touch);
  pipeline(socket, upstream, () => undefined);
  pipeline(upstream, socket, () => undefined);
}

function atMostOnceASecond(touch: () => void): () => void {
  let touchedAt = -Infinity;
  return () => {
    const now = performance.now();
    if (now - touchedAt < SECOND_MS) return;
    touchedAt = now;
    touch();
  };
}
