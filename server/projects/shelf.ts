import { AtelierError } from '../../shared/errors.ts';
import { PROJECT_TRASH_MS, type Lifecycle } from '../../shared/projects.ts';

/**
 * Where a project or module is: in use, archived, or in the trash until `trashedAtMs + PROJECT_TRASH_MS`. From
 * that moment on it is on its way out: a purge begins by setting `trashedAtMs` to 0, so that one that is cut off
 * is ended by the next sweep, and what is half gone can never be restored. What is being made begins there too.
 */
export type Shelved = { readonly state: Lifecycle; readonly trashedAtMs: number | null; readonly wasArchived?: boolean };

export const ON_ITS_WAY_OUT = { state: 'trashed', trashedAtMs: 0 } as const satisfies Shelved;

export function isDue({ state, trashedAtMs }: Shelved, nowMs: number): boolean {
  return state === 'trashed' && (trashedAtMs ?? 0) + PROJECT_TRASH_MS <= nowMs;
}

/** null: it is not in the trash. */
export function purgeAtMs({ state, trashedAtMs }: Shelved): number | null {
  return state === 'trashed' ? (trashedAtMs ?? 0) + PROJECT_TRASH_MS : null;
}

/** null: it is archived already. @throws AtelierError conflict: it is in the trash */
export function archived({ state }: Shelved): Pick<Shelved, 'state'> | null {
  if (state === 'trashed') throw new AtelierError('conflict', { state });
  return state === 'archived' ? null : { state: 'archived' };
}

/** null: it is in use already. @throws AtelierError conflict: it is in the trash */
export function unarchived({ state }: Shelved): Pick<Shelved, 'state'> | null {
  if (state === 'trashed') throw new AtelierError('conflict', { state });
  return state === 'live' ? null : { state: 'live' };
}

/** null: it is in the trash already. */
export function trashed({ state }: Shelved, nowMs: number): Shelved | null {
  return state === 'trashed' ? null : { state: 'trashed', trashedAtMs: nowMs, wasArchived: state === 'archived' };
}

/** Back to where it was. @throws AtelierError conflict: it is not in the trash, or its time is over */
export function restored(shelved: Shelved, nowMs: number): Shelved {
  if (shelved.state !== 'trashed' || isDue(shelved, nowMs)) throw new AtelierError('conflict', { state: shelved.state });
  return { state: shelved.wasArchived === true ? 'archived' : 'live', trashedAtMs: null, wasArchived: false };
}
