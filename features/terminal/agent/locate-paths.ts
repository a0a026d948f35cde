import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';

import { FilePath } from '../../../shared/file-path.ts';
import type { LocatedPath } from '../contract.ts';

/** Where texts on a screen may count from. */
export type LocateFrom = { readonly folder: string; readonly home: string | undefined };

/** Which of the texts are paths of files or folders that are there. In their order; null for what is not. */
export function locatePaths(texts: readonly string[], from: LocateFrom): Promise<(LocatedPath | null)[]> {
  return Promise.all(texts.map((text) => locate(text, from)));
}

async function locate(text: string, { folder, home }: LocateFrom): Promise<LocatedPath | null> {
  const candidates = [text, ...withoutPrefixes(text)].map((path) => absolute(path, { folder, home }));
  for (const path of candidates) {
    const kind = path === null ? null : await kindOf(path);
    const parsed = FilePath.safeParse(path);
    if (kind !== null && parsed.success) return { path: parsed.data, kind };
  }
  return null;
}

/** As git's comparisons name files. */
function withoutPrefixes(text: string): string[] {
  return /^[ab]\//.test(text) ? [text.slice(2)] : [];
}

function absolute(path: string, { folder, home }: LocateFrom): string | null {
  if (path.includes('\0')) return null;
  if (path === '~' || path.startsWith('~/')) return home === undefined ? null : resolve(home, path.slice(2));
  return resolve(folder, path);
}

async function kindOf(path: string): Promise<LocatedPath['kind'] | null> {
  try {
    const about = await stat(path);
    if (about.isFile()) return 'file';
    return about.isDirectory() ? 'folder' : null;
  } catch {
    return null;
  }
}
