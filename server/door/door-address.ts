import type { IncomingMessage } from 'node:http';

import { DOOR_HOST } from '../../shared/agent-protocol.ts';
import { AtelierError } from '../../shared/errors.ts';
import { Slug } from '../../shared/projects.ts';

/** What a workspace asks for, from the host name alone. */
export type DoorAsked = { readonly kind: 'git' } | { readonly kind: 'service'; readonly name: string };

const SERVICE_HOST = /^([^.:]+)\.([^.:]+)\.internal(?::80)?$/;

/**
 * `name` is a service's host name, in lower case.
 * @throws AtelierError invalid_input: no host, or several; not_found: nothing is called so, or the target is no path
 */
export function readDoorAddress(request: IncomingMessage): DoorAsked {
  const hosts = request.headersDistinct['host'] ?? [];
  if (hosts.length !== 1) throw new AtelierError('invalid_input', { field: 'host' });
  const host = (hosts[0] ?? '').toLowerCase();
  const target = request.url ?? '';
  if (!target.startsWith('/')) throw new AtelierError('not_found');
  if (host === DOOR_HOST || host === `${DOOR_HOST}:80`) {
    if (!target.startsWith('/git/')) throw new AtelierError('not_found');
    return { kind: 'git' };
  }
  const [, slug, projectSlug] = SERVICE_HOST.exec(host) ?? [];
  if (!Slug.safeParse(slug).success || !Slug.safeParse(projectSlug).success) throw new AtelierError('not_found');
  return { kind: 'service', name: host.replace(/:80$/, '') };
}
