import type { AgentHub } from '../agents/agent-hub.ts';
import type { Doors } from './create-doors.ts';

/** The hub, with a door beside the channel of every workspace that is listened to. */
export function withDoors(hub: AgentHub, doors: Pick<Doors, 'listen' | 'forget'>): AgentHub {
  return {
    ...hub,
    listen: async (workspaceId, channel) => {
      await Promise.all([hub.listen(workspaceId, channel), doors.listen(workspaceId, channel.folder)]);
    },
    forget: async (workspaceId) => {
      await Promise.all([hub.forget(workspaceId), doors.forget(workspaceId)]);
    },
  };
}
