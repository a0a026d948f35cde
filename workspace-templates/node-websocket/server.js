import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';

const MAX_MESSAGE_BYTES = 64 * 1024;

/** A server that hands each message on to everyone who is connected. */
export function createService() {
  const server = createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ service: 'websocket', connected: sockets.clients.size }));
  });
  const sockets = new WebSocketServer({ server, maxPayload: MAX_MESSAGE_BYTES });
  sockets.on('connection', (socket) => {
    socket.on('error', () => socket.terminate());
    socket.on('message', (message, isBinary) => {
      for (const client of sockets.clients) client.send(message, { binary: isBinary });
    });
  });
  return server;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const port = Number(process.env.PORT ?? 8080);
  createService().listen(port, '0.0.0.0', () => console.log(`Listening on port ${port}`));
}
