import type { WorkspaceId } from '../../shared/ids.ts';
import type { SocketRegistry } from './socket-registry.ts';

type Entry = Parameters<SocketRegistry['add']>[0];

/** Keeps what is open in memory: an entry lives exactly as long as its connection. */
export function createSocketRegistry(): SocketRegistry {
  const entries = new Set<Entry>();
  const closeAll = (matches: (entry: Entry) => boolean, code: Parameters<Entry['close']>[0]): void => {
    for (const entry of Array.from(entries).filter(matches)) {
      entries.delete(entry);
      entry.close(code);
    }
  };
  return {
    add: (entry) => {
      entries.add(entry);
      return () => void entries.delete(entry);
    },
    closeSession: (sessionId, code) => closeAll((entry) => entry.actor.sessionId === sessionId, code),
    closeWorkspace: (workspaceId, code) => closeAll((entry) => entry.workspaceId === workspaceId, code),
    count: (workspaceId: WorkspaceId) => Array.from(entries).filter((entry) => entry.workspaceId === workspaceId).length,
  };
}
