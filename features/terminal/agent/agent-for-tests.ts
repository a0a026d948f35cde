import { createRouterClient } from '@orpc/server';
import type { ContractRouterClient } from '@orpc/contract';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { WebSocket } from 'ws';

import type { AgentContext } from '../../../agent/feature.ts';
import { Saves } from '../../../agent/saves.ts';
import type { Capability } from '../../../shared/actor.ts';
import { Repositories } from '../../../agent/git/repositories.ts';
import { AgentConfig } from '../../../shared/agent-protocol.ts';
import { MemberId, SessionId } from '../../../shared/ids.ts';
import { TerminalServerMessage, type terminalContract } from '../contract.ts';
import { createTerminalFeature } from './index.ts';

export const TEST_SECRET = 'secret-of-the-agent-0123456789-0123456789';

export type AgentForTests = Awaited<ReturnType<typeof startAgentForTests>>;

/** The real feature, real ptys and real sockets behind a small HTTP server. The caller awaits `close`. */
export async function startAgentForTests(options: { readonly capabilities?: Capability[]; readonly env?: Record<string, string>; readonly stuckAfterMs?: number; readonly snapshotEveryMs?: number; readonly home?: string } = {}) {
  const config = AgentConfig.parse({
    workspaceId: 'w000000000000',
    secret: TEST_SECRET,
    roots: [
      { path: tmpdir(), name: 'tmp', kind: 'module', readOnly: false },
      ...(options.home === undefined ? [] : [{ path: options.home, name: 'home', kind: 'home', readOnly: false }]),
    ],
    // No start files of whoever runs the tests, and the same prompt everywhere.
    env: { HOME: options.home ?? '/nonexistent', PROMPT_COMMAND: "PS1='$ '", HISTFILE: '/dev/null', ...options.env },
  });
  const log = { info() {}, warn() {}, error: (fields: object, message: string) => process.emitWarning(`${message} ${JSON.stringify(fields)}`) };
  let touches = 0;
  const feature = createTerminalFeature({ config, log, touch: () => (touches += 1), saves: new Saves(), repositories: new Repositories(config) }, options);
  const context: AgentContext = {
    actor: { memberId: MemberId.parse('m000000000000'), sessionId: SessionId.parse('s000000000000'), role: 'developer' },
    capabilities: new Set<Capability>(options.capabilities ?? ['terminal']),
  };
  const server = createServer();
  server.on('upgrade', (request, socket, head) => {
    const url = new URL(request.url ?? '/', 'http://agent');
    const path = url.pathname.replace(/^\/terminals\//, '');
    try {
      feature.upgrade?.handle(request, socket, { context, url, rawQuery: url.search, head, path });
    } catch {
      socket.destroy(); // as the kernel does, which also says why
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const terminals = createRouterClient(feature.router ?? {}, { context }) as ContractRouterClient<typeof terminalContract>;
  return {
    feature,
    terminals,
    touches: () => touches,
    url: (path: string) => `ws://127.0.0.1:${port}/${path}`,
    async close() {
      await feature.close?.();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A bare client of the wire format: gathers what arrives, acknowledges when told to. */
export class RawClient {
  readonly socket: WebSocket;
  readonly messages: TerminalServerMessage[] = [];
  closeCode: number | null = null;
  receivedBytes = 0;
  /** The end of what arrived, as Latin-1, at most 1 MB. */
  text = '';
  acknowledges = true;
  #waiting: (() => void)[] = [];

  constructor(url: string) {
    this.socket = new WebSocket(url);
    this.socket.on('message', (data, isBinary) => {
      if (!Buffer.isBuffer(data)) return;
      if (isBinary) this.#receive(data);
      else this.messages.push(TerminalServerMessage.parse(JSON.parse(data.toString())));
      this.#wake();
    });
    this.socket.on('close', (code) => {
      this.closeCode = code;
      this.#wake();
    });
    this.socket.on('error', () => this.#wake());
  }

  get isAttached(): boolean {
    return this.messages.some((message) => message.type === 'attached');
  }

  acknowledge(): void {
    this.socket.send(JSON.stringify({ type: 'acknowledge', bytes: this.receivedBytes }));
  }

  /** Resolves once `condition` holds, looked at after each thing that arrives. The test's timeout is the limit. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async attached(): Promise<this> {
    await this.until(() => this.isAttached);
    return this;
  }

  async shows(text: string): Promise<void> {
    await this.until(() => this.text.includes(text));
  }

  type(input: string | Buffer): void {
    this.socket.send(Buffer.from(input));
  }

  #receive(bytes: Buffer): void {
    const before = Math.floor(this.receivedBytes / 65_536);
    this.receivedBytes += bytes.length;
    this.text = (this.text + bytes.toString('latin1')).slice(-1_000_000);
    if (this.acknowledges && Math.floor(this.receivedBytes / 65_536) > before) this.acknowledge();
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
