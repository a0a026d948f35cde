import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { SignedIn } from '../../harness/http.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** Shorter ones, or with arguments in them, could be written by chance or are never sent as they are. */
const MIN_CHARACTERS = 24;

/** What is written only in an owner's pages: long texts of the owner's catalogues, and addresses of the owner's procedures. */
export async function ownersWords(owner: SignedIn, member: SignedIn): Promise<string[]> {
  const catalogues = globSync('features/*/browser/**/messages/{en,fr}.json', { cwd: ROOT });
  const textsOf = (isOwners: boolean): string[] => catalogues.filter((path) => path.includes('/owner/') === isOwners).flatMap((path) => leaves(JSON.parse(readFileSync(join(ROOT, path), 'utf8'))));
  const everybodys = new Set(textsOf(false));
  const texts = textsOf(true).filter((text) => text.length >= MIN_CHARACTERS && /^[\w .,’]+$/.test(text) && !everybodys.has(text));
  const [all, members] = await Promise.all([owner, member].map(pathsOf));
  return [...texts, ...(all ?? []).filter((path) => members?.includes(path) === false && /[-{]/.test(path))];
}

async function pathsOf(client: SignedIn): Promise<string[]> {
  return Object.keys(((await (await client.fetch('/api/openapi.json')).json()) as { paths: object }).paths);
}

function leaves(tree: unknown): string[] {
  if (typeof tree === 'string') return [tree];
  return typeof tree === 'object' && tree !== null ? Object.values(tree).flatMap(leaves) : [];
}
