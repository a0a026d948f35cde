import { z } from 'zod';

import { FilePath } from '../../../shared/file-path.ts';
import type { SettingLayer, SettingValues } from './settings.ts';

export type CachedLayer = { readonly layer: SettingLayer; readonly values: SettingValues };

const MAX_CHARACTERS = 200_000;
const Values = z.record(z.string(), z.unknown());
const Cached = z.array(
  z.object({ layer: z.union([z.object({ level: z.enum(['user', 'workspace']) }), z.object({ level: z.literal('folder'), folder: FilePath })]), values: Values }),
);

/** `ownKey`: a name as the member's own, see `components/workbench/own-key.ts`. */
export type CachePlace = { readonly workspaceId: string; readonly ownKey: (name: string) => string };

/** The member's are the same in every workspace, the others are a workspace's own. */
const keysOf = ({ workspaceId, ownKey }: CachePlace): { readonly user: string; readonly others: string } => ({ user: ownKey('atelier:settings'), others: ownKey(`atelier:settings:${workspaceId}`) });

/**
 * The settings as they were when this browser last saw them, for what is drawn before anybody can be asked; none
 * where nothing was kept, or nothing that can be read.
 */
export function cachedSettings(place: CachePlace, storage: Pick<Storage, 'getItem'>): readonly CachedLayer[] {
  const { user, others } = keysOf(place);
  return [...read(storage.getItem(user)), ...read(storage.getItem(others))];
}

/** Keeps what is not too large to be read at every start. */
export function cacheSettings(place: CachePlace, layers: readonly CachedLayer[], storage: Pick<Storage, 'setItem' | 'removeItem'>): void {
  const { user, others } = keysOf(place);
  for (const [key, isOwn] of [[user, true], [others, false]] as const) {
    const text = JSON.stringify(layers.filter(({ layer, values }) => (layer.level === 'user') === isOwn && Object.keys(values).length > 0));
    if (text.length > MAX_CHARACTERS || text === '[]') storage.removeItem(key);
    else storage.setItem(key, text);
  }
}

function read(text: string | null): readonly CachedLayer[] {
  if (text === null) return [];
  try {
    const parsed = Cached.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : [];
  } catch {
    // Whatever else wrote there: the settings themselves are about to come.
    return [];
  }
}
