import type { AgentKernel } from '../../../agent/feature.ts';
import { PORT_POLL_MS, type ListeningPort } from '../contract.ts';
import { parseListeners, type Listener } from './proc-net.ts';
import { programsOf } from './program-names.ts';
import { SocketTable, TcpCounts } from './socket-table.ts';

/** So many looks in a row may go by the counts alone: what took another's place between two looks shows after them. */
const MAX_LOOKS_BY_COUNT = 9;

export type PortScannerDeps = {
  readonly log: AgentKernel['log'];
  readonly tables?: { readonly tcp4: string; readonly tcp6: string };
  readonly counts?: Pick<TcpCounts, 'haveChanged'>;
};

/**
 * Which ports the member's programs listen on, looked at every PORT_POLL_MS. `close` ends it.
 *
 * For one of its tables the kernel walks through those of the whole machine: milliseconds, in which nobody's key may wait.
 * They are read beside the event loop, and only after the cheap counts said that something may have changed.
 */
export class PortScanner {
  readonly #tcp4: SocketTable;
  readonly #tcp6: SocketTable;
  readonly #counts: Pick<TcpCounts, 'haveChanged'>;
  readonly #log: AgentKernel['log'];
  readonly #programs = new Map<string, string>();
  readonly #listeners = new Set<(ports: readonly ListeningPort[]) => void>();
  #ports: readonly ListeningPort[] = [];
  #timer: NodeJS.Timeout | undefined;
  #scanning: Promise<void> | null = null;
  #next: Promise<void> | null = null;
  #looksByCount = 0;

  constructor({ log, tables = { tcp4: '/proc/net/tcp', tcp6: '/proc/net/tcp6' }, counts = new TcpCounts() }: PortScannerDeps) {
    this.#log = log;
    this.#tcp4 = new SocketTable(tables.tcp4);
    this.#tcp6 = new SocketTable(tables.tcp6);
    this.#counts = counts;
  }

  start(): void {
    this.#timer = setInterval(() => this.#glance(), PORT_POLL_MS);
    this.#timer.unref();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#listeners.clear();
  }

  /** As of the last look, by port. */
  ports(): readonly ListeningPort[] {
    return this.#ports;
  }

  onChange(listener: (ports: readonly ListeningPort[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Whatever began while a look was under way changed the counts of the next glance. */
  #glance(): void {
    if (this.#scanning !== null) return;
    if (!this.#counts.haveChanged() && this.#looksByCount < MAX_LOOKS_BY_COUNT) this.#looksByCount += 1;
    else void this.scan();
  }

  /** A look that begins after the call; where one is under way, whoever asks meanwhile shares the next. */
  scan(): Promise<void> {
    if (this.#scanning === null) {
      this.#scanning = this.#look().finally(() => {
        this.#scanning = null;
      });
      return this.#scanning;
    }
    this.#next ??= this.#scanning.then(() => {
      this.#next = null;
      return this.scan();
    });
    return this.#next;
  }

  async #look(): Promise<void> {
    try {
      this.#looksByCount = 0;
      const changed4 = await this.#tcp4.read();
      const changed6 = await this.#tcp6.read();
      if (!changed4 && !changed6) return;
      const sockets = [...parseListeners(this.#tcp4.text(), 4), ...parseListeners(this.#tcp6.text(), 6)];
      await this.#name(sockets);
      const ports = summarise(sockets, this.#programs);
      if (JSON.stringify(ports) === JSON.stringify(this.#ports)) return;
      this.#ports = ports;
      for (const listener of this.#listeners) listener(ports);
    } catch (error) {
      this.#log.error({ error }, 'ports: look failed');
    }
  }

  async #name(sockets: readonly Listener[]): Promise<void> {
    const present = new Set(sockets.map(({ inode }) => inode));
    for (const inode of this.#programs.keys()) if (!present.has(inode)) this.#programs.delete(inode);
    const fresh = new Set([...present].filter((inode) => !this.#programs.has(inode)));
    if (fresh.size === 0) return;
    const names = await programsOf(fresh);
    for (const inode of fresh) this.#programs.set(inode, names.get(inode) ?? '');
  }
}

/** One entry a port, whatever number of sockets listen on it. */
function summarise(sockets: readonly Listener[], programs: ReadonlyMap<string, string>): ListeningPort[] {
  const byPort = new Map<number, ListeningPort>();
  for (const { port, address, inode } of sockets) {
    const known = byPort.get(port);
    const program = known?.program === '' || known === undefined ? (programs.get(inode) ?? '') : known.program;
    byPort.set(port, { port, program, reachable: address !== 'other' || known?.reachable === true });
  }
  return [...byPort.values()].toSorted((a, b) => a.port - b.port);
}
