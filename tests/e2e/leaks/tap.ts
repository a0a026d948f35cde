import { createServer, request as ask, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** One answer, or one side of a WebSocket, as the browser got it. */
export type Received = { readonly what: string; readonly bytes: Buffer };

/**
 * A wire between one browser and the server that keeps every byte the server sends: answers, event streams and
 * WebSockets. It asks for nothing compressed, so that what passes can be read. `close` ends it and all that passes.
 */
export class Tap {
  readonly #target: { host: string; port: number };
  readonly #server: Server;
  readonly #answers: { what: string; chunks: Buffer[]; isSocket: boolean }[] = [];
  readonly #sockets = new Set<Duplex>();

  private constructor(target: { host: string; port: number }) {
    this.#target = target;
    this.#server = createServer((request, response) => this.#pass(request, response));
    this.#server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => this.#splice(request, { socket, head }));
    this.#server.on('connection', (socket: Socket) => this.#sockets.add(socket));
  }

  /** @param url of the server, e.g. `http://localhost:41234` */
  static async before(url: string): Promise<Tap> {
    const { hostname, port } = new URL(url);
    const tap = new Tap({ host: hostname, port: Number(port) });
    await new Promise<void>((resolve) => tap.#server.listen(0, '127.0.0.1', resolve));
    return tap;
  }

  /** What makes Chromium ask here for what it would ask the server, its previews' hosts included. */
  get browserFlag(): string {
    const { port } = this.#server.address() as AddressInfo;
    const at = (host: string): string => `MAP ${host}:${this.#target.port} 127.0.0.1:${port}`;
    return `--host-resolver-rules=${at(this.#target.host)},${at(`*.${this.#target.host}`)}`;
  }

  /** Everything so far; of WebSockets what their frames hold. */
  received(): Received[] {
    return this.#answers.map(({ what, chunks, isSocket }) => {
      const bytes = Buffer.concat(chunks);
      return { what, bytes: isSocket ? payloads(bytes) : bytes };
    });
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #keep(what: string, isSocket: boolean): Buffer[] {
    const chunks: Buffer[] = [];
    this.#answers.push({ what, chunks, isSocket });
    return chunks;
  }

  #pass(request: IncomingMessage, response: ServerResponse): void {
    const { method = 'GET', url = '/' } = request;
    const chunks = this.#keep(`${method} ${request.headers.host ?? ''}${url}`, false);
    const onward = ask({ ...this.#target, method, path: url, headers: without(request.rawHeaders, ['accept-encoding']) });
    onward.once('response', (answer) => {
      chunks.push(Buffer.from(`${answer.statusCode} ${answer.rawHeaders.join(' ')}\n`));
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.once('error', () => response.destroy());
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    });
    onward.once('error', () => response.destroy());
    response.once('close', () => onward.destroy());
    request.pipe(onward);
  }

  #splice(request: IncomingMessage, { socket, head }: { socket: Duplex; head: Buffer }): void {
    const chunks = this.#keep(`socket ${request.headers.host ?? ''}${request.url ?? ''}`, true);
    const onward = connect(this.#target);
    const headers = without(request.rawHeaders, ['sec-websocket-extensions']);
    const lines = headers.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${headers[index + 1] ?? ''}`] : []));
    onward.write(`${request.method} ${request.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    onward.write(head);
    onward.on('data', (chunk: Buffer) => chunks.push(chunk));
    this.#sockets.add(onward);
    for (const [one, other] of [[socket, onward], [onward, socket]] as const) {
      one.once('error', () => other.destroy());
      one.once('close', () => other.destroy());
      one.pipe(other);
    }
  }
}

/** Of headers as `rawHeaders` has them, those that are not named. */
function without(raw: readonly string[], names: readonly string[]): string[] {
  return raw.filter((_, index) => !names.includes((raw[index - (index % 2)] ?? '').toLowerCase()));
}

/** The answer's head and what the server's frames hold (RFC 6455: those of servers are not masked), one after the other. */
function payloads(bytes: Buffer): Buffer {
  const begin = bytes.indexOf('\r\n\r\n') + 4;
  const parts = [bytes.subarray(0, begin)];
  for (let at = begin; at >= 4 && at + 2 <= bytes.length; ) {
    const short = (bytes[at + 1] ?? 0) & 0x7f;
    const headBytes = short === 126 ? 4 : short === 127 ? 10 : 2;
    if (at + headBytes > bytes.length) break;
    const length = short === 126 ? bytes.readUInt16BE(at + 2) : short === 127 ? Number(bytes.readBigUInt64BE(at + 2)) : short;
    parts.push(bytes.subarray(at + headBytes, at + headBytes + length));
    at += headBytes + length;
  }
  return Buffer.concat(parts);
}
