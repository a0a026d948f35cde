import type { AnyRouter } from '@orpc/server';
import { onError, ORPCError } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';

import { AtelierError, ERRORS } from '../shared/errors.ts';
import { toWireError } from '../shared/procedures.ts';
import { MIB } from '../shared/units.ts';
import type { AgentContext, AgentKernel } from './feature.ts';
import { asAtelierError } from './replies.ts';
import { checkRpcFrame } from './rpc-message.ts';

const MAX_MESSAGE_BYTES = 4 * MIB;
/** A stream waits for a slow reader above this, so that a folder of 100,000 does not pile up in memory. */
const SEND_BUFFER_BYTES = MIB;

/** `WS rpc`: the procedures of every feature over one socket, in oRPC's peer protocol. */
export class RpcEndpoint {
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false, clientTracking: true });
  readonly #handler: RPCHandler<AgentContext>;
  readonly #log: AgentKernel['log'];

  constructor(router: AnyRouter, log: AgentKernel['log']) {
    this.#log = log;
    this.#handler = new RPCHandler<AgentContext>(router, {
      clientInterceptors: [
        async (call) => {
          try {
            return await call.next();
          } catch (error) {
            throw toWireError(error);
          }
        },
        onError((error) => {
          if (!(error instanceof AtelierError) && !(error instanceof ORPCError)) log.error({ error }, 'rpc: procedure failed');
        }),
      ],
    });
  }

  accept(upgrade: { request: IncomingMessage; socket: Duplex; head: Buffer }, context: AgentContext): void {
    this.#server.handleUpgrade(upgrade.request, upgrade.socket, upgrade.head, (socket) => this.#serve(socket, context));
  }

  close(): void {
    for (const socket of this.#server.clients) socket.close(1001);
  }

  #serve(socket: WebSocket, context: AgentContext): void {
    // ws closes by itself with 1009 (too large) or 1007 (no UTF-8) and says so here.
    socket.on('error', (error) => this.#log.info({ code: (error as NodeJS.ErrnoException).code }, 'rpc: socket error'));
    this.#handler.upgrade(guarded(socket), { context }).catch((error: unknown) => {
      this.#log.error({ error }, 'rpc: upgrade failed');
      socket.close(ERRORS.internal.closeCode);
    });
  }
}

/** The socket as the library sees it: only well-formed frames come in, and sending waits for a slow reader. */
function guarded(socket: WebSocket): Pick<WebSocket, 'send' | 'addEventListener'> {
  const seen = {
    send: (data: string | Uint8Array) => send(socket, data),
    addEventListener: (event: 'message' | 'close', listener: (event: { data?: string }) => void) => {
      if (event === 'close') socket.on('close', () => listener({}));
      if (event !== 'message') return;
      // One Buffer a message: ws's binaryType stays as it is.
      socket.on('message', (data: Buffer, isBinary) => {
        if (socket.readyState !== socket.OPEN) return;
        try {
          if (isBinary) throw new AtelierError('invalid_input');
          const text = data.toString();
          checkRpcFrame(text);
          listener({ data: text });
        } catch (error) {
          const { code } = asAtelierError(error);
          socket.close(ERRORS[code].closeCode, code);
        }
      });
    },
  };
  // The library's type asks for all overloads of ws; it uses these two calls, in these shapes.
  return seen as unknown as Pick<WebSocket, 'send' | 'addEventListener'>;
}

async function send(socket: WebSocket, data: string | Uint8Array): Promise<void> {
  if (socket.readyState !== socket.OPEN) return;
  if (socket.bufferedAmount < SEND_BUFFER_BYTES) {
    socket.send(data, () => undefined); // a failure closes the socket, which ends its streams
    return;
  }
  await new Promise<void>((resolve) => {
    socket.send(data, () => resolve());
  });
}
