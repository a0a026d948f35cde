import type { AnyRouter } from '@orpc/server';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

import { ACTOR_HEADER, type AgentStatus } from '../shared/agent-protocol.ts';
import { AtelierError } from '../shared/errors.ts';
import { verifyActorToken } from './actor-token.ts';
import type { Activity } from './activity.ts';
import type { AgentContext, AgentFeature, AgentKernel, AgentRequest } from './feature.ts';
import { asAtelierError, refuseUpgrade, replyError, replyJson } from './replies.ts';
import { RpcEndpoint } from './rpc-socket.ts';

export type RouterDeps = {
  readonly kernel: AgentKernel;
  readonly features: readonly AgentFeature[];
  readonly activity: Activity;
  readonly version: string;
  readonly now: () => number;
};

/**
 * The agent's HTTP server: gives each request to the feature that its first path segment names, once the
 * server's signature on it holds. It listens nowhere; connections are given to it by `emit('connection')`.
 */
export class AgentRouter {
  readonly server: Server;
  readonly #deps: RouterDeps;
  readonly #rpc: RpcEndpoint;

  constructor(deps: RouterDeps) {
    this.#deps = deps;
    this.#rpc = new RpcEndpoint(mergeRouters(deps.features), deps.kernel.log);
    // The peer is the server, which has its own timeouts: an idle connection stays for as long as it likes.
    this.server = createServer({ keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0 });
    this.server.on('request', (request: IncomingMessage, response: ServerResponse) => void this.#request(request, response));
    this.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => this.#upgrade(request, { socket, head }));
    this.server.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) => this.#connect(request, { socket, head }));
    this.server.on('clientError', (_error, socket) => socket.destroy());
  }

  /** Resolves once no feature has anything left to bring to safety, or after that long. */
  async beforeStop(mostMs: number): Promise<void> {
    const { features, kernel } = this.#deps;
    const over = Promise.withResolvers<void>();
    const timer = setTimeout(over.resolve, mostMs);
    const all = Promise.all(features.map(async (feature) => {
      await feature.beforeStop?.().catch((error: unknown) => kernel.log.error({ error, feature: feature.name }, 'something was not brought to safety'));
    }));
    await Promise.race([all, over.promise]);
    clearTimeout(timer);
  }

  async close(): Promise<void> {
    this.#rpc.close();
    await Promise.all(this.#deps.features.map((feature) => feature.close?.() ?? Promise.resolve()));
  }

  async #request(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const place = locate(request);
      if (place.segment === 'status' && place.rest === '') {
        if (request.method !== 'GET') throw new AtelierError('method_not_allowed');
        if (request.headers[ACTOR_HEADER] !== undefined) this.#context(request);
        replyJson(response, this.#status());
        return;
      }
      const context = this.#context(request);
      const feature = this.#deps.features.find((candidate) => candidate.name === place.segment);
      if (feature?.http === undefined) throw new AtelierError('not_found');
      await feature.http(request, response, { context, url: place.url, rawQuery: place.rawQuery });
    } catch (error) {
      const known = asAtelierError(error);
      if (known.code === 'internal') this.#deps.kernel.log.error({ error, method: request.method }, 'http: request failed');
      await replyError(response, known);
    }
  }

  #upgrade(request: IncomingMessage, { socket, head }: { socket: Duplex; head: Buffer }): void {
    // An error of the socket closes it, which is all that its owner has to know.
    socket.on('error', () => socket.destroy());
    try {
      const place = locate(request);
      const context = this.#context(request);
      if (place.segment === 'rpc' && place.rest === '') {
        this.#rpc.accept({ request, socket, head }, context);
        return;
      }
      const upgrade = this.#deps.features.find((feature) => feature.upgrade?.prefix === place.segment)?.upgrade;
      if (upgrade === undefined) throw new AtelierError('not_found');
      upgrade.handle(request, socket, { context, url: place.url, rawQuery: place.rawQuery, head, path: place.rest });
    } catch (error) {
      this.#refuse(socket, error);
    }
  }

  #connect(request: IncomingMessage, { socket, head }: { socket: Duplex; head: Buffer }): void {
    socket.on('error', () => socket.destroy());
    try {
      if (request.headers[ACTOR_HEADER] !== undefined) this.#context(request);
      const connect = this.#deps.features.find((feature) => feature.connect !== undefined)?.connect;
      if (connect === undefined) throw new AtelierError('not_found');
      connect(request, socket, head);
    } catch (error) {
      this.#refuse(socket, error);
    }
  }

  #refuse(socket: Duplex, error: unknown): void {
    const known = asAtelierError(error);
    if (known.code === 'internal') this.#deps.kernel.log.error({ error }, 'http: upgrade failed');
    refuseUpgrade(socket, known);
  }

  #context(request: IncomingMessage): AgentContext {
    const header = request.headers[ACTOR_HEADER];
    const token = typeof header === 'string' ? header : undefined;
    return verifyActorToken(token, { secret: this.#deps.kernel.config.secret, nowMs: this.#deps.now() });
  }

  #status(): AgentStatus {
    const status: AgentStatus = {
      version: this.#deps.version,
      lastActivityAtMs: this.#deps.activity.lastAtMs(),
      attachedTerminals: 0,
      terminals: 0,
      ports: [],
    };
    return Object.assign(status, ...this.#deps.features.map((feature) => feature.status?.() ?? {})) as AgentStatus;
  }
}

function mergeRouters(features: readonly AgentFeature[]): AnyRouter {
  return Object.fromEntries(features.flatMap(({ name, router }) => (router === undefined ? [] : [[name, router] as const])));
}

type Place = Pick<AgentRequest, 'url' | 'rawQuery'> & { readonly segment: string; readonly rest: string };

/** @throws AtelierError invalid_input for what is no path */
function locate(request: IncomingMessage): Place {
  const target = request.url ?? '/';
  const url = URL.parse(target, 'http://agent');
  if (url === null || !target.startsWith('/') || target.startsWith('//')) throw new AtelierError('invalid_input');
  const [segment = '', ...rest] = url.pathname.slice(1).split('/');
  const query = target.indexOf('?');
  return { url, rawQuery: query === -1 ? '' : target.slice(query + 1), segment, rest: rest.join('/') };
}
