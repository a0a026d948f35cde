import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import { z } from 'zod';

import type { WorkspaceId } from '../../../shared/ids.ts';
import type { RuntimeEvent } from '../runtime.ts';
import type { Engine } from './engine.ts';
import { LABEL, workspaceOf } from './names.ts';

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 5000;

const TYPES: ReadonlyMap<string, RuntimeEvent['type']> = new Map([['start', 'started'], ['die', 'exited'], ['destroy', 'removed']]);

const EngineEvent = z.object({
  Action: z.string(),
  Actor: z.object({ Attributes: z.record(z.string(), z.string()).default({}) }),
});

export type WatchListener = { onEvent(event: RuntimeEvent): void; onLost(): void; onBack(): void };

/**
 * Follows the engine's events about this instance's workspaces until closed. A lost engine is asked again
 * with growing pauses; what happened in between is not told: the listener compares with `list` at `onBack`.
 */
export function watchEvents(deps: { engine: Engine; instance: string }, listener: WatchListener): { close(): void } {
  let closed = false;
  let lost = false;
  let stream: Readable | null = null;
  let timer: NodeJS.Timeout | null = null;
  let retryMs = FIRST_RETRY_MS;

  const again = (): void => {
    stream = null;
    if (closed || timer !== null) return;
    if (!lost) {
      lost = true;
      listener.onLost();
    }
    timer = setTimeout(() => {
      timer = null;
      void connect();
    }, retryMs);
    retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
  };

  const connect = async (): Promise<void> => {
    try {
      const opened = await deps.engine.getEvents({
        filters: { type: ['container'], event: [...TYPES.keys()], label: [`${LABEL.instance}=${deps.instance}`, LABEL.workspace] },
      });
      if (!isReadable(opened)) throw new TypeError('the engine answered without a stream');
      if (closed) {
        opened.destroy();
        return;
      }
      stream = opened;
      follow(opened, again, (line) => {
        const event = parseEvent(line);
        if (event !== null && !closed) listener.onEvent(event);
      });
    } catch {
      again();
      return;
    }
    retryMs = FIRST_RETRY_MS;
    if (lost) {
      lost = false;
      listener.onBack();
    }
  };

  void connect();
  return {
    close() {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      stream?.destroy();
    },
  };
}

/** One line of the engine's stream; null for what is not about a workspace. */
export function parseEvent(line: string): { type: RuntimeEvent['type']; workspaceId: WorkspaceId } | null {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return null;
  }
  const parsed = EngineEvent.safeParse(json);
  if (!parsed.success) return null;
  const type = TYPES.get(parsed.data.Action);
  const workspaceId = workspaceOf(parsed.data.Actor.Attributes);
  return type === undefined || workspaceId === null ? null : { type, workspaceId };
}

function follow(stream: Readable, onEnd: () => void, onLine: (line: string) => void): void {
  let ended = false;
  const endOnce = (): void => {
    if (ended) return;
    ended = true;
    onEnd();
  };
  stream.on('error', endOnce);
  stream.on('close', endOnce);
  stream.on('end', endOnce);
  const lines = createInterface({ input: stream });
  lines.on('line', onLine);
  // Since Node 16 a readline passes its input's errors on; the stream's own listener has them.
  lines.on('error', () => undefined);
}

function isReadable(stream: object): stream is Readable {
  return 'destroy' in stream && 'once' in stream;
}
