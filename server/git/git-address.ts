import { AtelierError } from '../../shared/errors.ts';
import { Slug } from '../../shared/projects.ts';
import { readPath } from '../gateway/request-path.ts';

/** What one request of git's smart HTTP protocol asks for. The dumb protocol, which reads files, is not served. */
export type GitAsked = {
  readonly project: string;
  readonly module: string;
  /** `upload-pack` is what a fetch or clone calls, `receive-pack` a push. */
  readonly service: 'upload-pack' | 'receive-pack';
  /** `refs` lists them (GET), `pack` is the exchange that follows (POST). */
  readonly step: 'refs' | 'pack';
};

const ADDRESS = /^\/git\/([^/]{1,63})\/([^/]{1,63})\.git\/(info\/refs|git-upload-pack|git-receive-pack)$/;
const SERVICE = /^\?service=git-(upload-pack|receive-pack)$/;

/**
 * Reads a request's address strictly: names are slugs, so nothing encoded, no dots and no reserved word gets any
 * further than here.
 * @throws AtelierError invalid_input: an address with two readings; not_found: no address of a repository;
 * forbidden: the dumb protocol; method_not_allowed
 */
export function readGitAddress(asked: { readonly method: string | undefined; readonly url: string | undefined; readonly contentType: string | undefined }): GitAsked {
  const { path, search, regular } = readPath(asked.url);
  if (!regular) throw new AtelierError('invalid_input');
  const [, projectName, moduleName, rest] = ADDRESS.exec(path) ?? [];
  const project = Slug.safeParse(projectName);
  const module = Slug.safeParse(moduleName);
  if (!project.success || !module.success) throw new AtelierError('not_found');
  const named = { project: project.data, module: module.data };
  if (rest === 'info/refs') {
    if (asked.method !== 'GET') throw new AtelierError('method_not_allowed');
    const [, service] = SERVICE.exec(search) ?? [];
    if (service !== 'upload-pack' && service !== 'receive-pack') throw new AtelierError('forbidden');
    return { ...named, service, step: 'refs' };
  }
  const service = rest === 'git-receive-pack' ? 'receive-pack' : 'upload-pack';
  if (asked.method !== 'POST') throw new AtelierError('method_not_allowed');
  // A page of another site cannot send this type without asking first, and nobody answers that it may.
  if (asked.contentType !== `application/x-git-${service}-request`) throw new AtelierError('invalid_input');
  return { ...named, service, step: 'pack' };
}
