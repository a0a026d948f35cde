import { z } from 'zod';

import { FilePath } from '../../shared/file-path.ts';
import { RemoteKeyId, WorkspaceId } from '../../shared/ids.ts';
import { procedure } from '../../shared/procedures.ts';
import { KeyText, RemoteDeed, RemoteKeyView } from '../../shared/remotes.ts';
import { MINUTE_MS } from '../../shared/units.ts';

type HttpUrl = { readonly protocol: string; readonly hostname: string; readonly origin: string; readonly username: string; readonly password: string };
/** Browsers and Node have it; a contract knows the types of neither. */
declare const URL: { parse(url: string): HttpUrl | null };

/** Atelier's own, which every working copy has: it keeps its name and address. */
export const OWN_REMOTE = 'origin';
export const MAX_REMOTES = 50;
/** A fetch or a push that takes longer is ended. */
export const REMOTE_TIMEOUT_MS = 10 * MINUTE_MS;

/** A folder below `refs/remotes`, and never like an option. */
export const RemoteName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,60}$/)
  .refine((name) => !name.includes('..') && !/\.(lock)?$/.test(name), 'a name of a ref');

/** Scheme, host and port: what a key opens, whatever lies there. */
export const Place = z.string().max(300).refine((text) => placeOf(text) === text, 'https://host, or http://localhost');

/**
 * Where a key may go: over TLS, or to this machine. null: a path, another scheme, or plain HTTP to elsewhere, where
 * anybody on the way could read it.
 */
export function placeOf(url: string): string | null {
  const parsed = parseHttp(url);
  if (parsed === null || !/^[a-z0-9.-]+$|^\[[0-9a-f:]+\]$/.test(parsed.hostname)) return null;
  const isHere = parsed.hostname === 'localhost' || parsed.hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(parsed.hostname);
  return parsed.protocol === 'https:' || isHere ? parsed.origin : null;
}

/** What can be fetched from here: over HTTP, without a name or password in the address. */
export const RemoteUrl = z
  .string()
  .max(2000)
  .refine((text) => {
    const parsed = parseHttp(text);
    return parsed !== null && parsed.username === '' && parsed.password === '';
  }, 'http(s), without a password');

function parseHttp(url: string): HttpUrl | null {
  const parsed = URL.parse(url);
  return parsed !== null && (parsed.protocol === 'https:' || parsed.protocol === 'http:') ? parsed : null;
}

export const Remote = z.object({
  name: z.string(),
  /** Without a name or password that stands in it. */
  url: z.string(),
  /** What a key for it is kept under; null: none can be, or git goes there in another way. */
  place: z.string().nullable(),
  /** Whether `run` reaches it: over HTTP. Others are for a terminal. */
  isReachable: z.boolean(),
});
export type Remote = z.infer<typeof Remote>;

const one = z.object({ root: FilePath });
const named = one.extend({ name: RemoteName });
const nothing = z.object({});

/**
 * Remotes of a module beside Atelier's own, as the workspace's git has them. `invalid_input`: `field`;
 * `already_exists`: the name; `not_found`; `limit_reached`.
 */
export const remotesContract = {
  list: procedure.input(one).output(z.array(Remote)),
  add: procedure.input(named.extend({ url: RemoteUrl })).output(nothing),
  rename: procedure.input(named.extend({ to: RemoteName })).output(nothing),
  remove: procedure.input(named).output(nothing),
};

/** What the server asks of the agent, `POST remotes/run`: the key is for this one command. */
export const RemoteRun = named.extend({ deed: RemoteDeed, key: KeyText.extend({ place: Place }).nullable() });
export type RemoteRun = z.infer<typeof RemoteRun>;

/**
 * A member's keys for other git servers, kept encrypted; nobody sees another's, and nobody sees the secret again.
 * `forbidden`: to whom a network or the transfer of files is not allowed, or in another member's workspace.
 */
export const remoteKeysContract = {
  list: procedure.route({ method: 'GET', path: '/remote-keys' }).output(z.array(RemoteKeyView)),
  /** In place of the one that is kept for that place. `limit_reached` (`details.max`). */
  save: procedure.route({ method: 'PUT', path: '/remote-keys' }).input(KeyText.extend({ place: Place })).output(RemoteKeyView),
  remove: procedure.route({ method: 'DELETE', path: '/remote-keys/{keyId}' }).input(z.object({ keyId: RemoteKeyId })).output(nothing),
  /**
   * Git runs in the workspace, with the member's key for `place` when there is one. `conflict` says `because`:
   * `key_refused` (it wants a key, or another one), `behind`, `no_branch`, `moved` (the remote is at another place by
   * now). `upstream_failed` has git's words as `detail`.
   */
  run: procedure
    .route({ method: 'POST', path: '/workspaces/{workspaceId}/remotes' })
    .input(named.extend({ workspaceId: WorkspaceId, place: Place.nullable(), deed: RemoteDeed }))
    .output(nothing),
};
