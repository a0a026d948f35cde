/** In a flood, output is sent at most this often … */
const FLOOD_INTERVAL_MS = 4;
/** … or when this much has gathered. */
const BATCH_BYTES = 64 * 1024;

/**
 * Gathers output, but only while it floods: the first bytes after a quiet moment, such as the echo of
 * a key, leave at once and synchronously; what follows within 4 ms leaves together.
 */
export class OutputBatch {
  readonly #send: (bytes: Buffer) => void;
  readonly #gathered: Buffer[] = [];
  #gatheredBytes = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(send: (bytes: Buffer) => void) {
    this.#send = send;
  }

  push(bytes: Buffer): void {
    if (this.#timer === null) {
      this.#send(bytes);
      this.#timer = setTimeout(() => this.#tick(), FLOOD_INTERVAL_MS);
      return;
    }
    this.#gathered.push(bytes);
    this.#gatheredBytes += bytes.length;
    if (this.#gatheredBytes >= BATCH_BYTES) this.flush();
  }

  /** Sends what has gathered, now. */
  flush(): void {
    if (this.#gatheredBytes === 0) return;
    const bytes = Buffer.concat(this.#gathered, this.#gatheredBytes);
    this.#gathered.length = 0;
    this.#gatheredBytes = 0;
    this.#send(bytes);
  }

  dispose(): void {
    this.flush();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #tick(): void {
    this.#timer = null;
    if (this.#gatheredBytes === 0) return;
    this.flush();
    this.#timer = setTimeout(() => this.#tick(), FLOOD_INTERVAL_MS);
  }
}
