import { randomBytes } from 'node:crypto';

import type { Actor } from '../../shared/actor.ts';
import { AtelierError } from '../../shared/errors.ts';
import { WorkspaceId, type ImageId, type MemberId } from '../../shared/ids.ts';
import type { UnsavedWork, WorkspaceLimits, WorkspaceState, WorkspaceView } from '../../shared/workspaces.ts';
import type { Caller } from '../api.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Clock } from '../clock.ts';
import { newId } from '../ids.ts';
import { KeyedQueue } from '../../shared/keyed-queue.ts';
import type { Runtime } from '../runtimes/runtime.ts';
import type { Storage } from '../storage/storage.ts';
import { admit, admitDisk } from './admission.ts';
import { audited } from '../audit/audited.ts';
import { capabilitiesOf } from './capabilities.ts';
import { trashedState, type Driver } from './driver.ts';
import type { IdleStop } from './idle-stop.ts';
import type { ImageCatalogue } from './image-catalogue.ts';
import type { Machine } from './machine.ts';
import type { PreviewCodes } from './preview-codes.ts';
import { newSteps } from './steps.ts';
import { nextUid } from './uid-counter.ts';
import { findUnsavedWork } from './unsaved-work.ts';
import type { Views } from './views.ts';
import { admitToQuota, quotaOf } from './quota.ts';
import type { Visits } from './visits.ts';
import { stopping, type Workspace, type WorkspaceChange, type WorkspaceStore } from './workspace-store.ts';

export type UseCaseDeps = {
  readonly store: WorkspaceStore;
  readonly storage: Pick<Storage, 'settings' | 'members'>;
  readonly driver: Driver;
  readonly views: Views;
  readonly catalogue: ImageCatalogue;
  readonly idle: IdleStop;
  readonly machine: Machine;
  readonly runtime: Runtime;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly codes: PreviewCodes;
  readonly visits: Visits;
  readonly previewUrl: (preview: { workspaceId: WorkspaceId; port: number; code: string }) => string;
};

type New = { name: string; imageId: ImageId; limits: WorkspaceLimits; idleStopMs: number | null };
type Settings = { imageId?: ImageId | undefined; limits?: WorkspaceLimits | undefined; idleStopMs?: number | null | undefined };
/** Who asks, from where, about which workspace. */
export type Ask = { readonly actor: Actor; readonly caller: Caller; readonly workspaceId: WorkspaceId };

const STARTING = (): WorkspaceChange => ({ wanted: 'running', made: null, state: { phase: 'creating', steps: newSteps() } });

/** What a member can do with workspaces of their own; another's is not there (`not_found`), unless an owner has entered it. Each is in the audit log. */
export class WorkspaceUseCases {
  readonly #deps: UseCaseDeps;
  /** Two that ask for the last gigabyte at once must not both get it. */
  readonly #admissions = new KeyedQueue();

  constructor(deps: UseCaseDeps) {
    this.#deps = deps;
  }

  async list(actor: Actor): Promise<WorkspaceView[]> {
    return this.#deps.views.all(await this.#deps.store.ofMember(actor));
  }

  /** For owners: every member's. */
  async everyone(): Promise<WorkspaceView[]> {
    const all = await this.#deps.store.all();
    return this.#deps.views.all(all.filter(({ wanted }) => wanted === 'running' || wanted === 'stopped'));
  }

  /**
   * An owner goes into a member's workspace: from now on it is there for this session as if it were their own. The
   * member is told, and it is on record.
   * @throws AtelierError not_found: no such workspace, or not for an owner
   */
  async enter(ask: Ask): Promise<WorkspaceView> {
    const { store, visits, clock, audit, views } = this.#deps;
    const { actor, caller, workspaceId } = ask;
    return audited(audit, { actor, caller, action: 'workspace.enter', target: workspaceId }, async () => {
      if (actor.role !== 'owner') throw new AtelierError('not_found');
      const changed = await store.change(workspaceId, ({ wanted, memberId }) => {
        if (wanted === 'trashed' || wanted === 'purged') throw new AtelierError('not_found');
        return memberId === actor.memberId ? null : { visit: { memberId: actor.memberId, atMs: clock.now() } };
      });
      visits.begin(actor, workspaceId);
      return views.one(changed);
    });
  }

  async get(actor: Actor, workspaceId: WorkspaceId): Promise<WorkspaceView> {
    return this.#deps.views.one(await this.#deps.store.own(actor, workspaceId));
  }

  /** @throws AtelierError already_exists; limit_reached; not_found (image) */
  async create(actor: Actor, input: New, caller: Caller): Promise<WorkspaceView> {
    const { store, storage, catalogue, clock, audit } = this.#deps;
    const id = WorkspaceId.parse(newId('w'));
    return audited(audit, { actor, caller, action: 'workspace.create', target: id, details: { name: input.name } }, async () => {
      await catalogue.sourceOf(input.imageId);
      const workspace = await this.#admitted(input.limits, { id, memberId: actor.memberId }, async () =>
        store.insert(id, {
          ...input,
          memberId: actor.memberId,
          nameKey: nameKey(actor, input.name),
          uid: await nextUid(storage.settings),
          secret: randomBytes(32).toString('base64url'),
          createdAtMs: clock.now(),
          wanted: 'running',
          stopBecause: 'member',
          state: { phase: 'creating', steps: newSteps() },
          holds: [],
          copies: [],
          made: null,
          visit: null,
        }),
      );
      void this.#deps.driver.drive(id);
      return this.#deps.views.one(workspace);
    });
  }

  /** Idempotent; also the retry of a failed start. @throws AtelierError limit_reached; conflict (in the trash) */
  async start(ask: Ask): Promise<WorkspaceView> {
    return this.#command('start', ask, async (present) =>
      this.#admitted(present.limits, present, () =>
        this.#deps.store.changeOwn(ask.actor, ask.workspaceId, (workspace) => {
          switch (workspace.state.phase) {
            case 'creating':
            case 'running':
              return null;
            case 'stopping':
              // What is being stopped starts again from its end.
              return refuseTrashed(workspace, { wanted: 'running' });
            case 'stopped':
            case 'failed':
              return refuseTrashed(workspace, STARTING());
            case 'trashed':
              throw new AtelierError('conflict', { phase: 'trashed' });
          }
        }),
      ),
    );
  }

  /** Idempotent. A start in progress is cancelled. */
  async stop(ask: Ask): Promise<WorkspaceView> {
    return this.#command('stop', ask, () =>
      this.#deps.store.changeOwn(ask.actor, ask.workspaceId, (workspace) => {
        if (workspace.wanted === 'trashed') throw new AtelierError('conflict', { phase: 'trashed' });
        return workspace.wanted === 'running' ? stopping('member') : null;
      }),
    );
  }

  /** A new container from the newest image and the present limits; what runs in the old one ends. */
  async rebuild(ask: Ask): Promise<WorkspaceView> {
    return this.#command('rebuild', ask, (present) =>
      this.#admitted(present.limits, present, () =>
        this.#deps.store.changeOwn(ask.actor, ask.workspaceId, (workspace) =>
          workspace.wanted === 'running'
            ? { wanted: 'running', state: { phase: 'stopping' } }
            : refuseTrashed(workspace, workspace.state.phase === 'stopping' ? { wanted: 'running' } : STARTING()),
        ),
      ),
    );
  }

  /** Image and limits are those of the next start or rebuild; the idle time counts at once. */
  async update(ask: Ask, settings: Settings): Promise<WorkspaceView> {
    return this.#command('update', ask, async () => {
      if (settings.imageId !== undefined) await this.#deps.catalogue.sourceOf(settings.imageId);
      return this.#admissions.run('', async () => {
        if (settings.limits !== undefined) await this.#admitChange(ask, settings.limits);
        return this.#deps.store.changeOwn(ask.actor, ask.workspaceId, (workspace) => ({
          imageId: settings.imageId ?? workspace.imageId,
          limits: settings.limits ?? workspace.limits,
          idleStopMs: settings.idleStopMs === undefined ? workspace.idleStopMs : settings.idleStopMs,
        }));
      });
    });
  }

  /** The idle time begins anew. @throws AtelierError not_running */
  async keepRunning(ask: Ask): Promise<WorkspaceView> {
    return this.#command('keep_running', ask, async (workspace) => {
      if (workspace.state.phase !== 'running') throw new AtelierError('not_running');
      this.#deps.idle.keep(workspace);
      return workspace;
    });
  }

  /** What deleting would lose. @throws AtelierError unavailable (engine, or no image to look with) */
  async unsavedWork(actor: Actor, workspaceId: WorkspaceId): Promise<UnsavedWork> {
    const workspace = await this.#deps.store.own(actor, workspaceId);
    const image = await this.#deps.catalogue.anyReady(workspace.imageId);
    if (image === null) throw new AtelierError('unavailable', { what: 'image' });
    return findUnsavedWork(this.#deps.runtime, workspace, image);
  }

  /** To the trash; what runs is ended. @throws AtelierError invalid_input (another name) */
  async trash(ask: Ask, confirmName: string): Promise<WorkspaceView> {
    return this.#command('trash', ask, () =>
      this.#deps.store.changeOwn(ask.actor, ask.workspaceId, (workspace) => {
        confirm(workspace, confirmName);
        if (workspace.wanted === 'trashed') return null;
        const nowMs = this.#deps.clock.now();
        const idle = workspace.state.phase === 'stopped' || workspace.state.phase === 'failed';
        const state: WorkspaceState = idle ? trashedState(nowMs) : { phase: 'stopping' };
        return { wanted: 'trashed', nameKey: `${workspace.nameKey}/${workspace.id}`, state };
      }),
    );
  }

  /** Out of the trash, stopped. @throws AtelierError already_exists: the name has been given again; conflict: not in the trash */
  async restore(ask: Ask): Promise<WorkspaceView> {
    return this.#command('restore', ask, () =>
      this.#deps.store.changeOwn(ask.actor, ask.workspaceId, (workspace) => {
        if (workspace.state.phase !== 'trashed') throw new AtelierError('conflict', { phase: workspace.state.phase });
        const state: WorkspaceState = { phase: 'stopped', stoppedAtMs: workspace.state.trashedAtMs, because: 'member' };
        return { wanted: 'stopped', stopBecause: 'member', nameKey: nameKey(workspace, workspace.name), state };
      }),
    );
  }

  /** For good, from the trash only. @throws AtelierError conflict: not in the trash; invalid_input (another name) */
  async purge(ask: Ask, confirmName: string): Promise<void> {
    const entry = { actor: ask.actor, caller: ask.caller, action: 'workspace.purge', target: ask.workspaceId };
    await audited(this.#deps.audit, entry, async () => {
      await this.#deps.store.changeOwn(ask.actor, ask.workspaceId, (workspace) => {
        confirm(workspace, confirmName);
        if (workspace.state.phase !== 'trashed') throw new AtelierError('conflict', { phase: workspace.state.phase });
        return { wanted: 'purged' };
      });
      await this.#deps.driver.drive(ask.workspaceId);
    });
  }

  /** Where a port's preview is entered with a one-time code. @throws AtelierError not_running; forbidden: to those who have no ports */
  async openPreview(ask: Ask, target: { port: number; path: string }): Promise<{ url: string }> {
    const { codes, store, storage, audit } = this.#deps;
    const { actor, caller, workspaceId } = ask;
    return audited(audit, { actor, caller, action: 'preview.open', target: workspaceId, details: { port: target.port } }, async () => {
      const workspace = await store.own(actor, workspaceId);
      if (!capabilitiesOf(await storage.members.get(actor.memberId)).includes('ports')) throw new AtelierError('forbidden');
      if (workspace.state.phase !== 'running') throw new AtelierError('not_running');
      const code = codes.mint({ actor, workspaceId, ...target });
      return { url: this.#deps.previewUrl({ workspaceId, port: target.port, code }) };
    });
  }

  async #command(verb: string, ask: Ask, change: (present: Workspace) => Promise<Workspace>): Promise<WorkspaceView> {
    const { audit, driver, store, views } = this.#deps;
    const { actor, caller, workspaceId } = ask;
    return audited(audit, { actor, caller, action: `workspace.${verb}`, target: workspaceId }, async () => {
      const changed = await change(await store.own(actor, workspaceId));
      // Written first, then made so: a start that is under way and not wanted any more ends now.
      if (changed.wanted !== 'running' || changed.state.phase === 'stopping') driver.cancelStart(workspaceId);
      void driver.drive(workspaceId);
      return views.one(changed);
    });
  }

  async #admitted(limits: WorkspaceLimits, about: Pick<Workspace, 'id' | 'memberId'>, write: () => Promise<Workspace>): Promise<Workspace> {
    return this.#admissions.run('', async () => {
      const others = (await this.#deps.store.all()).filter(({ id }) => id !== about.id);
      await this.#admitMember(limits, { memberId: about.memberId, others });
      admit(limits, others, await this.#deps.machine.figures());
      return write();
    });
  }

  async #admitMember(limits: WorkspaceLimits, { memberId, others }: { memberId: MemberId; others: readonly Workspace[] }): Promise<void> {
    const member = await this.#deps.storage.members.get(memberId);
    if (member === null) throw new AtelierError('not_found', { what: 'member' });
    admitToQuota(quotaOf(member), { limits, others: others.filter((workspace) => workspace.memberId === memberId) });
  }

  /** New limits of what runs must fit as they would at a start; of what is stopped, only its disk is promised. */
  async #admitChange({ actor, workspaceId }: Ask, limits: WorkspaceLimits): Promise<void> {
    const { store, machine } = this.#deps;
    const workspace = await store.own(actor, workspaceId);
    const others = (await store.all()).filter(({ id }) => id !== workspaceId);
    await this.#admitMember(limits, { memberId: workspace.memberId, others });
    if (workspace.wanted === 'running') admit(limits, others, await machine.figures());
    else admitDisk(limits.diskBytes, others, await machine.figures());
  }
}

function nameKey({ memberId }: { readonly memberId: MemberId }, name: string): string {
  return `${memberId}/${name}`;
}

function refuseTrashed(workspace: Workspace, change: WorkspaceChange): WorkspaceChange {
  if (workspace.wanted === 'trashed') throw new AtelierError('conflict', { phase: 'trashed' });
  return change;
}

function confirm(workspace: Workspace, name: string): void {
  if (name !== workspace.name) throw new AtelierError('invalid_input', { field: 'confirmName' });
}
