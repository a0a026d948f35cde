import type { MemberId } from '../../shared/ids.ts';
import { ModuleId, WorkspaceId } from '../../shared/ids.ts';
import type { Clock } from '../clock.ts';
import { TimedCache } from '../git/timed-cache.ts';
import type { ModuleRights } from '../grants/module-rights.ts';
import type { ServiceDocument } from '../storage/documents.ts';
import type { Storage, Stored } from '../storage/storage.ts';
import type { Visitors } from './visitors.ts';

/** A share that counts: its member may still write to the module, and its workspace is there. */
export type Share = {
  readonly moduleId: ModuleId;
  readonly memberId: MemberId;
  readonly workspaceId: WorkspaceId;
  readonly workspaceName: string;
  readonly port: number;
  readonly sharedAtMs: number;
  readonly running: boolean;
};

export type SharesDeps = {
  readonly storage: Pick<Storage, 'services' | 'workspaces'>;
  readonly rights: Pick<ModuleRights, 'accessTo'>;
  readonly visitors: Visitors;
  readonly clock: Clock;
};

/** The id of a share: a workspace shares a module once. */
export function shareId(workspaceId: WorkspaceId, moduleId: ModuleId): string {
  return `${workspaceId}/${moduleId}`;
}

/** Which port of which workspace answers for a module. What is stored says who asked for it; what counts is decided here, each time. */
export class Shares {
  readonly #deps: SharesDeps;
  readonly #all: TimedCache<readonly Share[]>;

  constructor(deps: SharesDeps) {
    this.#deps = deps;
    this.#all = new TimedCache(deps.clock);
  }

  /** After any change that may make a share count or not. */
  changed(): void {
    this.#all.clear();
  }

  /** The newest that counts, whether its workspace runs or not; null: nobody shares it. */
  async of(moduleId: ModuleId): Promise<Share | null> {
    for (const stored of newestFirst(await this.#deps.storage.services.find({ moduleId }))) {
      const share = await this.#counting(stored);
      if (share !== null) return share;
    }
    return null;
  }

  /** All that count, the newest first. Everybody who looks asks every few seconds: what was read a moment ago will do. */
  async all(): Promise<readonly Share[]> {
    return this.#all.get('', async () => {
      const shares = await Promise.all(newestFirst(await this.#deps.storage.services.find()).map((stored) => this.#counting(stored)));
      return shares.filter((share) => share !== null);
    });
  }

  async #counting(stored: Stored<ServiceDocument>): Promise<Share | null> {
    const { storage, rights, visitors } = this.#deps;
    const [workspace, member] = await Promise.all([storage.workspaces.get(stored.workspaceId), visitors.member(stored.memberId)]);
    if (workspace === null || member === null || workspace.memberId !== member.id) return null;
    if (workspace.wanted === 'trashed' || workspace.wanted === 'purged') return null;
    const moduleId = ModuleId.parse(stored.moduleId);
    if ((await rights.accessTo(member, moduleId))?.access !== 'write') return null;
    const { port, sharedAtMs } = stored;
    const running = workspace.wanted === 'running';
    return { moduleId, memberId: member.id, workspaceId: WorkspaceId.parse(workspace.id), workspaceName: workspace.name, port, sharedAtMs, running };
  }
}

function newestFirst(stored: Stored<ServiceDocument>[]): Stored<ServiceDocument>[] {
  return stored.toSorted((a, b) => b.sharedAtMs - a.sharedAtMs);
}
