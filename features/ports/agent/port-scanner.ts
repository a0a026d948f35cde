import { closeSync, openSync, readSync } from 'node:fs';

import type { AgentKernel } from '../../../agent/feature.ts';
import { KIB, MIB } from '../../../shared/units.ts';
import { PORT_POLL_MS, type ListeningPort } from '../contract.ts';
import { parseListeners, type Listener } from './proc-net.ts';
import { programsOf } from './program-names.ts';

const MAX_TABLE_BYTES = 4 * MIB;

/** Reads a file into memory that is used again each time; nothing is allocated while it stays as it is. */
class Table {
  readonly #path: string;
  #now = Buffer.alloc(16 * KIB);
  #before = Buffer.alloc(16 * KIB);
  #length = 0;
  #known = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** true when the content is another one than at the last call. */
  read(): boolean {
    const length = this.#fill();
    const same = this.#known && length === this.#length && this.#now.compare(this.#before, 0, length, 0, length) === 0;
    if (same) return false;
    this.#known = true;
    this.#length = length;
    const used = this.#now;
    this.#now = this.#before.length >= used.length ? this.#before : Buffer.alloc(used.length);
    this.#before = used;
    return true;
  }

  text(): string {
    return this.#before.toString('latin1', 0, this.#length);
  }

  /** In calls of its own size: /proc answers each anew, so it is read from the start to the end in one go. */
  #fill(): number {
    let fd: number;
    try {
      fd = openSync(this.#path, 'r');
    } catch {
      return 0; // a kernel without IPv6
    }
    try {
      for (let length = 0; ; ) {
        if (length === this.#now.length) {
          if (length >= MAX_TABLE_BYTES) return length;
          this.#now = Buffer.concat([this.#now], length * 2);
        }
        const read = readSync(fd, this.#now, length, this.#now.length - length, null);
        if (read === 0) return length;
        length += read;
      }
    } finally {
      closeSync(fd);
    }
  }
}

export type PortScannerDeps = { readonly log: AgentKernel['log']; readonly tables?: { readonly tcp4: string; readonly tcp6: string } };

/** Which ports the member's programs listen on, looked at every PORT_POLL_MS. `close` ends it. */
export class PortScanner {
  readonly #tcp4: Table;
  readonly #tcp6: Table;
  readonly #log: AgentKernel['log'];
  readonly #programs = new Map<string, string>();
  readonly #listeners = new Set<(ports: readonly ListeningPort[]) => void>();
  #ports: readonly ListeningPort[] = [];
  #timer: NodeJS.Timeout | undefined;
  #scanning: Promise<void> | null = null;
  #next: Promise<void> | null = null;

  constructor({ log, tables = { tcp4: '/proc/net/tcp', tcp6: '/proc/net/tcp6' } }: PortScannerDeps) {
    this.#log = log;
    this.#tcp4 = new Table(tables.tcp4);
    this.#tcp6 = new Table(tables.tcp6);
  }

  start(): void {
    this.#timer = setInterval(() => {
      if (this.#scanning === null) void this.scan();
    }, PORT_POLL_MS);
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
      const changed4 = this.#tcp4.read();
      const changed6 = this.#tcp6.read();
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
