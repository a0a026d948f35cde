import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Writable } from 'node:stream';

import type { Actor } from '../../../shared/actor.ts';
import { AtelierError } from '../../../shared/errors.ts';
import { WorkspaceId, type ModuleId } from '../../../shared/ids.ts';
import { GIB, MINUTE_MS } from '../../../shared/units.ts';
import type { KeptCopyView } from '../../../shared/workspaces.ts';
import type { Caller } from '../../api.ts';
import type { AuditLog } from '../../audit/audit-log.ts';
import type { GrantUseCases } from '../../grants/grant-use-cases.ts';
import type { Runtime } from '../../runtimes/runtime.ts';
import type { KeptCopyDocument } from '../../storage/documents.ts';
import type { Storage, Stored } from '../../storage/storage.ts';
import { audited } from '../../audit/audited.ts';
import type { ImageCatalogue } from '../image-catalogue.ts';
import { moduleName } from '../plan.ts';

const SCRIPT = readFileSync(join(import.meta.dirname, 'bundle-copy.sh'), 'utf8');
const TIMEOUT_MS = 30 * MINUTE_MS;
const MAX_BUNDLE_BYTES = 20 * GIB;

export type KeptCopiesDeps = {
  readonly storage: Pick<Storage, 'keptCopies' | 'members' | 'modules' | 'projects' | 'workspaces'>;
  readonly runtime: Pick<Runtime, 'stream' | 'removeVolumes'>;
  readonly catalogue: ImageCatalogue;
  readonly grants: Pick<GrantUseCases, 'list' | 'set'>;
  readonly audit: AuditLog;
};

export type AboutCopy = { readonly actor: Actor; readonly caller: Caller; readonly copyId: string };

/** For owners: working copies that were taken from their members with work in them that nobody else has. */
export class KeptCopies {
  readonly #deps: KeptCopiesDeps;

  constructor(deps: KeptCopiesDeps) {
    this.#deps = deps;
  }

  /** Newest first. */
  async list(): Promise<KeptCopyView[]> {
    const kept = await this.#deps.storage.keptCopies.find();
    return (await Promise.all(kept.map((copy) => this.#view(copy)))).toSorted((a, b) => b.keptAtMs - a.keptAtMs);
  }

  /**
   * Everything in it as one git bundle, what was never committed as the branch `uncommitted`. `to` is ended.
   * @throws AtelierError not_found; unavailable; upstream_failed: git could not read it
   */
  async bundle(about: AboutCopy, { to, signal }: { to: Writable; signal: AbortSignal }): Promise<void> {
    const { runtime, catalogue } = this.#deps;
    await this.#recorded('copy.download', about, async ({ volume, uid }) => {
      const image = await catalogue.anyReady(null);
      if (image === null) throw new AtelierError('unavailable', { what: 'image' });
      let said = '';
      const { exitCode } = await runtime.stream(
        {
          image, uid, network: 'none',
          mounts: [{ volume, target: '/copy', readOnly: true }],
          command: ['/bin/bash', '-c', SCRIPT, 'bundle-copy', '/copy'],
          timeoutMs: TIMEOUT_MS, maxOutputBytes: MAX_BUNDLE_BYTES,
        },
        { stdout: to, onLine: (line) => (said = line), signal },
      );
      if (exitCode !== 0) throw new AtelierError('upstream_failed', { part: 'copy', detail: said.slice(0, 300) });
    });
  }

  /** Grants the module to the member again, whose workspaces then follow. @throws AtelierError not_found; conflict: somebody or something is gone */
  async giveBack(about: AboutCopy): Promise<void> {
    const { grants } = this.#deps;
    await this.#recorded('copy.give_back', about, async (copy) => {
      if (!(await this.#view(copy)).canGiveBack) throw new AtelierError('conflict');
      const pair = { memberId: copy.memberId, moduleId: copy.moduleId };
      const [present] = await grants.list(pair);
      await grants.set({ actor: about.actor, caller: about.caller }, { ...pair, access: 'write', revision: present?.revision ?? null });
    });
  }

  /** For good. @throws AtelierError not_found */
  async remove(about: AboutCopy): Promise<void> {
    const { storage, runtime } = this.#deps;
    await this.#recorded('copy.remove', about, async (copy) => {
      await runtime.removeVolumes([copy.volume]);
      await storage.keptCopies.delete(copy.id);
    });
  }

  async #recorded(action: string, { actor, caller, copyId }: AboutCopy, work: (copy: Stored<KeptCopyDocument>) => Promise<void>): Promise<void> {
    await audited(this.#deps.audit, { actor, caller, action, target: copyId }, async () => {
      const copy = await this.#deps.storage.keptCopies.get(copyId);
      if (copy === null) throw new AtelierError('not_found');
      await work(copy);
    });
  }

  async #view({ id, memberId, workspaceId, moduleId, because, keptAtMs }: Stored<KeptCopyDocument>): Promise<KeptCopyView> {
    const { storage } = this.#deps;
    const [member, workspace, name] = await Promise.all([storage.members.get(memberId), storage.workspaces.get(workspaceId), this.#moduleName(moduleId)]);
    const isThere = workspace !== null && workspace.wanted !== 'trashed' && workspace.wanted !== 'purged';
    return {
      id,
      memberId,
      memberName: member?.name ?? '',
      workspaceId: WorkspaceId.parse(workspaceId),
      workspaceName: workspace?.name ?? null,
      moduleId,
      moduleName: name?.full ?? null,
      because,
      keptAtMs,
      canGiveBack: isThere && name?.isLive === true && member?.removedAtMs === null,
    };
  }

  async #moduleName(moduleId: ModuleId): Promise<{ full: string; isLive: boolean } | null> {
    const { storage } = this.#deps;
    const module = await storage.modules.get(moduleId);
    const project = module === null ? null : await storage.projects.get(module.projectId);
    if (module === null || project === null) return null;
    return { full: moduleName({ projectSlug: project.slug, slug: module.slug }), isLive: module.state === 'live' && project.state === 'live' };
  }
}
