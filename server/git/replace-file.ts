import { rename, writeFile } from 'node:fs/promises';

import { newId } from '../ids.ts';

/** Written beside and renamed: whoever reads it sees the old text or the new one. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const beside = `${path}.${newId('g')}`;
  await writeFile(beside, text, { mode: 0o644 });
  await rename(beside, path);
}
