import type { Agent } from 'node:http';
import type { Duplex } from 'node:stream';

import type { AgentStatus } from '../../shared/agent-protocol.ts';
import type { WorkspaceId } from '../../shared/ids.ts';

/** The server's end of the channel: one Unix socket per workspace, agents dial in (shared/agent-protocol.ts). */
export interface AgentHub {
  /** Listens for the workspace's agent; idempotent, replaces a stale socket. `folder` is the runtime's `socketFolder`. */
  listen(workspaceId: WorkspaceId, channel: { folder: string; secret: string }): Promise<void>;
  /** Closes the socket and every connection of it. */
  forget(workspaceId: WorkspaceId): Promise<void>;
  connected(workspaceId: WorkspaceId): boolean;
  /** The version the agent said in its hello; null while none is connected. */
  version(workspaceId: WorkspaceId): string | null;
  /** Resolves once an agent is connected. @throws AtelierError timeout */
  ready(workspaceId: WorkspaceId, timeoutMs: number): Promise<void>;
  onChange(listener: (change: { workspaceId: WorkspaceId; connected: boolean }) => void): () => void;
  /** A connection to use as an HTTP/1.1 connection to the agent. @throws AtelierError not_running, timeout */
  connect(workspaceId: WorkspaceId): Promise<Duplex>;
  /** An http.Agent over `connect`, for `http.request`. */
  httpAgent(workspaceId: WorkspaceId): Agent;
  /** @throws AtelierError not_running, timeout, upstream_failed (an answer that is no AgentStatus) */
  status(workspaceId: WorkspaceId): Promise<AgentStatus>;
  close(): Promise<void>;
}
