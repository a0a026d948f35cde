import type { ModuleId } from '../../../shared/ids.ts';
import { MIB } from '../../../shared/units.ts';
import type { Repositories } from '../../git/repositories.ts';
import { HOME_FOLDER, moduleName } from '../../workspaces/plan.ts';
import type { Inside } from './inside.ts';
import type { Subject } from './subject.ts';
import type { Tally } from './tally.ts';

const FOLDERS = ['/workspace', HOME_FOLDER, '/tmp', '/dev/shm'];
const MAX_LISTING_BYTES = 16 * MIB;
/** Shorter ones are in everybody's repositories. */
const MIN_BYTES = 24;
const MAX_PER_MODULE = 300;
const MAX_MARKERS = 40_000;
/** The search has the member's uid, and its input is theirs to read: more of a hash would tell a right guess at hidden content. */
const PREFIX_CHARACTERS = 3;
const AT_ONCE = 4;
const MIN_SECRET_CHARACTERS = 8;
/** Of the server alone; a workspace knows one name that begins so. */
const SERVERS_NAMES = /^(ATELIER_(?!AGENT_BUNDLE=)|MONGODB_URI|SMTP_URL|NEXTAUTH_|OIDC_)[A-Z_]*=/;

type Blob = { readonly hash: string; readonly sizeBytes: number; readonly path: string };

/**
 * The contents of hidden modules, looked for by the names that git gives them. Inside, only the sizes and the first letters
 * of those are known; what was found is compared here. What a granted module holds as well is no marker.
 */
export async function probeSearch(inside: Inside, subject: Subject, about: { tally: Tally; repositories: Pick<Repositories, 'git'> }): Promise<void> {
  const { tally, repositories } = about;
  const common = new Set((await each(subject.held, ({ id }) => blobsOf(repositories, id))).flat().map(({ hash }) => hash));
  const markers = new Map<string, { name: string; sizeBytes: number }>();
  await each(subject.hidden, async (module) => {
    const own = (await blobsOf(repositories, module.id)).filter(({ hash, sizeBytes }) => sizeBytes >= MIN_BYTES && !common.has(hash)).slice(0, MAX_PER_MODULE);
    for (const { hash, sizeBytes, path } of own) if (markers.size < MAX_MARKERS) markers.set(hash, { name: `${moduleName(module)}/${path}`, sizeBytes });
  });
  const sizes = [...new Set([...markers.values()].map(({ sizeBytes }) => sizeBytes))];
  const prefixes = [...new Set([...markers.keys()].map((hash) => hash.slice(0, PREFIX_CHARACTERS)))];
  const { found, looked, isWhole } = await inside.look('search', { folders: FOLDERS, sizes, prefixes, prefixCharacters: PREFIX_CHARACTERS }, 'member');
  const places = new Map(found.map(({ path, hash }) => [hash, path]));
  for (const [hash, { name }] of markers) {
    const place = places.get(hash);
    tally.tried(`find ${name}`, place === undefined ? null : `its content is at ${place}`);
  }
  if (!isWhole) tally.incomplete(`not everything was looked at: ${looked} files and folders were`);
}

/** What the server knows stays there: the container's environments are read, and compared here. */
export async function probeEnvironment(inside: Inside, subject: Subject, about: { tally: Tally; secrets: readonly string[] }): Promise<void> {
  const { tally } = about;
  const { pairs, config } = await inside.look('environment', {}, 'member');
  const all = [...pairs, config].join('\0');
  about.secrets.filter(isLong).forEach((secret, at) => tally.tried(`secret ${at + 1} of the server`, all.includes(secret) ? 'it is in an environment' : null));
  subject.othersSecrets.filter(isLong).forEach((secret, at) => tally.tried(`secret ${at + 1} of another workspace`, all.includes(secret) ? 'it is in an environment' : null));
  for (const pair of pairs) {
    const name = pair.slice(0, pair.indexOf('='));
    tally.tried(`the variable ${name}`, SERVERS_NAMES.test(pair) ? 'it is one of the server’s' : null);
  }
}

function isLong(secret: string): boolean {
  return secret.length >= MIN_SECRET_CHARACTERS;
}

/** Of the default branch; none where there is no commit or the repository is gone. */
async function blobsOf(repositories: Pick<Repositories, 'git'>, id: ModuleId): Promise<Blob[]> {
  const listed = await repositories
    .git(id, ['ls-tree', '-r', '-l', '-z', '--full-tree', 'HEAD'], { maxOutputBytes: MAX_LISTING_BYTES, allowExit: [128] })
    .catch(() => ({ stdout: Buffer.alloc(0) }));
  return listed.stdout.toString('utf8').split('\0').flatMap((line) => {
    const [, hash, bytes, path] = /^100(?:644|755) blob ([0-9a-f]{40}) +(\d+)\t(.+)$/s.exec(line) ?? [];
    return hash === undefined || path === undefined ? [] : [{ hash, sizeBytes: Number(bytes), path }];
  });
}

async function each<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE) results.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(work))));
  return results;
}
