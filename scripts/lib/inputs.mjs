// "Only when its inputs changed": a hash over files, kept beside what was made from them.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** SHA-256 over the names and contents of files and folders (recursively); what is missing counts as empty. */
export function hashOf(paths, accept = () => true) {
  const hash = createHash('sha256').update(process.arch);
  for (const path of paths) for (const file of filesBelow(path)) if (accept(file)) hash.update(`\0${file}\0`).update(readFileSync(file));
  return hash.digest('hex');
}

function filesBelow(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).toSorted().flatMap((name) => (name === 'node_modules' ? [] : filesBelow(join(path, name))));
}

/** Runs `make` unless `stampFile` says that it ran with these inputs; returns a word when it was skipped. */
export async function whenChanged(stampFile, hash, make) {
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash) return 'up to date';
  await make();
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, hash);
}
