import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Actor, Role } from '../../shared/actor.ts';
import { AtelierError } from '../../shared/errors.ts';
import type { Caller } from '../api.ts';

export type RawAsked = {
  readonly actor: Actor;
  readonly caller: Caller;
  /** Of the path, by name. */
  readonly groups: Readonly<Record<string, string>>;
  /** With its `?`, as it came. */
  readonly search: string;
};

/**
 * A part of the API whose body is bytes (an archive that comes in, a bundle that goes out) and not JSON: too large
 * for a procedure, which reads its input whole. A feature declares it; the gateway decides who may ask, as for procedures.
 */
export type RawRoute = {
  readonly method: 'GET' | 'PUT';
  /** Of the whole path; named groups become `groups`. */
  readonly path: RegExp;
  readonly access: 'member' | 'owner';
  /** Throws AtelierError before the answer has begun; afterwards it destroys the response. */
  handle(request: IncomingMessage, response: ServerResponse, asked: RawAsked): Promise<void>;
};

/**
 * The route of a path, for this actor.
 * @returns null: none has this path
 * @throws AtelierError not_signed_in; not_found: what is the owner's does not exist for others; method_not_allowed
 */
export function findRawRoute(
  routes: readonly RawRoute[],
  asked: { readonly method: string; readonly path: string; readonly actor: Actor | null },
): { readonly route: RawRoute; readonly actor: Actor; readonly groups: Readonly<Record<string, string>> } | null {
  const here = routes.map((route) => ({ route, match: route.path.exec(asked.path) })).filter(({ match }) => match !== null);
  if (here.length === 0) return null;
  const { actor } = asked;
  if (actor === null) throw new AtelierError('not_signed_in');
  const mine = here.filter(({ route }) => allows(route, actor.role));
  if (mine.length === 0) throw new AtelierError('not_found');
  const found = mine.find(({ route }) => route.method === asked.method);
  if (found === undefined) throw new AtelierError('method_not_allowed');
  return { route: found.route, actor, groups: { ...found.match?.groups } };
}

function allows({ access }: RawRoute, role: Role): boolean {
  return access === 'member' || role === 'owner';
}
