import type { Repository } from '../../../agent/git/repositories.ts';
import type { Git } from '../../../agent/git/run-git.ts';
import { AtelierError } from '../../../shared/errors.ts';
import { MAX_REMOTES, OWN_REMOTE, placeOf, RemoteUrl, type Remote } from '../contract.ts';

/** Those beside Atelier's own, by name. An address is told without the password that somebody wrote into it. */
export async function listRemotes(look: Git): Promise<Remote[]> {
  const { stdout } = await look(['config', '--local', '-z', '--get-regexp', String.raw`^remote\..*\.url$`], { allowExit: [1, 128] });
  const urls = new Map<string, string>();
  for (const entry of stdout.toString('utf8').split('\0')) {
    const [key = '', ...value] = entry.split('\n');
    const name = key.slice('remote.'.length, -'.url'.length);
    if (name !== '' && name !== OWN_REMOTE && !urls.has(name)) urls.set(name, value.join('\n'));
  }
  return [...urls].map(([name, url]) => ({ name, url: withoutSecret(url), place: placeOf(url), isReachable: RemoteUrl.safeParse(url).success })).toSorted((one, other) => one.name.localeCompare(other.name));
}

/** @throws AtelierError not_found */
export async function remoteNamed(look: Git, name: string): Promise<Remote> {
  const found = (await listRemotes(look)).find((remote) => remote.name === name);
  if (found === undefined) throw new AtelierError('not_found');
  return found;
}

/** @throws AtelierError already_exists, limit_reached; invalid_input: Atelier's own name */
export async function addRemote({ git, look }: Repository, { name, url }: { readonly name: string; readonly url: string }): Promise<void> {
  const known = await listRemotes(look);
  mayBeNamed(name, known);
  if (known.length >= MAX_REMOTES) throw new AtelierError('limit_reached', { max: MAX_REMOTES });
  await git(['remote', 'add', '--no-tags', '--', name, url]);
}

/** @throws AtelierError not_found, already_exists; invalid_input */
export async function renameRemote({ git, look }: Repository, { name, to }: { readonly name: string; readonly to: string }): Promise<void> {
  await remoteNamed(look, name);
  mayBeNamed(to, await listRemotes(look));
  await git(['remote', 'rename', '--no-progress', '--', name, to]);
}

/** With what was last seen of its branches. @throws AtelierError not_found */
export async function removeRemote({ git, look }: Repository, name: string): Promise<void> {
  await remoteNamed(look, name);
  await git(['remote', 'remove', '--', name]);
}

function mayBeNamed(name: string, known: readonly Remote[]): void {
  if (name === OWN_REMOTE) throw new AtelierError('already_exists');
  // Folders of refs: names that differ in their case alone are one on some disks.
  if (known.some((remote) => remote.name.toLowerCase() === name.toLowerCase())) throw new AtelierError('already_exists');
}

function withoutSecret(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null || parsed.password === '') return url;
  parsed.password = '';
  return parsed.href;
}
