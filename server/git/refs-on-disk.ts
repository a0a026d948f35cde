import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The commit of a bare repository's default branch, read as git keeps it: this is asked for every module on a page,
 * and a process each would be felt. null: no commit yet.
 */
export async function readHead(folder: string): Promise<string | null> {
  const [, ref] = /^ref: (refs\/heads\/\S+)\n$/.exec(await readFile(join(folder, 'HEAD'), 'utf8')) ?? [];
  if (ref === undefined) return null;
  const loose = await readIfThere(join(folder, ref));
  if (loose !== null) return /^[0-9a-f]{40}$/.exec(loose.trim())?.[0] ?? null;
  const packed = (await readIfThere(join(folder, 'packed-refs'))) ?? '';
  const line = packed.split('\n').find((text) => text.endsWith(` ${ref}`));
  return line === undefined ? null : (/^[0-9a-f]{40}(?= )/.exec(line)?.[0] ?? null);
}

/**
 * Whether there may be a ref below `namespace` (`refs/heads/x/`), read as git keeps them: asked for every module at the
 * start. Where there is no repository there is none; a folder that git left empty may say yes.
 */
export async function hasRefsUnder(folder: string, namespace: string): Promise<boolean> {
  const loose = await readdir(join(folder, namespace)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  return loose.length > 0 || ((await readIfThere(join(folder, 'packed-refs'))) ?? '').includes(` ${namespace}`);
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}
