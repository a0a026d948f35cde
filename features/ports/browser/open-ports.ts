import { Signal, Store, type Readable } from '../../../components/workbench/store.ts';
import type { WorkspaceConnection } from '../../../components/workbench/connection/workspace-connection.ts';
import { fromWireError } from '../../../shared/procedures.ts';
import { type ListeningPort, portsContract } from '../contract.ts';

/** The ports of one workspace, as they come and go. Lives outside React. */
export class OpenPorts {
  /** null until the agent has said. Sorted by number. */
  readonly ports = new Store<readonly ListeningPort[] | null>(null);
  readonly count: Readable<number>;
  /** A program began to listen while the page was open. */
  readonly opened = new Signal<ListeningPort>();
  readonly stop = new AbortController();

  constructor(connection: WorkspaceConnection) {
    this.count = { get: () => this.ports.get()?.length ?? 0, subscribe: this.ports.subscribe };
    const client = connection.procedures('ports', portsContract);
    void this.follow(connection.resuming((signal) => client.watch(undefined, { signal }), { signal: this.stop.signal }));
  }

  /** Takes the next list, and tells what is new in it; the first list is no news. */
  receive(ports: readonly ListeningPort[]): void {
    const before = this.ports.get();
    const next = ports.toSorted((a, b) => a.port - b.port);
    this.ports.set(next);
    if (before === null) return;
    const known = new Set(before.map(({ port }) => port));
    for (const port of next) if (!known.has(port.port)) this.opened.emit(port);
  }

  dispose(): void {
    this.stop.abort();
  }

  private async follow(lists: AsyncIterable<readonly ListeningPort[]>): Promise<void> {
    try {
      for await (const list of lists) this.receive(list);
    } catch (error) {
      // Without the right to see ports there are none to show.
      if (fromWireError(error).code === 'forbidden') this.ports.set([]);
    }
  }
}
