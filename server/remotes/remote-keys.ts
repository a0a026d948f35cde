import type { Actor } from '../../shared/actor.ts';
import { AtelierError } from '../../shared/errors.ts';
import { KeyedQueue } from '../../shared/keyed-queue.ts';
import { RemoteKeyId, type MemberId, type WorkspaceId } from '../../shared/ids.ts';
import { MAX_REMOTE_KEYS, type KeyText, type RemoteDeed, type RemoteKeyView } from '../../shared/remotes.ts';
import type { Caller } from '../api.ts';
import { audited } from '../audit/audited.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { SecretBox } from '../auth/secret-box.ts';
import type { Clock } from '../clock.ts';
import { newId } from '../ids.ts';
import type { RemoteKeyDocument } from '../storage/documents.ts';
import type { Storage, Stored } from '../storage/storage.ts';
import { capabilitiesOf } from '../workspaces/capabilities.ts';
import type { WorkspaceAccess } from '../workspaces/workspace-access.ts';
import type { AskAgent } from './ask-agent.ts';

export type Run = { readonly workspaceId: WorkspaceId; readonly root: string; readonly name: string; readonly place: string | null; readonly deed: RemoteDeed };

export type RemoteKeysDeps = {
  readonly storage: Pick<Storage, 'remoteKeys' | 'members' | 'workspaces'>;
  readonly box: SecretBox;
  readonly access: WorkspaceAccess;
  readonly ask: AskAgent;
  readonly audit: AuditLog;
  readonly clock: Clock;
};

/**
 * A member's keys for git servers that are not this one: at rest encrypted, each sealed for its member and its place.
 * One leaves the server for one command of git, in a workspace of that member's own.
 */
export class RemoteKeys {
  readonly #deps: RemoteKeysDeps;
  readonly #saving = new KeyedQueue();

  constructor(deps: RemoteKeysDeps) {
    this.#deps = deps;
  }

  /** By place. None to whom other servers are not allowed. */
  async list(actor: Actor): Promise<RemoteKeyView[]> {
    if (!(await this.#mayHave(actor))) return [];
    const keys = await this.#deps.storage.remoteKeys.find({ memberId: actor.memberId });
    return keys.map(viewOf).toSorted((one, other) => one.place.localeCompare(other.place));
  }

  /** In place of the one that is kept for that place. @throws AtelierError forbidden, limit_reached */
  save(actor: Actor, { place, userName, secret }: KeyText & { readonly place: string }, caller: Caller): Promise<RemoteKeyView> {
    const { storage, box, audit, clock } = this.#deps;
    const { memberId } = actor;
    return audited(audit, { actor, caller, action: 'remote_key.save', target: memberId, details: { place } }, () =>
      this.#saving.run(memberId, async () => {
        if (!(await this.#mayHave(actor))) throw new AtelierError('forbidden');
        const own = await storage.remoteKeys.find({ memberId });
        const before = own.find((key) => key.place === place);
        if (before === undefined && own.length >= MAX_REMOTE_KEYS) throw new AtelierError('limit_reached', { max: MAX_REMOTE_KEYS });
        const document: RemoteKeyDocument = { memberId, place, pairKey: pairOf({ memberId, place }), userName, secret: box.seal(secret, contextOf({ memberId, place })), createdAtMs: clock.now(), lastUsedAtMs: null };
        if (before === undefined) return viewOf(await storage.remoteKeys.insert(newId('x'), document));
        return viewOf(await storage.remoteKeys.replace(before.id, before.revision, document));
      }),
    );
  }

  /** @throws AtelierError not_found: no such key, or another member's */
  async remove(actor: Actor, keyId: RemoteKeyId, caller: Caller): Promise<void> {
    const { storage, audit } = this.#deps;
    await audited(audit, { actor, caller, action: 'remote_key.remove', target: keyId }, async () => {
      const key = await storage.remoteKeys.get(keyId);
      if (key === null || key.memberId !== actor.memberId || !(await storage.remoteKeys.delete(keyId))) throw new AtelierError('not_found');
    });
  }

  /** @throws AtelierError not_found, not_running; forbidden; what git in the workspace says */
  async run(actor: Actor, { workspaceId, place, ...about }: Run, caller: Caller): Promise<void> {
    const { storage, access, ask, audit } = this.#deps;
    const entered = await access.enter(actor, workspaceId);
    const workspace = await storage.workspaces.get(workspaceId);
    // Whoever visits another's workspace leaves no key of theirs there.
    if (workspace?.memberId !== actor.memberId || !entered.capabilities.includes('remotes') || !entered.capabilities.includes('files.write')) throw new AtelierError('forbidden');
    const key = place === null ? null : await this.#open(actor.memberId, place);
    const send = (): Promise<void> => ask({ workspaceId, actor, ...entered }, { ...about, key: key === null ? null : { place: key.document.place, userName: key.document.userName, secret: key.secret } });
    if (key === null) return await send();
    await audited(audit, { actor, caller, action: 'remote_key.use', target: workspaceId, details: { place: key.document.place, deed: about.deed.kind } }, send);
    await this.#used(key.document);
  }

  async #open(memberId: MemberId, place: string): Promise<{ document: Stored<RemoteKeyDocument>; secret: string } | null> {
    const { storage, box } = this.#deps;
    const [document] = await storage.remoteKeys.find({ pairKey: pairOf({ memberId, place }) });
    const secret = document === undefined ? null : box.open(document.secret, contextOf(document));
    // Sealed under another secret of the server's: it is asked for again, as if there were none.
    return document === undefined || secret === null ? null : { document, secret };
  }

  async #used({ id, revision, ...document }: Stored<RemoteKeyDocument>): Promise<void> {
    await this.#deps.storage.remoteKeys.replace(id, revision, { ...document, lastUsedAtMs: this.#deps.clock.now() }).catch((error: unknown) => {
      // Used twice at once, or replaced meanwhile: either is later than this.
      if (!(error instanceof AtelierError)) throw error;
    });
  }

  async #mayHave({ memberId }: Actor): Promise<boolean> {
    return capabilitiesOf(await this.#deps.storage.members.get(memberId)).includes('remotes');
  }
}

type Pair = Pick<RemoteKeyDocument, 'memberId' | 'place'>;

function pairOf({ memberId, place }: Pair): string {
  return `${memberId} ${place}`;
}

function contextOf(pair: Pair): string {
  return `remote key ${pairOf(pair)}`;
}

function viewOf({ id, place, userName, createdAtMs, lastUsedAtMs }: Stored<RemoteKeyDocument>): RemoteKeyView {
  return { id: RemoteKeyId.parse(id), place, userName, createdAtMs, lastUsedAtMs };
}
