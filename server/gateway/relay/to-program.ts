import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

import { AtelierError } from '../../../shared/errors.ts';
import type { WorkspaceId } from '../../../shared/ids.ts';
import { MINUTE_MS, SECOND_MS } from '../../../shared/units.ts';
import type { AgentHub } from '../../agents/agent-hub.ts';
import { switching } from '../previews/preview-headers.ts';
import { openTunnel } from '../previews/tunnel.ts';
import { forwardRequest, forwardUpgrade } from './forward.ts';

export type ProgramTimeouts = { readonly connectMs: number; readonly headMs: number };

/** A development server may compile for a good while before its first answer. */
export const PROGRAM_TIMEOUTS: ProgramTimeouts = { connectMs: 5 * SECOND_MS, headMs: 2 * MINUTE_MS };

/**
 * At the same time into one workspace. Each takes a connection of the agent's channel (`MAX_CONNECTIONS` in
 * server/agents): whatever a page does in a loop, most of them stay for the workspace's own page.
 */
export const MAX_TUNNELS = 160;

/** A program that listens inside a workspace, and how it is spoken to for one request. */
export type Program = {
  readonly workspaceId: WorkspaceId;
  readonly port: number;
  /** On whose account it is asked; null: the server's own. */
  readonly actorToken: string | null;
  /** What the program sees of the request's head, without what makes it an upgrade. */
  readonly headers: OutgoingHttpHeaders;
  /** What the client sees of the answer's. */
  answerHeaders(upstream: IncomingMessage): OutgoingHttpHeaders;
};

export type ProgramRelay = {
  /** Resolves when the answer is over. @throws AtelierError upstream_failed, timeout, not_running, too_many_requests; only while nothing was answered yet */
  request(request: IncomingMessage, response: ServerResponse, program: Program): Promise<void>;
  /** `error` of the socket must be handled already; `onClosed` is called when it is over. @throws as `request` */
  upgrade(request: IncomingMessage, client: { socket: Duplex; head: Buffer }, about: { program: Program; onClosed: () => void }): Promise<void>;
};

/** From a client that was let in to a program in a workspace: a tunnel through its agent, then bytes. */
export function createProgramRelay({ hub, timeouts }: { hub: AgentHub; timeouts: ProgramTimeouts }): ProgramRelay {
  const tunnels = new Map<WorkspaceId, number>();
  const count = (id: WorkspaceId, by: 1 | -1): void => {
    const now = (tunnels.get(id) ?? 0) + by;
    if (now === 0) tunnels.delete(id);
    else tunnels.set(id, now);
  };
  const open = async (program: Program): Promise<Duplex> => {
    const { workspaceId } = program;
    if ((tunnels.get(workspaceId) ?? 0) >= MAX_TUNNELS) throw new AtelierError('too_many_requests');
    count(workspaceId, 1);
    try {
      const tunnel = await openTunnel(hub, program, { actorToken: program.actorToken, timeoutMs: timeouts.connectMs });
      tunnel.once('close', () => count(workspaceId, -1));
      return tunnel;
    } catch (error) {
      count(workspaceId, -1);
      throw error;
    }
  };
  return {
    request: async (request, response, program) => {
      const tunnel = await open(program);
      if (response.destroyed) {
        tunnel.destroy();
        return;
      }
      await forwardRequest(request, response, {
        options: { createConnection: () => tunnel, method: request.method, path: request.url, headers: program.headers },
        headTimeoutMs: timeouts.headMs,
        answerHeaders: (upstream) => program.answerHeaders(upstream),
      }).finally(() => tunnel.destroy());
    },
    upgrade: async (request, client, { program, onClosed }) => {
      const tunnel = await open(program);
      client.socket.on('close', () => tunnel.destroy());
      if (client.socket.destroyed) tunnel.destroy();
      const forward = {
        options: { createConnection: () => tunnel, path: request.url, headers: switching(program.headers, 'websocket') },
        headTimeoutMs: timeouts.headMs,
        answerHeaders: (upstream: IncomingMessage) => switching(program.answerHeaders(upstream), 'websocket'),
      };
      await forwardUpgrade(client, forward, onClosed);
    },
  };
}
