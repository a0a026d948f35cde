import type { WorkspaceId } from '../../shared/ids.ts';
import { SECOND_MS } from '../../shared/units.ts';
import type { AgentHub } from '../agents/agent-hub.ts';
import type { Clock } from '../clock.ts';
import type { Changes } from '../changes.ts';

const LOOK_EVERY_MS = 3 * SECOND_MS;

/** Whether a program listens on a port of a workspace, as its agent says. Asked again every few seconds while somebody looks. */
export class Listening {
  readonly #deps: { readonly hub: Pick<AgentHub, 'connected' | 'status'>; readonly clock: Clock; readonly changes: Changes };
  readonly #asked = new Map<WorkspaceId, { readonly atMs: number; readonly ports: Promise<readonly number[]> }>();
  #watchers = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: { readonly hub: Pick<AgentHub, 'connected' | 'status'>; readonly clock: Clock; readonly changes: Changes }) {
    this.#deps = deps;
  }

  async on({ workspaceId, port }: { readonly workspaceId: WorkspaceId; readonly port: number }): Promise<boolean> {
    if (!this.#deps.hub.connected(workspaceId)) return false;
    const nowMs = this.#deps.clock.now();
    let asked = this.#asked.get(workspaceId);
    if (asked === undefined || nowMs - asked.atMs >= LOOK_EVERY_MS / 2) {
      // An agent that does not answer serves nobody either.
      const ports = this.#deps.hub.status(workspaceId).then((status) => status.ports, () => []);
      asked = { atMs: nowMs, ports };
      this.#asked.set(workspaceId, asked);
    }
    return (await asked.ports).includes(port);
  }

  forget(workspaceId: WorkspaceId): void {
    this.#asked.delete(workspaceId);
  }

  /** Returns the function that says that nobody looks any more. */
  watch(): () => void {
    this.#watchers += 1;
    this.#timer ??= setInterval(() => this.#deps.changes.tell(), LOOK_EVERY_MS).unref();
    return () => {
      this.#watchers -= 1;
      if (this.#watchers === 0) this.close();
    };
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
