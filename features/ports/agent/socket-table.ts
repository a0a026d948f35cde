import { closeSync, openSync, readSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

import { KIB, MIB } from '../../../shared/units.ts';

const MAX_TABLE_BYTES = 4 * MIB;

/** Reads a file into memory that is used again each time; nothing is allocated while it stays as it is. */
export class SocketTable {
  readonly #path: string;
  #now = Buffer.alloc(16 * KIB);
  #before = Buffer.alloc(16 * KIB);
  #length = 0;
  #known = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** true when the content is another one than at the last call. One call at a time. */
  async read(): Promise<boolean> {
    const length = await this.#fill();
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
  async #fill(): Promise<number> {
    let file: FileHandle;
    try {
      file = await open(this.#path, 'r');
    } catch {
      return 0; // a kernel without IPv6
    }
    try {
      for (let length = 0; ; ) {
        if (length === this.#now.length) {
          if (length >= MAX_TABLE_BYTES) return length;
          this.#now = Buffer.concat([this.#now], length * 2);
        }
        const { bytesRead } = await file.read(this.#now, length, this.#now.length - length, null);
        if (bytesRead === 0) return length;
        length += bytesRead;
      }
    } finally {
      await file.close();
    }
  }
}

/** Sockets that are in use, listening ones among them, and segments that came and went: all of this network namespace alone. */
const COUNTS = [
  { path: '/proc/net/sockstat', line: /^TCP: inuse \d+/m },
  { path: '/proc/net/sockstat6', line: /^TCP6: inuse \d+/m },
  { path: '/proc/net/snmp', line: /^Tcp: \d.*/m },
] as const;
const COUNT_FILE_BYTES = 8 * KIB;

/**
 * What the kernel counts anyway, for a hundredth of what its tables cost. While no socket was added or taken away and no
 * segment moved, nothing listens that did not listen before, unless one took another's place at once.
 */
export class TcpCounts {
  readonly #buffer = Buffer.alloc(COUNT_FILE_BYTES);
  #last = '';

  /** Whether they are others than at the last call; true as well where there are none. */
  haveChanged(): boolean {
    const now = COUNTS.map(({ path, line }) => line.exec(this.#read(path))?.[0] ?? '').join();
    const isSame = now === this.#last && now.length > COUNTS.length;
    this.#last = now;
    return !isSame;
  }

  #read(path: string): string {
    try {
      const fd = openSync(path, 'r');
      try {
        return this.#buffer.toString('latin1', 0, readSync(fd, this.#buffer, 0, COUNT_FILE_BYTES, null));
      } finally {
        closeSync(fd);
      }
    } catch {
      return ''; // a kernel without IPv6
    }
  }
}
