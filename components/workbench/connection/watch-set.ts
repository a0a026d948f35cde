import type { WorkspaceConnection } from './workspace-connection.ts';

export type WatchSetOptions<Event, Path extends string> = {
  readonly connection: Pick<WorkspaceConnection, 'resuming'>;
  readonly watch: (paths: Path[], signal: AbortSignal) => Promise<AsyncIterable<Event>>;
  /** Tells the event that says "from now on nothing is missed". */
  readonly isReady: (event: Event) => boolean;
  readonly onEvent: (event: Event) => void;
  /** After the connection was away: whatever happened meanwhile was missed. */
  readonly onMissed: () => void;
  readonly onError: (error: unknown) => void;
};

/** How long changes of the set are gathered before the stream is opened anew. */
const GATHER_MS = 30;

/**
 * One stream that follows a set of paths as it changes. The new stream is ready before the old one ends, so that
 * nothing falls between them; an event may be told twice.
 */
export class WatchSet<Event, Path extends string = string> {
  private readonly options: WatchSetOptions<Event, Path>;
  private paths: ReadonlySet<Path> = new Set();
  private running: AbortController | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private disposed = false;

  constructor(options: WatchSetOptions<Event, Path>) {
    this.options = options;
  }

  set(paths: ReadonlySet<Path>): void {
    if (this.disposed || sameMembers(paths, this.paths)) return;
    this.paths = paths;
    this.timer ??= setTimeout(() => {
      this.timer = null;
      void this.follow();
    }, GATHER_MS);
  }

  dispose(): void {
    this.disposed = true;
    if (this.timer !== null) clearTimeout(this.timer);
    this.running?.abort();
  }

  private async follow(): Promise<void> {
    const previous = this.running;
    if (this.disposed) return;
    const controller = new AbortController();
    this.running = controller;
    if (this.paths.size === 0) {
      previous?.abort();
      return;
    }
    const paths = [...this.paths];
    const { connection, watch, isReady, onEvent, onMissed, onError } = this.options;
    try {
      const stream = connection.resuming((signal) => watch(paths, signal), { signal: controller.signal, onRestart: onMissed });
      for await (const event of stream) {
        if (isReady(event)) previous?.abort();
        else onEvent(event);
      }
    } catch (error) {
      onError(error);
    } finally {
      previous?.abort();
    }
  }
}

function sameMembers<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): boolean {
  if (a.size !== b.size) return false;
  for (const member of a) if (!b.has(member)) return false;
  return true;
}
