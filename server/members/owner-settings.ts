import type { Actor } from '../../shared/actor.ts';
import { AtelierError, isAtelier } from '../../shared/errors.ts';
import type { Caller } from '../api.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { MemberDocument } from '../storage/documents.ts';
import type { Storage } from '../storage/storage.ts';
import { audited } from '../audit/audited.ts';

const OWNERS_NEED_TOTP = 'members.owners-need-totp';

/** What owners decided about sign-in. Read once, then kept up with: every request asks. */
export class OwnerSettings {
  readonly #settings: Storage['settings'];
  readonly #unwatch: () => void;
  #ownersNeedTotp: boolean;

  private constructor(settings: Storage['settings'], ownersNeedTotp: boolean) {
    this.#settings = settings;
    this.#ownersNeedTotp = ownersNeedTotp;
    this.#unwatch = settings.watch((change) => {
      if (change.type !== 'deleted' && change.document.id === OWNERS_NEED_TOTP) this.#ownersNeedTotp = change.document.value === 'true';
    });
  }

  /** The caller closes it. */
  static async open({ settings }: Pick<Storage, 'settings'>): Promise<OwnerSettings> {
    return new OwnerSettings(settings, (await settings.get(OWNERS_NEED_TOTP))?.value === 'true');
  }

  get ownersNeedTotp(): boolean {
    return this.#ownersNeedTotp;
  }

  /** Whether a member must set up their second step before anything else. */
  mustSetUpTotp({ role, totp }: Pick<MemberDocument, 'role' | 'totp'>): boolean {
    return this.#ownersNeedTotp && role === 'owner' && totp === null;
  }

  /** @throws AtelierError conflict: another owner decided at the same moment */
  async setOwnersNeedTotp(actor: Actor, needed: boolean, { audit, caller }: { audit: AuditLog; caller: Caller }): Promise<void> {
    const value = String(needed);
    await audited(audit, { actor, caller, action: 'settings.set_owners_need_totp', target: '', details: { needed } }, async () => {
      const present = await this.#settings.get(OWNERS_NEED_TOTP);
      if (present !== null) await this.#settings.replace(present.id, present.revision, { value });
      else await this.#settings.insert(OWNERS_NEED_TOTP, { value }).catch((error: unknown) => refuseSecond(error));
    });
  }

  close(): void {
    this.#unwatch();
  }
}

/** The other owner's first decision was a moment earlier: this one is to be taken again. */
function refuseSecond(error: unknown): never {
  throw isAtelier(error, 'already_exists') ? new AtelierError('conflict', {}, { cause: error }) : error;
}
