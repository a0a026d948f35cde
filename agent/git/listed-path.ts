import { bytesToPath, FilePath } from '../../shared/file-path.ts';

/** The file of a repository that git printed by this name, which was read as latin1; null: no path that we have. */
export function listedPath(root: string, name: string): FilePath | null {
  return FilePath.safeParse(`${root}/${bytesToPath(Buffer.from(name, 'latin1'))}`).data ?? null;
}
