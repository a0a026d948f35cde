/**
 * Input that the agent may not have yet, numbered by byte over all connections of a session, so that each
 * byte is sent until it arrived and never typed twice.
 */
export class PendingInput {
  readonly #maxBytes: number;
  #chunks: Uint8Array[] = [];
  /** Number of the first byte that is kept; all before it arrived. */
  #first = 0;
  /** Number of the first byte that this connection has not sent. */
  #next = 0;
  #end = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes sent so far, counted as the agent counts them. */
  get sentBytes(): number {
    return this.#next;
  }

  get isEmpty(): boolean {
    return this.#first === this.#end;
  }

  /** @returns false, and keeps nothing of it, when there would be too much. */
  push(bytes: Uint8Array): boolean {
    if (this.#end - this.#first + bytes.length > this.#maxBytes) return false;
    if (bytes.length > 0) this.#chunks.push(bytes);
    this.#end += bytes.length;
    return true;
  }

  /** The next bytes to send, at most `maxBytes`; null when all are sent. */
  take(maxBytes: number): Uint8Array | null {
    let skip = this.#next - this.#first;
    for (const chunk of this.#chunks) {
      if (skip < chunk.length) {
        const bytes = chunk.subarray(skip, skip + maxBytes);
        this.#next += bytes.length;
        return bytes.length === 0 ? null : bytes;
      }
      skip -= chunk.length;
    }
    return null;
  }

  /** The agent has every byte before this number. */
  confirm(received: number): void {
    const end = Math.min(received, this.#next);
    while (this.#first < end) {
      const [chunk] = this.#chunks;
      if (chunk === undefined) return;
      const arrived = Math.min(chunk.length, end - this.#first);
      if (arrived === chunk.length) this.#chunks.shift();
      else this.#chunks[0] = chunk.subarray(arrived);
      this.#first += arrived;
    }
  }

  /**
   * A new connection, on which the agent says how much it has of this client: what it lacks is sent again.
   * An agent that forgot the client says less than was confirmed; then what was sent may have arrived, and
   * is not sent again: a command lost is better than a command run twice.
   */
  resume(received: number): void {
    this.confirm(Math.max(received, received < this.#first ? this.#next : 0));
    this.#end = received + (this.#end - this.#first);
    this.#first = received;
    this.#next = received;
  }
}
