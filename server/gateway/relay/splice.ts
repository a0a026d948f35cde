import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

import type { Splice } from '../socket-registry.ts';

/** How long one direction may stay open after the other ended: enough to flush what is on its way. */
export const HALF_OPEN_MS = 5000;
const PROBE_AFTER_MS = 30_000;

/**
 * Ties two connections together: bytes both ways as they come, each side read only as fast as the other takes
 * them. When one ends the other is ended after what is on its way; when one breaks the other is destroyed.
 * `onClosed` is called once, when both are gone. Handlers are in place when it returns; nothing here throws.
 */
export function splice({ client, agent }: Splice, onClosed: () => void): { destroy(): void } {
  let timer: NodeJS.Timeout | undefined;
  let open = 2;
  const destroy = (): void => {
    clearTimeout(timer);
    client.destroy();
    agent.destroy();
  };
  const endSoon = (): void => {
    timer ??= setTimeout(destroy, HALF_OPEN_MS).unref();
  };
  for (const [side, other] of [[client, agent], [agent, client]] as const) {
    keepFresh(side);
    side.on('error', destroy);
    side.on('end', endSoon);
    side.on('close', () => {
      // After a clean end `pipe` has ended the other side, which may still have bytes to write.
      if (side.readableEnded && !other.writableFinished) endSoon();
      else destroy();
      open -= 1;
      if (open === 0) onClosed();
    });
    side.pipe(other);
  }
  return { destroy };
}

/** Small frames at once, and a peer that vanished without a word is noticed. */
function keepFresh(side: Duplex): void {
  if (!(side instanceof Socket)) return;
  side.setNoDelay(true);
  side.setKeepAlive(true, PROBE_AFTER_MS);
  side.setTimeout(0);
}
