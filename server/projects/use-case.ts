import type { Actor } from '../../shared/actor.ts';
import { AtelierError } from '../../shared/errors.ts';
import { slugProblem } from '../../shared/projects.ts';
import type { Caller } from '../api.ts';
import type { Stored } from '../storage/storage.ts';

/** Who asks, and from where. What they may was decided at the procedure. */
export type Asking = { readonly actor: Actor; readonly caller: Caller };

/** @throws AtelierError invalid_input with the rule that the name breaks */
export function requireSlug(slug: string): string {
  const rule = slugProblem(slug);
  if (rule !== null) throw new AtelierError('invalid_input', { field: 'slug', rule });
  return slug;
}

/** @throws AtelierError not_found; conflict: another owner changed it since `revision` was read */
export function requireRevision<Document extends object>(found: Stored<Document> | null, revision: number): Stored<Document> {
  if (found === null) throw new AtelierError('not_found');
  if (found.revision !== revision) throw new AtelierError('conflict', { revision: found.revision });
  return found;
}

/** What is typed to show that one means it. @throws AtelierError invalid_input */
export function requireConfirmed(slug: string, typed: string): void {
  if (typed !== slug) throw new AtelierError('invalid_input', { field: 'confirmSlug', rule: 'confirm' });
}

/** What is stored, without what the storage adds. */
export function documentOf<Document extends object>({ id: _id, revision: _revision, ...document }: Stored<Document>): Omit<Stored<Document>, 'id' | 'revision'> {
  return document;
}
