import { z } from 'zod';

import { isAtelier } from '../../shared/errors.ts';
import type { SettingDocument } from '../storage/documents.ts';
import type { Collection } from '../storage/storage.ts';
import { NO_LINK, type Link } from './chain.ts';

const ANCHOR_SETTING = 'audit-anchor';
const Anchor = z.object({ number: z.number().int().positive(), hash: z.string() });

/** The newest record that retention removed: what the oldest kept one must follow. */
export async function readAnchor(settings: Collection<SettingDocument>): Promise<Link> {
  const stored = await settings.get(ANCHOR_SETTING);
  return stored === null ? NO_LINK : Anchor.parse(JSON.parse(stored.value));
}

/** Written before anything is removed: a crash in between leaves records that no longer count, never a gap. */
export async function writeAnchor(settings: Collection<SettingDocument>, { number, hash }: Link): Promise<void> {
  const value = JSON.stringify({ number, hash });
  const stored = await settings.get(ANCHOR_SETTING);
  try {
    if (stored === null) await settings.insert(ANCHOR_SETTING, { value });
    else await settings.replace(ANCHOR_SETTING, stored.revision, { value });
  } catch (error) {
    if (!(isAtelier(error, 'conflict') || isAtelier(error, 'already_exists'))) throw error;
    // Another server removes at the same time; whose anchor stands is as good.
  }
}
