import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { AtelierError, isAtelier } from '../../../shared/errors.ts';
import type { ModuleId } from '../../../shared/ids.ts';
import { MIB, MINUTE_MS } from '../../../shared/units.ts';
import type { AuditLog } from '../../audit/audit-log.ts';
import type { Clock } from '../../clock.ts';
import type { Repositories } from '../../git/repositories.ts';
import type { GrantedModule } from '../../grants/module-rights.ts';
import type { Log } from '../../log.ts';
import type { Runtime } from '../../runtimes/runtime.ts';
import type { KeptCopyDocument } from '../../storage/documents.ts';
import type { Storage } from '../../storage/storage.ts';
import { isWritten } from '../holdings.ts';
import { copyVolume, moduleName, originOf } from '../plan.ts';
import { hasUnsavedWork } from '../unsaved-work.ts';
import type { Workspace, WorkspaceStore } from '../workspace-store.ts';

const SCRIPT = readFileSync(join(import.meta.dirname, 'make-copies.sh'), 'utf8');
const TIMEOUT_MS = 10 * MINUTE_MS;

/** In `copies` while it is being made: the volume may be there, the copy may be half. */
const UNMADE = '';

export type WorkingCopiesDeps = {
  readonly storage: Pick<Storage, 'keptCopies'>;
  readonly store: WorkspaceStore;
  readonly runtime: Pick<Runtime, 'runOnce' | 'removeVolumes'>;
  readonly repositories: Pick<Repositories, 'folder' | 'has'>;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly log: Log;
};

/** Members' own copies of modules: one volume for each workspace and module, made by containers, never by this process. */
export class WorkingCopies {
  readonly #deps: WorkingCopiesDeps;

  constructor(deps: WorkingCopiesDeps) {
    this.#deps = deps;
  }

  /**
   * Sees to it that there is a copy of each module that the member changes, and that its origin has the module's present
   * name. One that was kept for the owner is the member's again. Asks the engine for nothing when all is so already.
   * @returns the modules that there is no copy of, because there is no repository to make one of
   * @throws AtelierError upstream_failed (git), disk_full, unavailable
   */
  async prepare(workspace: Workspace, modules: readonly GrantedModule[], image: string): Promise<ModuleId[]> {
    // Also of a copy that is there: it may have been noted in the instant before a crash, and what is in use is not kept.
    const written = new Set(modules.filter(isWritten).map(({ id }) => keptId(workspace.id, id)));
    for (const { id } of await this.#deps.storage.keptCopies.find({ workspaceId: workspace.id })) if (written.has(id)) await this.#deps.storage.keptCopies.delete(id);
    const made = new Map(workspace.copies.map(({ moduleId, name }) => [moduleId, name]));
    const { store, runtime, repositories, log } = this.#deps;
    const wanted = modules.filter((module) => isWritten(module) && made.get(module.id) !== moduleName(module));
    const missing: GrantedModule[] = [];
    const absent: ModuleId[] = [];
    for (const module of wanted) {
      if (await repositories.has(module.id)) missing.push(module);
      else {
        log.error({ moduleId: module.id, workspaceId: workspace.id }, 'The repository of a module is missing; the workspace is started without it');
        // A whole copy, whose origin only has another name, is the member's work.
        if ((made.get(module.id) ?? UNMADE) === UNMADE) absent.push(module.id);
      }
    }
    if (missing.length === 0) return absent;
    const { id, uid, limits } = workspace;
    // Noted before it is made, so that no volume is ever forgotten, and as made only afterwards.
    await store.change(id, (present) => ({ copies: noted(present, missing.map((module) => ({ moduleId: module.id, name: UNMADE }))) }));
    const { exitCode, output } = await runtime.runOnce({
      image,
      uid,
      mounts: missing.map((module, index) => ({ volume: copyVolume(id, module.id), target: `/copies/${index}`, readOnly: false })),
      readOnlyBinds: missing.map((module, index) => ({ source: repositories.folder(module.id), target: `/repositories/${index}` })),
      command: ['/bin/bash', '-c', SCRIPT, 'make-copies', ...missing.flatMap((module, index) => argumentsOf(module, index))],
      timeoutMs: TIMEOUT_MS,
      maxOutputBytes: MIB,
      diskBytes: limits.diskBytes,
    });
    if (exitCode !== 0) throw failure(output);
    await store.change(id, (present) => ({ copies: noted(present, missing.map((module) => ({ moduleId: module.id, name: moduleName(module) }))) }));
    return absent;
  }

  /**
   * Out of the member's reach: a copy with work that nobody else has is kept for the owner, another is removed. No
   * container may mount it any more. What cannot be done now is found again, as long as the workspace is there.
   */
  async takeAway(workspace: Workspace, { moduleIds, because, image }: { moduleIds: readonly ModuleId[]; because: KeptCopyDocument['because']; image: string | null }): Promise<void> {
    const { store, log } = this.#deps;
    for (const moduleId of moduleIds) {
      try {
        await this.#takeOne(workspace, { moduleId, because, image });
        await store.change(workspace.id, (present) => ({ copies: present.copies.filter((copy) => copy.moduleId !== moduleId) }));
      } catch (error) {
        log.warn({ err: error, workspaceId: workspace.id, moduleId }, 'A working copy could not be taken away; it is tried again');
      }
    }
  }

  async #takeOne(workspace: Workspace, { moduleId, because, image }: { moduleId: ModuleId; because: KeptCopyDocument['because']; image: string | null }): Promise<void> {
    const { storage, runtime, clock, audit } = this.#deps;
    const { id, uid, memberId } = workspace;
    const volume = copyVolume(id, moduleId);
    // Without an image there is nothing to look into it with: then it is kept.
    const isKept = image === null || (await hasUnsavedWork(runtime, { image, uid, volume }));
    if (isKept) {
      const document = { volume, workspaceId: id, memberId, moduleId, uid, because, keptAtMs: clock.now() };
      await storage.keptCopies.insert(keptId(id, moduleId), document).catch((error: unknown) => {
        if (!isAtelier(error, 'already_exists')) throw error;
      });
    } else await runtime.removeVolumes([volume]);
    await audit.record({ actor: null, action: isKept ? 'copy.keep' : 'copy.remove', target: keptId(id, moduleId), address: '', outcome: 'done', details: { because } });
  }
}

/** A kept copy's id: whose workspace and which module it was. */
export function keptId(workspaceId: Workspace['id'], moduleId: ModuleId): string {
  return `${workspaceId}-${moduleId}`;
}

function noted({ copies }: Workspace, more: Workspace['copies']): Workspace['copies'] {
  const ids = new Set(more.map(({ moduleId }) => moduleId));
  return [...copies.filter(({ moduleId }) => !ids.has(moduleId)), ...more];
}

/** Whoever only proposes has no use for other people's branches. */
function argumentsOf(module: GrantedModule, index: number): string[] {
  return [`/copies/${index}`, `/repositories/${index}`, originOf(moduleName(module)), module.access === 'propose' ? 'main' : 'all'];
}

export function failure(output: string): AtelierError {
  const detail = output.trim().slice(-300);
  return /no space left on device|disk quota exceeded/i.test(output) ? new AtelierError('disk_full', { part: 'copies', detail }) : new AtelierError('upstream_failed', { part: 'copies', detail });
}
