import type { Duplex } from 'node:stream';

import type { Actor } from '../../shared/actor.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { SessionId, WorkspaceId } from '../../shared/ids.ts';

/** Every relayed or streaming connection, so that a right that ends closes what it opened. */
export interface SocketRegistry {
  /** Returns the function to call when the connection is over. `close` must end it with the given reason. */
  add(entry: { actor: Actor; workspaceId: WorkspaceId | null; close(code: ErrorCode): void }): () => void;
  closeSession(sessionId: SessionId, code: ErrorCode): void;
  closeWorkspace(workspaceId: WorkspaceId, code: ErrorCode): void;
  /** Relayed connections to a workspace right now, for the idle stop. */
  count(workspaceId: WorkspaceId): number;
}

/** Both ends of a splice; exported for those that register them. */
export type Splice = { readonly client: Duplex; readonly agent: Duplex };
