import { AtelierError } from '../../../shared/errors.ts';
import { WorkspaceId } from '../../../shared/ids.ts';
import type { RequestPath } from '../request-path.ts';

export type RelayTarget = { readonly workspaceId: WorkspaceId; readonly rest: string };

const RELAY = /^\/api\/workspaces\/([^/]+)\/agent(?:\/(.*))?$/;
/** What the server asks on its own account. */
const SERVER_ONLY = ['status', 'ports'];

/** null: the path is none of the relay's. @throws AtelierError not_found: no such place behind the relay */
export function relayTarget({ path }: Pick<RequestPath, 'path'>): RelayTarget | null {
  const [matched, id, rest = ''] = RELAY.exec(path) ?? [];
  if (matched === undefined) return null;
  const workspaceId = WorkspaceId.safeParse(id);
  const segments = rest.split('/');
  if (!workspaceId.success || SERVER_ONLY.includes(segments[0] ?? '') || !segments.every((segment) => /^[A-Za-z0-9_-]+$/.test(segment))) {
    throw new AtelierError('not_found');
  }
  return { workspaceId: workspaceId.data, rest };
}
