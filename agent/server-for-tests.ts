import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Capability } from '../shared/actor.ts';
import { ACTOR_HEADER, AGENT_CONFIG, AGENT_SOCKET, AgentHello, type ActorToken, type AgentConfig } from '../shared/agent-protocol.ts';
import { MemberId, SessionId, WorkspaceId } from '../shared/ids.ts';

export const SECRET = 'a-secret-of-the-tests-0123456789abcdef';

export type Reply = { status: number; headers: IncomingMessage['headers']; body: Buffer };
export type Ask = { method?: string; path: string; headers?: OutgoingHttpHeaders; body?: string | Buffer };

/** The server's half of the channel, small: listens on the socket, reads hellos, uses connections for HTTP. */
export class ServerForTests {
  readonly folder: string;
  readonly hellos: AgentHello[] = [];
  readonly #server: Server;
  readonly #idle: Socket[] = [];
  readonly #all = new Set<Socket>();
  #waiting: ((socket: Socket) => void)[] = [];

  private constructor(folder: string) {
    this.folder = folder;
    this.#server = createServer((socket) => this.#hello(socket));
  }

  /** A folder of its own with the agent's config in it; `close` removes it. */
  static async create(config: Partial<AgentConfig> = {}): Promise<ServerForTests> {
    const folder = await mkdtemp(join(tmpdir(), 'atelier-agent-'));
    const whole: AgentConfig = {
      workspaceId: WorkspaceId.parse('w000000000001'),
      secret: SECRET,
      roots: [{ path: folder, name: 'home', kind: 'home', readOnly: false }],
      env: {},
      ...config,
    };
    await writeFile(join(folder, AGENT_CONFIG), JSON.stringify(whole));
    return new ServerForTests(folder);
  }

  async listen(): Promise<void> {
    await rm(join(this.folder, AGENT_SOCKET), { force: true });
    this.#server.listen(join(this.folder, AGENT_SOCKET));
    await once(this.#server, 'listening');
  }

  /** As when the server ends: no socket, no connections. `listen` begins anew. */
  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.dropConnections();
    await closed;
  }

  dropConnections(): void {
    for (const socket of this.#all) socket.destroy();
  }

  async close(): Promise<void> {
    if (this.#server.listening) await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  idleCount(): number {
    return this.#idle.length;
  }

  /** A connection of the agent, waited for when there is none. */
  async connection(): Promise<Socket> {
    const idle = this.#idle.shift();
    if (idle !== undefined) return idle;
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async request({ method = 'GET', path, headers = {}, body }: Ask): Promise<Reply> {
    const response = await this.open({ method, path, headers, body });
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) };
  }

  /** The response before its body; whoever asks reads or destroys it. */
  async open({ method = 'GET', path, headers = {}, body }: Ask): Promise<IncomingMessage> {
    const socket = await this.connection();
    const request = httpRequest({ method, path, headers: { [ACTOR_HEADER]: actorToken(), ...headers }, createConnection: () => socket });
    request.end(body);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return response;
  }

  #hello(socket: Socket): void {
    this.#all.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      this.#all.delete(socket);
      const at = this.#idle.indexOf(socket);
      if (at !== -1) this.#idle.splice(at, 1);
    });
    let text = '';
    const read = (chunk: Buffer): void => {
      text += chunk.toString();
      const end = text.indexOf('\n');
      if (end === -1) return;
      socket.off('data', read);
      this.hellos.push(AgentHello.parse(JSON.parse(text.slice(0, end))));
      const waiting = this.#waiting.shift();
      if (waiting === undefined) this.#idle.push(socket);
      else waiting(socket);
    };
    socket.on('data', read);
  }
}

export function actorToken(changes: Partial<ActorToken> = {}, secret = SECRET): string {
  const token: ActorToken = {
    memberId: MemberId.parse('m000000000001'),
    sessionId: SessionId.parse('s000000000001'),
    role: 'developer',
    capabilities: Capability.options,
    expiresAtMs: Date.now() + 60_000,
    ...changes,
  };
  const payload = Buffer.from(JSON.stringify(token)).toString('base64url');
  return `${payload}.${createHmac('sha256', secret).update(payload).digest('base64url')}`;
}
