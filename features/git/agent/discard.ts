import type { Actor } from '../../../shared/actor.ts';
import type { Repositories, Repository, RepositoryFile } from '../../../agent/git/repositories.ts';
import type { Saves } from '../../../agent/saves.ts';
import { AtelierError } from '../../../shared/errors.ts';
import type { FilePath } from '../../../shared/file-path.ts';
import type { Discarded, LineSelection } from '../contract.ts';
import { readPorcelain } from './module-status.ts';
import { replaceText } from './own-files.ts';
import { withoutLines } from './stage-lines.ts';
import type { Some } from './staging.ts';
import type { Trash } from './trash.ts';

export type DiscardDeps = { readonly repositories: Repositories; readonly trash: Trash; readonly saves: Saves; readonly actor: Actor };

/** What git says changed, of these: nothing else is ever taken away. @throws AtelierError conflict (conflicts_left, nothing_to_save), too_large */
export async function discard({ repositories, trash, saves, actor }: DiscardDeps, { repository, paths }: Some): Promise<Discarded> {
  const { git, look, root } = repository;
  const wanted = paths === null ? null : new Set<FilePath>(paths);
  const { changes } = await readPorcelain(look, root.path);
  const chosen = changes.filter(({ path, isSubmodule }) => (wanted === null || wanted.has(path)) && !isSubmodule);
  if (wanted !== null && chosen.some(({ conflict }) => conflict !== null)) throw new AtelierError('conflict', { because: 'conflicts_left' });
  const files = chosen.filter(({ unstaged }) => unstaged !== null);
  if (files.length === 0) throw new AtelierError('conflict', { because: 'nothing_to_save' });
  for (const { path } of files) saves.changing({ path, actor });
  const trashId = await trash.keep(repository, files.map(({ path, unstaged }) => ({ path, gone: unstaged === 'untracked' || unstaged === 'added' })));
  const intended = files.filter(({ unstaged }) => unstaged === 'added').map(({ path }) => path);
  if (intended.length > 0) await git(['update-index', '--force-remove', '-z', '--stdin'], { input: repositories.names(repository, intended) });
  const kept = files.filter(({ unstaged }) => unstaged !== 'untracked' && unstaged !== 'added').map(({ path }) => path);
  if (kept.length > 0) await git(['checkout-index', '--force', '--index', '-z', '--stdin'], { input: repositories.names(repository, kept) });
  for (const path of kept) saves.saved({ path, actor });
  return { trashId, fileCount: files.length };
}

/** @throws AtelierError conflict (filtered), not_a_file, too_large, forbidden */
export async function discardLines({ trash, saves, actor }: Omit<DiscardDeps, 'repositories'>, file: RepositoryFile, selection: LineSelection): Promise<Discarded> {
  const { repository, path } = file;
  const bytes = await withoutLines(file, selection);
  saves.changing({ path, actor });
  const trashId = await trash.keep(repository, [{ path, gone: false }]);
  await replaceText(file, bytes);
  saves.saved({ path, actor });
  return { trashId, fileCount: 1 };
}

/** @throws AtelierError not_found: it is not kept any more */
export async function undoDiscard({ trash, saves, actor }: Omit<DiscardDeps, 'repositories'>, repository: Repository, trashId: string): Promise<void> {
  for (const path of await trash.bringBack(repository, trashId)) saves.saved({ path, actor });
}
