import type { Actor } from '../../shared/actor.ts';
import { AtelierError, isAtelier } from '../../shared/errors.ts';
import { WorkspaceId } from '../../shared/ids.ts';
import { WorkspaceState } from '../../shared/workspaces.ts';
import { KeyedQueue } from '../../shared/keyed-queue.ts';
import type { WorkspaceDocument } from '../storage/documents.ts';
import type { Collection, Stored } from '../storage/storage.ts';
import type { Visits } from './visits.ts';

/** A stored workspace with its state understood. */
export type Workspace = Omit<Stored<WorkspaceDocument>, 'id' | 'state'> & { readonly id: WorkspaceId; readonly state: WorkspaceState };
export type WorkspaceChange = Partial<Omit<WorkspaceDocument, 'memberId' | 'uid' | 'secret' | 'createdAtMs' | 'state'>> & { state?: WorkspaceState };

const MAX_TRIES = 5;

/** Workspaces as the database has them. Changes of one workspace are made one after the other. */
export class WorkspaceStore {
  readonly #collection: Collection<WorkspaceDocument>;
  readonly #visits: Visits;
  readonly #queue = new KeyedQueue();

  constructor(collection: Collection<WorkspaceDocument>, visits: Visits) {
    this.#collection = collection;
    this.#visits = visits;
  }

  async all(): Promise<Workspace[]> {
    return (await this.#collection.find()).map(understood);
  }

  async wantedRunning(): Promise<Workspace[]> {
    return (await this.#collection.find({ wanted: 'running' })).map(understood);
  }

  /** A member's own and those that an owner has entered; those on their way out for good left out. */
  async ofMember(actor: Actor): Promise<Workspace[]> {
    const found = await this.#collection.find(actor.role === 'owner' ? {} : { memberId: actor.memberId });
    return found.map(understood).filter((workspace) => this.#reaches(actor, workspace));
  }

  async get(id: WorkspaceId): Promise<Workspace | null> {
    const stored = await this.#collection.get(id);
    return stored === null ? null : understood(stored);
  }

  /** @throws AtelierError not_found: there is none, or it is another member's and not entered (which is the same to the actor) */
  async own(actor: Actor, id: WorkspaceId): Promise<Workspace> {
    return this.#ownOrNotFound(actor, await this.get(id));
  }

  /** @throws AtelierError already_exists: the member has one of that name */
  async insert(id: WorkspaceId, document: WorkspaceDocument): Promise<Workspace> {
    return understood(await this.#collection.insert(id, document));
  }

  /**
   * Reads, lets `decide` say what changes (null: nothing) or throw, and writes.
   * @throws AtelierError not_found; already_exists; whatever `decide` throws
   */
  async change(id: WorkspaceId, decide: (workspace: Workspace) => WorkspaceChange | null): Promise<Workspace> {
    return this.#queue.run(id, async () => {
      for (let tries = 1; ; tries += 1) {
        const present = await this.get(id);
        if (present === null) throw new AtelierError('not_found');
        const change = decide(present);
        if (change === null) return present;
        try {
          return understood(await this.#collection.replace(id, present.revision, { ...present, ...change }));
        } catch (error) {
          // Another server wrote in between: decide again on what it wrote.
          if (!isAtelier(error, 'conflict') || tries === MAX_TRIES) throw error;
        }
      }
    });
  }

  /** As `change`, for the actor's own and what an owner has entered only. */
  async changeOwn(actor: Actor, id: WorkspaceId, decide: (workspace: Workspace) => WorkspaceChange | null): Promise<Workspace> {
    return this.change(id, (workspace) => decide(this.#ownOrNotFound(actor, workspace)));
  }

  async delete(id: WorkspaceId): Promise<void> {
    await this.#queue.run(id, () => this.#collection.delete(id));
  }

  watch(listener: () => void): () => void {
    return this.#collection.watch(listener);
  }

  #reaches(actor: Actor, { id, memberId, wanted }: Workspace): boolean {
    return wanted !== 'purged' && (memberId === actor.memberId || this.#visits.has(actor, id));
  }

  #ownOrNotFound(actor: Actor, workspace: Workspace | null): Workspace {
    if (workspace === null || !this.#reaches(actor, workspace)) throw new AtelierError('not_found');
    return workspace;
  }
}

export function stopping(because: Workspace['stopBecause']): WorkspaceChange {
  return { wanted: 'stopped', stopBecause: because, state: { phase: 'stopping' } };
}

/** A state that cannot be understood is a failure a member can see and start again from. */
function understood(stored: Stored<WorkspaceDocument>): Workspace {
  const state = WorkspaceState.safeParse(stored.state);
  const failed: WorkspaceState = { phase: 'failed', reason: 'unknown', steps: [], log: '', failedAtMs: stored.createdAtMs };
  return { ...stored, id: WorkspaceId.parse(stored.id), state: state.success ? state.data : failed };
}
