import type { SettingDocument } from '../storage/documents.ts';
import type { Collection } from '../storage/storage.ts';
import { isAtelier } from '../../shared/errors.ts';

export const FIRST_UID = 20_000;
const SETTING = 'next-workspace-uid';

/** A uid that no workspace ever had: what a purged one left behind, anywhere, can never be another's. */
export async function nextUid(settings: Collection<SettingDocument>): Promise<number> {
  for (;;) {
    const stored = await settings.get(SETTING);
    const uid = stored === null ? FIRST_UID : Number(stored.value);
    const next = { value: String(uid + 1) };
    try {
      if (stored === null) await settings.insert(SETTING, next);
      else await settings.replace(SETTING, stored.revision, next);
      return uid;
    } catch (error) {
      // Somebody else took it in between.
      if (!isAtelier(error, 'conflict') && !isAtelier(error, 'already_exists')) throw error;
    }
  }
}
