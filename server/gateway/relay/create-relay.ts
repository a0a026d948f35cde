import type { Agent, IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

import type { Actor } from '../../../shared/actor.ts';
import { ACTOR_HEADER } from '../../../shared/agent-protocol.ts';
import { AtelierError } from '../../../shared/errors.ts';
import { MINUTE_MS, SECOND_MS } from '../../../shared/units.ts';
import { signActorToken } from '../../agents/actor-token.ts';
import type { AgentHub } from '../../agents/agent-hub.ts';
import type { Clock } from '../../clock.ts';
import type { WorkspaceAccess } from '../../workspaces/workspace-access.ts';
import type { SocketRegistry } from '../socket-registry.ts';
import { forwardRequest, forwardUpgrade } from './forward.ts';
import type { RelayTarget } from './relay-target.ts';

const HTTP_HEAD_TIMEOUT_MS = MINUTE_MS;
const UPGRADE_TIMEOUT_MS = 10 * SECOND_MS;

const METHODS = ['GET', 'HEAD', 'PUT', 'POST', 'DELETE'];
/** Nothing else of a browser's request is the agent's business: no cookie, no authorization, no address. */
const REQUEST_HEADERS = ['accept', 'accept-language', 'content-type', 'content-length', 'if-match', 'if-none-match', 'if-modified-since', 'range'];
const UPGRADE_REQUEST_HEADERS = ['sec-websocket-key', 'sec-websocket-version', 'sec-websocket-protocol', 'sec-websocket-extensions'];
const UPGRADE_ANSWER_HEADERS = ['sec-websocket-accept', 'sec-websocket-protocol', 'sec-websocket-extensions'];
/** An agent may be anyone's program, and answers on the IDE's origin: it sets no cookie and no policy. */
const ANSWER_HEADERS = ['content-length', 'content-range', 'accept-ranges', 'etag', 'last-modified', 'x-atelier-read-only', 'retry-after'];
/** The one packing that an agent has (features/files/contract.ts); whatever else it says of its bytes is not passed on. */
const PACKING = 'gzip';
const HARMLESS_TYPES = /^(application\/json|text\/plain|image\/(png|jpeg|gif|webp|avif))(;|$)/;

export type Asked = { readonly target: RelayTarget; readonly actor: Actor; readonly search: string };

export type Relay = {
  /** @throws AtelierError not_found, not_running, method_not_allowed, upstream_failed, timeout */
  handle(request: IncomingMessage, response: ServerResponse, asked: Asked): Promise<void>;
  /** `error` of the socket must be handled already. @throws as `handle`, before anything was answered */
  upgrade(request: IncomingMessage, client: { socket: Duplex; head: Buffer }, asked: Asked): Promise<void>;
};

/** From a browser to the agent of a workspace: decides once, at the start, then only moves bytes. */
export function createRelay(deps: { access: WorkspaceAccess; hub: AgentHub; sockets: SocketRegistry; clock: Clock }): Relay {
  const enter = async ({ target, actor, search }: Asked): Promise<{ agent: Agent; path: string; headers: OutgoingHttpHeaders }> => {
    const { capabilities, secret } = await deps.access.enter(actor, target.workspaceId);
    return {
      agent: deps.hub.httpAgent(target.workspaceId),
      path: `/${target.rest}${search}`,
      headers: { host: 'agent', [ACTOR_HEADER]: signActorToken({ actor, capabilities, nowMs: deps.clock.now() }, secret) },
    };
  };

  return {
    handle: async (request, response, asked) => {
      const method = request.method ?? '';
      if (!METHODS.includes(method)) throw new AtelierError('method_not_allowed');
      const options = await enter(asked);
      const over = deps.sockets.add({ actor: asked.actor, workspaceId: asked.target.workspaceId, close: () => response.destroy() });
      const headers = { ...pick(request.headers, REQUEST_HEADERS), ...options.headers };
      await forwardRequest(request, response, { options: { ...options, method, headers }, headTimeoutMs: HTTP_HEAD_TIMEOUT_MS, answerHeaders }).finally(over);
    },
    upgrade: async (request, client, asked) => {
      if (request.headers.upgrade?.toLowerCase() !== 'websocket') throw new AtelierError('invalid_input');
      const options = await enter(asked);
      // Registered before the agent is asked: a right that ends meanwhile ends this too.
      const over = deps.sockets.add({ actor: asked.actor, workspaceId: asked.target.workspaceId, close: () => client.socket.destroy() });
      const headers = { ...pick(request.headers, UPGRADE_REQUEST_HEADERS), ...options.headers, connection: 'Upgrade', upgrade: 'websocket' };
      client.socket.on('close', over);
      await forwardUpgrade(client, { options: { ...options, headers }, headTimeoutMs: UPGRADE_TIMEOUT_MS, answerHeaders: upgradeHeaders }, over);
    },
  };
}

function answerHeaders(upstream: IncomingMessage): OutgoingHttpHeaders {
  const type = upstream.headers['content-type'];
  return {
    ...pick(upstream.headers, ANSWER_HEADERS),
    ...(upstream.headers['content-encoding'] === PACKING ? { 'content-encoding': PACKING } : {}),
    ...(type === undefined ? {} : { 'content-type': HARMLESS_TYPES.test(type) ? type : 'application/octet-stream' }),
    'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  };
}

function upgradeHeaders(upstream: IncomingMessage): OutgoingHttpHeaders {
  return { connection: 'Upgrade', upgrade: 'websocket', ...pick(upstream.headers, UPGRADE_ANSWER_HEADERS) };
}

function pick(headers: IncomingHttpHeaders, names: readonly string[]): OutgoingHttpHeaders {
  return Object.fromEntries(names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])));
}
