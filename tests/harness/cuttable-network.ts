import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * The way from one browser to a server, which can be cut: every connection breaks at once and new ones are refused.
 * Chromium goes this way with `flags`, under the server's own address. The caller closes it, after the browser.
 */
export class CuttableNetwork implements AsyncDisposable {
  readonly flags: readonly string[];
  readonly #sockets = new Set<Socket>();
  readonly #listener: ReturnType<typeof createServer>;
  #isCut = false;

  private constructor(listener: ReturnType<typeof createServer>, serverUrl: string) {
    const { hostname, port } = new URL(serverUrl);
    this.#listener = listener;
    this.flags = [`--host-resolver-rules=MAP ${hostname}:${port} 127.0.0.1:${(listener.address() as AddressInfo).port}`];
    listener.on('connection', (incoming) => this.#join(incoming, Number(port)));
  }

  static async to(serverUrl: string): Promise<CuttableNetwork> {
    const listener = createServer({ allowHalfOpen: true });
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    return new CuttableNetwork(listener, serverUrl);
  }

  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  mend(): void {
    this.#isCut = false;
  }

  #join(incoming: Socket, port: number): void {
    if (this.#isCut) {
      incoming.resetAndDestroy();
      return;
    }
    const outgoing = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    for (const [one, other] of [[incoming, outgoing], [outgoing, incoming]] as const) {
      this.#sockets.add(one);
      one.setNoDelay(true);
      // A broken side breaks the other: that is what is tried here.
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    this.#listener.close();
    await once(this.#listener, 'close');
  }
}
