import { openDB, type DBSchema, type IDBPDatabase } from 'idb';

import { DAY_MS } from '../../../../shared/units.ts';
import type { ConflictedText } from '../../contract.ts';
import type { Choice, Place } from './merge-text.ts';

const DATABASE = 'atelier-merges';
/** Of a merge that nobody went on with. */
const KEPT_MS = 90 * DAY_MS;

/** A merge that is not finished: the result as it was left, where each conflict stands in it, and what was chosen. */
export type KeptMerge = { readonly text: string; readonly places: readonly Place[]; readonly choices: readonly (Choice | null)[] };
type Stored = KeptMerge & { readonly key: string; readonly signature: string; readonly savedAtMs: number };
export type MergeKey = { readonly workspace: string; readonly path: string; readonly found: ConflictedText };

interface MergeSchema extends DBSchema {
  merges: { key: string; value: Stored };
}

let database: Promise<IDBPDatabase<MergeSchema>> | null = null;

function open(): Promise<IDBPDatabase<MergeSchema>> {
  database ??= openDB<MergeSchema>(DATABASE, 1, { upgrade: (made) => void made.createObjectStore('merges', { keyPath: 'key' }) });
  return database;
}

function keyOf({ workspace, path }: MergeKey): string {
  return `${workspace}\n${path}`;
}

/** The same for the same three texts: a conflict of another merge begins anew. */
async function signatureOf({ found: { base, ours, theirs } }: MergeKey): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify([base, ours, theirs])));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What was left of this merge in this browser, and when; null: nothing. */
export async function findKept(merge: MergeKey): Promise<(KeptMerge & { readonly savedAtMs: number }) | null> {
  const [store, signature] = await Promise.all([open(), signatureOf(merge)]);
  for (const old of await store.getAll('merges')) if (old.savedAtMs < Date.now() - KEPT_MS) await store.delete('merges', old.key);
  const kept = await store.get('merges', keyOf(merge));
  return kept?.signature === signature ? kept : null;
}

export async function keepMerge(merge: MergeKey, kept: KeptMerge): Promise<void> {
  const [store, signature] = await Promise.all([open(), signatureOf(merge)]);
  await store.put('merges', { ...kept, key: keyOf(merge), signature, savedAtMs: Date.now() });
}

export async function forgetMerge(merge: MergeKey): Promise<void> {
  await (await open()).delete('merges', keyOf(merge));
}
