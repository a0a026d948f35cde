/** Bytes of one client's input, over all its connections: what arrived, and what the pty took of it. */
export type InputAccount = { received: number; written: number };

/** A terminal remembers so many clients; the one unseen for longest is forgotten. */
const MAX_CLIENTS = 64;

/**
 * Who typed what, so that a client that reconnects can go on exactly behind its last byte that arrived.
 * Input of several clients is written in the order in which it came; `wrote` tells whose it was.
 */
export class InputAccounts {
  readonly #byClient = new Map<string, InputAccount>();
  readonly #order: { readonly account: InputAccount; bytes: number }[] = [];

  /** @param client null for one that has no name and cannot come back. */
  open(client: string | null): InputAccount {
    const known = client === null ? undefined : this.#byClient.get(client);
    const account = known ?? { received: 0, written: 0 };
    if (client === null) return account;
    this.#byClient.delete(client);
    this.#byClient.set(client, account);
    for (const oldest of this.#byClient.keys()) {
      if (this.#byClient.size <= MAX_CLIENTS) break;
      this.#byClient.delete(oldest);
    }
    return account;
  }

  queued(account: InputAccount, bytes: number): void {
    const last = this.#order.at(-1);
    if (last?.account === account) last.bytes += bytes;
    else this.#order.push({ account, bytes });
  }

  wrote(bytes: number): void {
    let left = bytes;
    for (let first = this.#order[0]; first !== undefined && left > 0; first = this.#order[0]) {
      const share = Math.min(left, first.bytes);
      first.account.written += share;
      first.bytes -= share;
      left -= share;
      if (first.bytes === 0) this.#order.shift();
    }
  }
}
