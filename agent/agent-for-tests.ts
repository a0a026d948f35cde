import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import type { OutgoingHttpHeaders } from 'node:http';
import { join, resolve } from 'node:path';
import { WebSocket } from 'ws';

import { ACTOR_HEADER, type AgentConfig } from '../shared/agent-protocol.ts';
import { buildAgent } from './build.ts';
import { actorToken, ServerForTests } from './server-for-tests.ts';

/** The built agent under its supervisor, as a workspace runs it, and the server's half of its channel. */
export class AgentForTests {
  readonly server: ServerForTests;
  readonly supervisor: ChildProcess;
  readonly version: string;
  readonly startedAtMs: number;
  /** A test file that ends without `close` must not leave it behind, with the file's stderr open. */
  readonly #endWithFile = (): void => void this.supervisor.kill('SIGTERM');

  private constructor(parts: { server: ServerForTests; supervisor: ChildProcess; version: string; startedAtMs: number }) {
    this.server = parts.server;
    this.supervisor = parts.supervisor;
    this.version = parts.version;
    this.startedAtMs = parts.startedAtMs;
    process.once('exit', this.#endWithFile);
  }

  static async start(config: Partial<AgentConfig> = {}): Promise<AgentForTests> {
    const { version } = await buildAgent();
    const server = await ServerForTests.create(config);
    await server.listen();
    const script = resolve(import.meta.dirname, '..', 'dist', 'agent', 'supervisor.sh');
    const startedAtMs = performance.now();
    const supervisor = spawn('/bin/sh', [script], { env: { NODE_ENV: 'production', PATH: '/usr/bin:/bin', HOME: server.folder, ATELIER_AGENT_FOLDER: server.folder }, stdio: ['ignore', 'pipe', 'inherit'] });
    supervisor.stdout?.resume();
    return new AgentForTests({ server, supervisor, version, startedAtMs });
  }

  /** The agent's process id: the supervisor's child that runs the bundle. */
  async pid(): Promise<number> {
    for (;;) {
      const pid = await this.#findAgent();
      if (pid !== null) return pid;
      await new Promise((done) => setImmediate(done));
    }
  }

  async memoryBytes(): Promise<number> {
    const status = await readFile(`/proc/${await this.pid()}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
  }

  /** A WebSocket over a connection of the agent; not yet open. */
  async webSocket(path: string, headers: OutgoingHttpHeaders = {}): Promise<WebSocket> {
    const connection = await this.server.connection();
    return new WebSocket(`ws://agent${path}`, {
      headers: { [ACTOR_HEADER]: actorToken(), ...headers } as Record<string, string>,
      createConnection: () => connection,
      perMessageDeflate: false,
    });
  }

  /** Procedures of every feature; `Client` is their type, from the contracts. */
  async rpc<Client>(headers: OutgoingHttpHeaders = {}): Promise<{ client: Client; socket: WebSocket }> {
    const socket = await this.webSocket('/rpc', headers);
    await once(socket, 'open');
    // oRPC's link asks for the browser's interface; ws has the part that it uses.
    const link = new RPCLink({ websocket: socket as unknown as globalThis.WebSocket });
    return { client: createORPCClient(link) as Client, socket };
  }

  async close(): Promise<void> {
    process.off('exit', this.#endWithFile);
    if (this.supervisor.exitCode === null && this.supervisor.signalCode === null) {
      const exited = once(this.supervisor, 'exit');
      this.supervisor.kill('SIGTERM');
      await exited;
    }
    await this.server.close();
  }

  async #findAgent(): Promise<number | null> {
    for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      const stat = await readFile(join('/proc', pid, 'stat'), 'utf8').catch(() => '');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      if (parent !== this.supervisor.pid) continue;
      const command = await readFile(join('/proc', pid, 'cmdline'), 'utf8').catch(() => '');
      if (command.includes('agent.cjs')) return Number(pid);
    }
    return null;
  }
}
