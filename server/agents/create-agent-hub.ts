import { Agent, request, type ClientRequestArgs } from 'node:http';
import type { Duplex } from 'node:stream';
import { callbackify } from 'node:util';

import { AgentStatus } from '../../shared/agent-protocol.ts';
import { AtelierError } from '../../shared/errors.ts';
import type { WorkspaceId } from '../../shared/ids.ts';
import { KIB } from '../../shared/units.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { AgentChannel } from './agent-channel.ts';
import type { AgentHub } from './agent-hub.ts';

export const STATUS_TIMEOUT_MS = 3000;
export const MAX_STATUS_BYTES = 64 * KIB;
/** How often one workspace's refused dials are logged: its member can make as many as they like. */
const REFUSAL_LOG_EVERY_MS = 10_000;

type Change = { workspaceId: WorkspaceId; connected: boolean };

/** Holds the channels to all agents. Call `close()` to release the sockets; workspaces keep running. */
export function createAgentHub(deps: { log: Pick<Log, 'info' | 'warn'>; clock: Clock }): AgentHub {
  const channels = new Map<WorkspaceId, { channel: AgentChannel; folder: string; secret: string; agent: Agent; listening: Promise<void> }>();
  const listeners = new Set<(change: Change) => void>();

  const connect = async (workspaceId: WorkspaceId): Promise<Duplex> => {
    const entry = channels.get(workspaceId);
    if (entry === undefined) throw new AtelierError('not_running');
    return await entry.channel.take();
  };

  const forget = async (workspaceId: WorkspaceId): Promise<void> => {
    const entry = channels.get(workspaceId);
    if (entry === undefined) return;
    channels.delete(workspaceId);
    await entry.listening.catch(() => undefined);
    entry.agent.destroy();
    await entry.channel.close();
  };

  const createChannel = (workspaceId: WorkspaceId, secret: string): AgentChannel => {
    let refusalLoggedAtMs = 0;
    return new AgentChannel(secret, {
      onConnected: (connected) => {
        deps.log.info({ workspaceId, connected }, connected ? 'agent connected' : 'agent gone');
        for (const listener of listeners) listener({ workspaceId, connected });
      },
      onRefused: (reason) => {
        if (deps.clock.now() - refusalLoggedAtMs < REFUSAL_LOG_EVERY_MS) return;
        refusalLoggedAtMs = deps.clock.now();
        deps.log.warn({ workspaceId, reason }, 'agent connection refused');
      },
    });
  };

  return {
    listen: async (workspaceId, { folder, secret }) => {
      const present = channels.get(workspaceId);
      if (present !== undefined && present.folder === folder && present.secret === secret) {
        await present.listening;
        return;
      }
      await forget(workspaceId);
      const channel = createChannel(workspaceId, secret);
      const listening = channel.listen(folder);
      channels.set(workspaceId, { channel, folder, secret, listening, agent: new ChannelHttpAgent(() => connect(workspaceId)) });
      await listening;
    },
    forget,
    connected: (workspaceId) => channels.get(workspaceId)?.channel.connected === true,
    version: (workspaceId) => channels.get(workspaceId)?.channel.version ?? null,
    ready: async (workspaceId, timeoutMs) => {
      if (channels.get(workspaceId)?.channel.connected === true) return;
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const onChange = (change: Change): void => {
        if (change.workspaceId === workspaceId && change.connected) resolve();
      };
      listeners.add(onChange);
      const timer = setTimeout(() => reject(new AtelierError('timeout')), timeoutMs);
      await promise.finally(() => {
        clearTimeout(timer);
        listeners.delete(onChange);
      });
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    connect,
    httpAgent: (workspaceId) => channels.get(workspaceId)?.agent ?? new ChannelHttpAgent(() => connect(workspaceId)),
    status: async (workspaceId) => {
      const socket = await connect(workspaceId);
      return await readStatus(socket);
    },
    close: async () => {
      await Promise.all([...channels.keys()].map(forget));
      listeners.clear();
    },
  };
}

/** One connection for each request: the agent keeps idle ones ready, so there is nothing to save by reuse. */
class ChannelHttpAgent extends Agent {
  readonly #connect: () => Promise<Duplex>;

  constructor(connect: () => Promise<Duplex>) {
    super({ keepAlive: false, maxSockets: Infinity });
    this.#connect = connect;
  }

  override createConnection(_options: ClientRequestArgs, callback?: (error: Error | null, stream: Duplex) => void): undefined {
    callbackify(this.#connect)((error, socket) => callback?.(error, socket));
  }
}

/** Asks `GET /status` on a connection of its own, with a bounded body and time. */
async function readStatus(socket: Duplex): Promise<AgentStatus> {
  const { promise, resolve, reject } = Promise.withResolvers<AgentStatus>();
  const failed = (error: Error): void => reject(new AtelierError('upstream_failed', {}, { cause: error }));
  const timer = setTimeout(() => {
    reject(new AtelierError('timeout'));
    socket.destroy();
  }, STATUS_TIMEOUT_MS);
  socket.on('error', failed);
  const asked = request({ createConnection: () => socket, path: '/status', headers: { host: 'agent' }, maxHeaderSize: 8 * KIB }, (response) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on('error', failed);
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_STATUS_BYTES) {
        failed(new Error('status is too large'));
        socket.destroy();
      } else chunks.push(chunk);
    });
    response.on('end', () => {
      try {
        if (response.statusCode !== 200) throw new Error(`status ${response.statusCode ?? 0}`);
        resolve(AgentStatus.parse(JSON.parse(Buffer.concat(chunks).toString('utf8'))));
      } catch (error) {
        failed(error instanceof Error ? error : new Error('status is no JSON'));
      }
    });
  });
  asked.on('error', failed);
  asked.on('close', () => failed(new Error('connection ended')));
  asked.end();
  return await promise.finally(() => {
    clearTimeout(timer);
    socket.destroy();
  });
}
