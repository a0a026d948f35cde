import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { SignedIn } from '../../harness/http.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** Shorter ones, or with arguments in them, could be written by chance or are never sent as they are. */
const MIN_CHARACTERS = 24;
/** The owner's among the procedures about a workspace and its image, which everybody's contract names. They answer nobody else. */
const IN_EVERYBODYS_CONTRACT = ['/workspaces/{workspaceId}/rebuild', '/images/{imageId}/build'];

/** What is written only in an owner's pages: long texts of the owner's catalogues, and addresses of the owner's procedures. */
export async function ownersWords(owner: SignedIn, member: SignedIn): Promise<string[]> {
  const catalogues = globSync(['features/*/browser/**/messages/{en,fr}.json', 'components/*/messages/{en,fr}.json'], { cwd: ROOT });
  const textsOf = (isOwners: boolean): string[] => catalogues.filter((path) => path.includes('/owner/') === isOwners).flatMap((path) => leaves(JSON.parse(readFileSync(join(ROOT, path), 'utf8'))));
  const everybodys = textsOf(false);
  const texts = textsOf(true).filter((text) => text.length >= MIN_CHARACTERS && /^[\w .,’]+$/.test(text) && !everybodys.some((other) => other.includes(text)));
  const [all, members] = await Promise.all([owner, member].map(pathsOf));
  const paths = (all ?? []).filter((path) => members?.includes(path) === false && /[-{]/.test(path) && !IN_EVERYBODYS_CONTRACT.includes(path));
  // As a contract has them: an address may end like another one.
  return [...texts, ...paths.map((path) => `"${path}"`)];
}

async function pathsOf(client: SignedIn): Promise<string[]> {
  return Object.keys(((await (await client.fetch('/api/openapi.json')).json()) as { paths: object }).paths);
}

function leaves(tree: unknown): string[] {
  if (typeof tree === 'string') return [tree];
  return typeof tree === 'object' && tree !== null ? Object.values(tree).flatMap(leaves) : [];
}
