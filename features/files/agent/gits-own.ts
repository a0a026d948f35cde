import { realpath } from 'node:fs/promises';

import type { AgentContext } from '../../../agent/feature.ts';
import { AtelierError } from '../../../shared/errors.ts';
import { baseBytes, parentBytes, toBytes } from './file-names.ts';
import { unless } from './system-errors.ts';

/** Where git keeps settings, and settings name programs that it runs: a repository's own, and the member's. */
const GITS_OWN = /(^|\/)(\.git|\.gitconfig|\.config)(\/|$)/;

/**
 * The agent runs git in the member's copies. Who may not have a terminal must not have one by way of a setting.
 * @throws AtelierError forbidden: the path, or what it leads to, is git's own, and the actor has no terminal
 */
export async function refuseGitsOwn({ capabilities }: AgentContext, ...paths: readonly string[]): Promise<void> {
  if (capabilities.has('terminal')) return;
  for (const path of paths) {
    const bytes = toBytes(path);
    const places = await Promise.all([bytes, parentBytes(bytes)].map((place) => realPlace(place)));
    if ([bytes.toString('latin1'), ...places].some((place) => GITS_OWN.test(place))) throw new AtelierError('forbidden', { capability: 'terminal' });
  }
}

/** Where it is, or would be once the folders on the way are made. */
async function realPlace(path: Buffer): Promise<string> {
  const names: string[] = [];
  for (let at = path; at.length > 1; at = parentBytes(at)) {
    const real = await unless(['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES', 'ENAMETOOLONG'], realpath(at, { encoding: 'latin1' }));
    if (real !== null) return [real, ...names].join('/');
    names.unshift(baseBytes(at).toString('latin1'));
  }
  return `/${names.join('/')}`;
}
