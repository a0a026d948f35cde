import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below what the kernel gives by itself to whoever asks for any port, meanwhile. */
const FIRST = 20_000;
const COUNT = 10_000;

/** A TCP port of the loopback that nobody uses at this moment. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(() => true, () => false);
    if (!isFree) continue;
    server.close();
    return port;
  }
}
