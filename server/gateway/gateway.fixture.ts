import { implement } from '@orpc/server';
import { eventIterator } from '@orpc/contract';
import { mkdtemp, rm } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders, type RequestOptions } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { pino } from 'pino';
import { WebSocketServer } from 'ws';
import { z } from 'zod';

import { Actor } from '#shared/actor.ts';
import { AtelierError } from '#shared/errors.ts';
import { WorkspaceId } from '#shared/ids.ts';
import { procedure } from '#shared/procedures.ts';
import { FakeAgent } from '#tests/harness/fake-agent.ts';
import { createAgentHub } from '../agents/create-agent-hub.ts';
import type { ApiContext } from '../api.ts';
import type { Recorded } from '../audit/audit-log.ts';
import { readCookie, SESSION_COOKIE } from '../auth/cookies.ts';
import { openListener } from '../listener.ts';
import { createCallerOf } from './caller.ts';
import { createApi } from './create-api.ts';
import { createGateway } from './create-gateway.ts';
import { createSocketRegistry } from './create-socket-registry.ts';
import { createFailures } from './failures.ts';
import { createHosts } from './hosts.ts';
import { createMetrics, createMetricsAccess } from './metrics.ts';
import { createPreviews, type RedeemedPreview } from './previews/create-previews.ts';
import type { RawRoute } from './raw-routes.ts';
import { createRelay } from './relay/create-relay.ts';
import type { ProgramTimeouts } from './relay/to-program.ts';

export const WORKSPACE = WorkspaceId.parse('wabcdefghijkl');
export const SECRET = 's'.repeat(43);
export const METRICS_TOKEN = 'm'.repeat(32);

const actors = {
  owner: Actor.parse({ memberId: 'mowner0000000', sessionId: 'sowner0000000', role: 'owner' }),
  marie: Actor.parse({ memberId: 'mmarie0000000', sessionId: 'smarie0000000', role: 'developer' }),
  other: Actor.parse({ memberId: 'mother0000000', sessionId: 'sother0000000', role: 'developer' }),
};
/** The session of an owner who has to set up a second step: nobody, but on the way to it. */
export const HELD_BACK = 'held-back';
export type Name = keyof typeof actors;
export const actorOf = (name: Name): Actor => actors[name];

const contract = {
  things: {
    hello: procedure.meta({ access: 'public' }).route({ method: 'GET', path: '/hello' }).output(z.object({ hello: z.string() })),
    save: procedure.route({ method: 'POST', path: '/things' }).input(z.object({ name: z.string() })).output(z.object({ name: z.string(), keys: z.array(z.string()) })),
    secret: procedure.meta({ access: 'owner' }).route({ method: 'GET', path: '/secret' }).output(z.object({ secret: z.string() })),
    broken: procedure.route({ method: 'GET', path: '/broken' }).output(z.object({})),
    conflict: procedure.route({ method: 'GET', path: '/conflict' }).output(z.object({})),
    live: procedure.route({ method: 'GET', path: '/live' }).output(eventIterator(z.object({ count: z.number() }))),
  },
};

function createRouter() {
  const api = implement(contract).$context<ApiContext>();
  return api.router({
    things: {
      hello: api.things.hello.handler(() => ({ hello: 'world' })),
      save: api.things.save.handler(({ input }) => ({ name: input.name, keys: Object.keys(input) })),
      secret: api.things.secret.handler(() => ({ secret: 'of the owner' })),
      broken: api.things.broken.handler(() => {
        throw new Error('INTERNAL DETAIL');
      }),
      conflict: api.things.conflict.handler(() => {
        throw new AtelierError('conflict', { revision: 3 });
      }),
      live: api.things.live.handler(async function* ({ signal }) {
        yield { count: 1 };
        await new Promise((resolve) => signal?.addEventListener('abort', resolve));
      }),
    },
  });
}

/** Bytes for the owner that never end. */
const drip: RawRoute = {
  method: 'GET',
  path: /^\/api\/drip$/,
  access: 'owner',
  handle: async (_request, response) => {
    response.write('drop');
    await new Promise((resolve) => response.once('close', resolve));
  },
};

export type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string };

export type Fixture = Awaited<ReturnType<typeof startGateway>>;

/** A gateway on a real port, with the real hub and an agent that echoes; pages and sign-in are the smallest that do. */
export async function startGateway(options: { setupOpen?: boolean; timeouts?: ProgramTimeouts; trustProxy?: boolean } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-gateway-'));
  const log = pino({ level: 'silent' });
  const clock = { now: Date.now };
  const audited: { action: string; target: string; reason: unknown; actor: Recorded | null }[] = [];
  const audit = { record: async (entry: { actor: Recorded | null; action: string; target: string; details?: object }) => void audited.push({ ...entry, reason: Object(entry.details).reason }) };
  const listener = await openListener({ host: '127.0.0.1', port: 0 });
  const origin = `http://localhost:${listener.port}`;
  const hosts = createHosts({ publicUrl: origin, domain: 'localhost' });
  const callerOf = createCallerOf({ trustProxy: options.trustProxy === true });
  const sockets = createSocketRegistry();
  const hub = createAgentHub({ log, clock });
  await hub.listen(WORKSPACE, { folder: join(folder, 'agent'), secret: SECRET });
  const agent = createEchoAgent(join(folder, 'agent'));
  await hub.ready(WORKSPACE, 5000);

  const ended = new Set<Name>();
  const endsOnceFound = new Set<Name>();
  /** As the end of a session does in the real server. */
  const endSession = (name: Name): void => {
    ended.add(name);
    sockets.closeSession(actors[name].sessionId, 'not_signed_in');
  };
  const access = {
    enter: async (actor: Actor, workspaceId: WorkspaceId) => {
      if (workspaceId !== WORKSPACE || actor.memberId === actors.other.memberId) throw new AtelierError('not_found');
      return { capabilities: ['files.read', 'terminal', 'ports'] as const, secret: SECRET };
    },
  };
  const stillGood = async ({ sessionId }: Actor): Promise<boolean> => ![...ended].some((name) => actors[name].sessionId === sessionId);
  const codes = new Map<string, RedeemedPreview>();
  const previews = createPreviews({
    access,
    hub,
    sockets,
    clock,
    timeouts: options.timeouts,
    redeem: (code) => {
      const redeemed = codes.get(code) ?? null;
      codes.delete(code);
      return redeemed;
    },
    stillGood,
    cookieKey: Buffer.alloc(32, 1),
  });
  const setupOpen = (): Promise<boolean> => Promise.resolve(options.setupOpen === true);
  const gateway = createGateway({
    hosts,
    callerOf,
    authenticator: {
      authenticate: async (request) => {
        const name = readCookie(request.headers.cookie, SESSION_COOKIE);
        const actor = name !== null && Object.hasOwn(actors, name) && !ended.has(name as Name) ? actors[name as Name] : null;
        if (actor !== null && endsOnceFound.delete(name as Name)) endSession(name as Name);
        return actor;
      },
      mustGoTo: async (request) => (readCookie(request.headers.cookie, SESSION_COOKIE) === HELD_BACK ? '/account' : null),
      stillGood,
      stillSignedIn: stillGood,
      onEnded: () => () => undefined,
    },
    authHandler: async (_request, response) => {
      response.end('auth');
      return true;
    },
    setupOpen,
    pageExists: async ({ role }, path) => role === 'owner' || path !== '/projects/secret',
    api: createApi({ router: createRouter(), sockets, stillGood, log, publicUrl: origin }),
    rawRoutes: [drip],
    sockets,
    git: { handle: async (_request, response) => void response.end('git') },
    relay: createRelay({ access, hub, sockets, clock }),
    previews,
    pages: {
      handle: async (request, response, { policy }) => {
        response.setHeader('content-security-policy', policy);
        response.end(`page ${request.url}`);
      },
      upgrade: null,
      close: () => Promise.resolve(),
    },
    staticFiles: [],
    metrics: createMetrics({ openSockets: () => listener.openSockets }),
    metricsAccess: createMetricsAccess(METRICS_TOKEN),
    failures: createFailures({ audit, refusals: { record: ({ caller, ...entry }) => audit.record({ ...entry, actor: null, details: { reason: entry.reason, address: caller.address } }) }, log, setupOpen }),
    https: false,
    dev: false,
  });
  listener.serve(gateway);
  const previewEntrance = (port: number, name: Name): string => {
    codes.set('code', { actor: actors[name], workspaceId: WORKSPACE, port, path: '/start' });
    return `${hosts.previewOrigin({ workspaceId: WORKSPACE, port })}/.atelier/enter?code=code`;
  };

  return {
    origin,
    port: listener.port,
    hub,
    agent,
    sockets,
    audited,
    cookie: (name: Name) => `${SESSION_COOKIE}=${name}`,
    /** As the end of a session does in the real server. */
    endSession,
    /** The same, right behind the moment when the next request's session has been found good. */
    endSessionOnceFound: (name: Name): void => void endsOnceFound.add(name),
    /** What a browser opens to enter a preview, once. */
    previewEntrance,
    /** The host name of a preview, and a cookie for it got with a one-time code. */
    enterPreview: async (port: number, name: Name = 'marie') => {
      const { host, pathname, search } = new URL(previewEntrance(port, name));
      const entered = await ask({ port: listener.port, path: pathname + search, headers: { host } });
      const cookie = entered.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
      return { host, cookie, entered, origin: `http://${host}` };
    },
    ask: (path: string, about: RequestOptions & { body?: string | Buffer } = {}) =>
      ask({ ...about, port: listener.port, path, headers: { host: `localhost:${listener.port}`, ...(about.headers as IncomingHttpHeaders) } }),
    close: async () => {
      listener.close();
      agent.close();
      await hub.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** One request on a connection of its own, exactly as given: no path is normalised, no header is added but Connection. */
export function ask({ body, ...options }: RequestOptions & { body?: string | Buffer }): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const asked = httpRequest({ host: '127.0.0.1', agent: false, ...options }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('error', reject);
    response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString('utf8') }));
  });
  asked.on('error', reject);
  asked.on('upgrade', (response, socket) => {
    socket.destroy();
    resolve({ status: response.statusCode ?? 0, headers: response.headers, body: '' });
  });
  asked.end(body);
  return promise;
}

/** Echoes requests as JSON and WebSocket messages as they are; CONNECT leads to this machine's own ports. */
function createEchoAgent(folder: string): FakeAgent {
  const agent = new FakeAgent({ folder, secret: SECRET });
  const webSockets = new WebSocketServer({ noServer: true, maxPayload: 16 * 1024 * 1024, perMessageDeflate: false });
  agent.http.on('request', (request, response) => {
    if (request.url?.startsWith('/files/page') === true) {
      response.writeHead(200, { 'content-type': 'text/html', 'set-cookie': 'evil=1', 'content-security-policy': 'default-src *', 'content-encoding': 'exi', etag: '"1"' });
      response.end('<script>alert(1)</script>');
      return;
    }
    if (request.url === '/files/packed') {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('packed');
      return;
    }
    if (request.url === '/files/broken') {
      request.socket.end('HTTP/1.1 000 Nothing\r\n\r\n');
      return;
    }
    if (request.url === '/files/reset') {
      request.socket.destroy();
      return;
    }
    let bytes = 0;
    request.on('data', (chunk: Buffer) => (bytes += chunk.length));
    request.on('end', () => response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, bytes })));
  });
  agent.http.on('upgrade', (request, socket, head) => {
    if (request.url?.startsWith('/terminals/none') === true) {
      socket.end('HTTP/1.1 404 Not Found\r\nset-cookie: evil=1\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    if (request.url === '/terminals/raw') {
      socket.on('error', () => socket.destroy());
      socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n');
      socket.write(head);
      socket.pipe(socket);
      return;
    }
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on('error', () => webSocket.terminate());
      webSocket.on('message', (data, isBinary) => webSocket.send(data, { binary: isBinary }));
    });
  });
  agent.http.on('connect', (request, socket: Duplex) => {
    socket.on('error', () => socket.destroy());
    const port = Number(request.url?.split(':')[1]);
    const program = connect(port, '127.0.0.1');
    program.on('connect', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.pipe(program);
      program.pipe(socket);
    });
    program.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n'));
    socket.on('close', () => program.destroy());
    program.on('close', () => socket.destroy());
  });
  return agent;
}
