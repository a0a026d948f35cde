import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

import type { Actor } from '../../shared/actor.ts';
import { ReturnPath } from '../../shared/credentials.ts';
import { AtelierError } from '../../shared/errors.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import { originAllowed } from '../auth/origin.ts';
import type { HttpHandler } from '../feature.ts';
import type { GitDoor } from '../git/create-git-door.ts';
import { asAtelierError, refuseUpgrade, sendJson } from './answers.ts';
import type { Asked } from './asked.ts';
import type { CallerOf } from './caller.ts';
import type { Api } from './create-api.ts';
import type { Failures } from './failures.ts';
import type { Host, Hosts } from './hosts.ts';
import type { Metrics } from './metrics.ts';
import type { Pages } from './next-pages.ts';
import { sendPlainPage } from './plain-page.ts';
import type { Previews } from './previews/create-previews.ts';
import type { Relay } from './relay/create-relay.ts';
import { relayTarget } from './relay/relay-target.ts';
import { findRawRoute, type RawRoute } from './raw-routes.ts';
import { pageAccess, REVIEWS_PAGE } from './page-access.ts';
import { readPath } from './request-path.ts';
import { pagePolicy, setSecurityHeaders } from './security-headers.ts';
import type { SocketRegistry } from './socket-registry.ts';
import type { StaticFiles } from './static-files.ts';

export type GatewayDeps = {
  readonly hosts: Hosts;
  readonly callerOf: CallerOf;
  readonly authenticator: Authenticator;
  readonly authHandler: HttpHandler;
  setupOpen(): Promise<boolean>;
  /** Whether what a page's address names is there for this member; true where it names nothing. */
  pageExists(actor: Actor, path: string): Promise<boolean>;
  readonly api: Api;
  readonly rawRoutes: readonly RawRoute[];
  readonly sockets: Pick<SocketRegistry, 'add'>;
  readonly git: GitDoor;
  readonly relay: Relay;
  readonly previews: Previews;
  readonly pages: Pages;
  readonly staticFiles: readonly StaticFiles[];
  readonly metrics: Metrics;
  /** Whether a request holds the key to the metrics; the owner needs none. */
  metricsAccess(request: IncomingMessage): boolean;
  readonly failures: Failures;
  readonly https: boolean;
  readonly dev: boolean;
};

/** The one place where a request is given to whoever answers it. Neither function ever rejects or throws. */
export type Gateway = {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>;
};

type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse; readonly asked: Asked };
type IdeHost = Extract<Host, { kind: 'ide' }>;

const HTTP_SEE_OTHER = 303;
const HTTP_MISDIRECTED = 421;
const HTTP_BAD_REQUEST = 400;

export function createGateway(deps: GatewayDeps): Gateway {
  const { failures, hosts, metrics } = deps;

  const ask = (request: IncomingMessage): Asked => ({ path: readPath(request.url), caller: deps.callerOf(request), actor: null, kind: 'other' });

  const toIde = async (exchange: Exchange, host: IdeHost): Promise<void> => {
    const { request, response, asked } = exchange;
    const { path } = asked.path;
    setSecurityHeaders(response, { https: deps.https });
    if (asked.path.regular && (path === '/api/auth' || path.startsWith('/api/auth/'))) {
      asked.kind = 'auth';
      if (!(await deps.authHandler(request, response))) throw new AtelierError('not_found');
      return;
    }
    if (path === '/git' || path.startsWith('/git/')) {
      asked.kind = 'git';
      await deps.git.handle(request, response, { caller: asked.caller, allowedOrigin: host.origin });
      return;
    }
    asked.kind = path.startsWith('/_next/static/') ? 'static' : path === '/api' || path.startsWith('/api/') ? 'api' : 'page';
    if (deps.staticFiles.some((files) => files.serve(request, response, path))) return;
    if (!isSafe(request) && !originAllowed(request, [host.origin])) throw new AtelierError('origin_refused');
    asked.actor = await deps.authenticator.authenticate(request);
    if (!asked.path.regular) throw new AtelierError(asked.actor === null ? 'not_signed_in' : 'invalid_input');
    if (path === '/metrics') await toMetrics(exchange);
    else if (asked.kind === 'api') await toApi(exchange);
    else await toPages(exchange, host);
  };

  const toApi = async ({ request, response, asked }: Exchange): Promise<void> => {
    const { path, search } = asked.path;
    // Not "sign in": a page that did would be led back to where this was asked, for ever.
    if (asked.actor === null && (await deps.authenticator.mustGoTo(request)) !== null) throw new AtelierError('forbidden');
    if (/^\/api\/workspaces\/[^/]*\/agent(\/|$)/.test(path)) {
      asked.kind = 'relay';
      const actor = signedIn(asked);
      const target = relayTarget(asked.path);
      if (target === null) throw new AtelierError('not_found');
      await deps.relay.handle(request, response, { target, actor, search });
    } else if (path === '/api/openapi.json') {
      const { role } = signedIn(asked);
      if (!isSafe(request)) throw new AtelierError('method_not_allowed');
      sendJson(response, 200, await deps.api.document(role));
    } else {
      const raw = findRawRoute(deps.rawRoutes, { method: request.method ?? '', path, actor: asked.actor });
      if (raw !== null) {
        // Bytes may go on for an hour: they end with the session, also with one that ended since the first look.
        response.once('close', deps.sockets.add({ actor: raw.actor, workspaceId: null, close: () => response.destroy() }));
        if (!(await deps.authenticator.stillGood(raw.actor))) throw new AtelierError('not_signed_in');
        response.setHeader('cache-control', 'no-store');
        await raw.route.handle(request, response, { actor: raw.actor, caller: asked.caller, groups: raw.groups, search });
        return;
      }
      await deps.api.handle(request, response, { path, actor: asked.actor, caller: asked.caller });
    }
  };

  const toPages = async ({ request, response, asked }: Exchange, host: IdeHost): Promise<void> => {
    const { path } = asked.path;
    if (asked.kind === 'static' && !deps.dev) throw new AtelierError('not_found');
    if (path === '/setup' && !(await deps.setupOpen())) throw new AtelierError('not_found');
    const isDevelopment = deps.dev && (path.startsWith('/_next/') || path.startsWith('/__nextjs'));
    const access = isDevelopment ? 'public' : pageAccess(path);
    const goTo = asked.actor === null && (access !== 'public' || path === '/login') ? await deps.authenticator.mustGoTo(request) : null;
    if (goTo !== null && isSafe(request)) {
      response.writeHead(HTTP_SEE_OTHER, { location: goTo, 'cache-control': 'no-store' }).end();
      return;
    }
    if (access !== 'public' && signedIn(asked).role !== 'owner' && access === 'owner') throw new AtelierError('not_found');
    if (access !== 'public' && !(await deps.pageExists(signedIn(asked), path))) throw new AtelierError('not_found');
    if (!isSafe(request)) throw new AtelierError('method_not_allowed');
    if (path === '/login' && asked.actor !== null) {
      response.writeHead(HTTP_SEE_OTHER, { location: afterSignIn(host.origin, asked.path.search), 'cache-control': 'no-store' }).end();
      return;
    }
    const hasReviews = asked.actor !== null && (await deps.pageExists(asked.actor, REVIEWS_PAGE));
    await deps.pages.handle(request, response, { policy: pagePolicy({ ideOrigin: host.origin, dev: deps.dev }), https: deps.https, person: asked.actor, hasReviews });
  };

  const toMetrics = async ({ request, response, asked }: Exchange): Promise<void> => {
    if (!deps.metricsAccess(request) && signedIn(asked).role !== 'owner') throw new AtelierError('not_found');
    if (!isSafe(request)) throw new AtelierError('method_not_allowed');
    response.writeHead(200, { 'content-type': metrics.contentType, 'cache-control': 'no-store' });
    response.end(await metrics.text());
  };

  const route = async (exchange: Exchange): Promise<void> => {
    const { request, response, asked } = exchange;
    const host = hosts.classify(hostOf(request));
    if (host.kind === 'preview') {
      asked.kind = 'preview';
      const error = await deps.previews.handle(request, response, host);
      if (error !== null) await failures.note({ error, asked }, { upgrade: false });
    } else if (host.kind === 'malformed') {
      sendPlainPage(request, response, { status: HTTP_BAD_REQUEST, text: 'refused' });
    } else if (asked.path.path === '/healthz' && isSafe(request)) {
      setSecurityHeaders(response, { https: deps.https });
      sendJson(response, 200, { status: 'ok' });
    } else if (host.kind === 'ide') {
      await toIde(exchange, host);
    } else if (host.kind === 'address' && asked.path.path === '/metrics') {
      await toMetrics(exchange);
    } else {
      sendPlainPage(request, response, { status: HTTP_MISDIRECTED, text: 'wrongHost' });
    }
  };

  const routeUpgrade = async (request: IncomingMessage, client: { socket: Duplex; head: Buffer }, asked: Asked): Promise<void> => {
    const host = hosts.classify(hostOf(request));
    if (host.kind === 'preview') {
      asked.kind = 'preview';
      await deps.previews.upgrade(request, client, host);
      return;
    }
    if (host.kind !== 'ide') throw new AtelierError(host.kind === 'malformed' ? 'invalid_input' : 'not_found');
    if (!originAllowed(request, [host.origin])) throw new AtelierError('origin_refused');
    if (deps.pages.upgrade !== null && asked.path.path.startsWith('/_next/')) {
      deps.pages.upgrade(request, client);
      return;
    }
    asked.actor = await deps.authenticator.authenticate(request);
    const actor = signedIn(asked);
    const target = asked.path.regular ? relayTarget(asked.path) : null;
    if (target === null) throw new AtelierError(asked.path.regular ? 'not_found' : 'invalid_input');
    asked.kind = 'relay';
    await deps.relay.upgrade(request, client, { target, actor, search: asked.path.search });
    // A session that ended after the first look and before the connection was registered ends it here.
    if ((await deps.authenticator.authenticate(request)) === null) client.socket.destroy();
  };

  return {
    handle: async (request, response) => {
      const startedAtMs = performance.now();
      const asked = ask(request);
      request.on('error', () => response.destroy());
      response.on('error', () => response.destroy());
      response.on('close', () => metrics.answered({ kind: asked.kind, status: response.statusCode, durationMs: performance.now() - startedAtMs }));
      response.setHeader('x-request-id', asked.caller.requestId);
      try {
        await route({ request, response, asked });
      } catch (error) {
        await failures.answer(request, response, { error, asked }).catch(() => response.destroy());
      }
    },
    upgrade: async (request, socket, head) => {
      // Before anything else: a reset must find a handler.
      socket.on('error', () => socket.destroy());
      const asked = ask(request);
      try {
        await routeUpgrade(request, { socket, head }, asked);
        metrics.upgraded({ kind: asked.kind, outcome: 'done' });
      } catch (error) {
        refuseUpgrade(socket, asAtelierError(error).code);
        metrics.upgraded({ kind: asked.kind, outcome: 'refused' });
        await failures.note({ error, asked }, { upgrade: true });
      }
    },
  };
}

/** Where someone who is signed in goes on from `/login?next=…`; whole, so that no path can be read as another host. */
function afterSignIn(origin: string, search: string): string {
  const next = ReturnPath.safeParse(new URLSearchParams(search).get('next'));
  return new URL(next.success ? next.data : '/workspaces', origin).href;
}

/** @throws AtelierError not_signed_in */
function signedIn(asked: Asked): Actor {
  if (asked.actor === null) throw new AtelierError('not_signed_in');
  return asked.actor;
}

/** Of several Host headers each reader takes another: such a request is for nobody. */
function hostOf(request: IncomingMessage): string | null | undefined {
  const given = request.headersDistinct['host'];
  return given !== undefined && given.length > 1 ? null : request.headers.host;
}

function isSafe(request: IncomingMessage): boolean {
  return request.method === 'GET' || request.method === 'HEAD';
}
