import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';

import { OWNER_PAGES } from '#server/gateway/page-access.ts';
import { HttpClient, signInOverHttp } from '#tests/harness/http.ts';
import { startServer, type RunningServer } from '#tests/harness/server.ts';

const OWNER = { email: 'lea@example.com', password: 'correct horse battery' };
const PASSWORD = 'another horse battery';

/** Well-formed, and nobody's. A new kind of place in an address has to be named here. */
const NOBODYS: Readonly<Record<string, string>> = {
  workspaceId: 'w000000000009', memberId: 'm000000000009', moduleId: 'r000000000009', projectId: 'p000000000009', sessionId: 's000000000009',
  fromModuleId: 'r000000000009', toModuleId: 'r000000000008', invitationId: 'i000000000009', tokenId: 'k000000000009', importId: 'j000000000009',
  proposalId: 'q000000000009', commentId: 'c000000000009', copyId: 'w000000000009-r000000000009', keyId: 'x000000000009', imageId: 'none', slug: 'none',
};
/** What a member of any role can be asked for that is no procedure: everything a workspace's agent answers, and the rest of the gateway. */
const AGENT_PLACES = ['rpc', 'terminals/t000000000001', 'files/content', 'files/upload', 'files/download', 'files/archive', 'services', 'status', 'ports', 'remotes/run'];
/** What server/raw-routes.test.ts lists. */
const RAW_PLACES = [['PUT', '/api/imports/j000000000009/archive'], ['GET', '/api/kept-copies/w000000000009-r000000000009/bundle']] as const;
const PUBLIC = ['GET /setup', 'GET /sign-in', 'POST /invitation', 'POST /invitation/accept', 'POST /reset', 'POST /reset/use', 'POST /setup'];

type Route = { readonly method: string; readonly path: string; readonly line: string };
type Document = { readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>> };

describe('who gets what', () => {
  let server: RunningServer;
  let owner: HttpClient;
  let developer: HttpClient;
  let stagiaire: HttpClient;
  let routes: Route[];
  let owners: Route[];

  async function documentOf(client: HttpClient): Promise<Route[]> {
    const { paths } = (await (await client.fetch('/api/openapi.json')).json()) as Document;
    return Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path: `/api${address(path)}`, line: `${method.toUpperCase()} ${path}` })));
  }

  async function join(role: 'developer' | 'stagiaire'): Promise<HttpClient> {
    const email = `${role}@example.com`;
    const limits = role === 'stagiaire' ? { expiresAtMs: null, hours: null, terminal: false, network: false, transfer: false, tokens: false } : null;
    const body = JSON.stringify({ email, role, language: null, days: 7, limits, grants: [] });
    const headers = { 'content-type': 'application/json' };
    const invited = await owner.fetch('/api/team/invitations', { method: 'POST', headers, body });
    const { link } = (await invited.json()) as { link: string };
    const token = link.slice(link.lastIndexOf('/') + 1);
    const accepted = await owner.fetch('/api/invitation/accept', { method: 'POST', headers: { ...headers, cookie: 'none=1' }, body: JSON.stringify({ token, name: role, password: PASSWORD, language: null }) });
    assert.equal(accepted.status, 200, await accepted.text());
    return signInOverHttp(server.url, { email, password: PASSWORD });
  }

  /** Only how it begins: a stream has no end. */
  async function ask(client: HttpClient, { method, path }: Pick<Route, 'method' | 'path'>): Promise<{ status: number; text: string }> {
    const ended = new AbortController();
    const json = method === 'GET' ? {} : { headers: { 'content-type': 'application/json' }, body: '{}' };
    const response = await client.fetch(path, { method, signal: ended.signal, ...json });
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
    // A stream begins before its first reading is refused: then that is its first and last event.
    const text = isStream ? await firstEvent(path.includes('0000') ? response.body : null) : await response.text();
    ended.abort();
    return { status: response.status, text };
  }

  /** Comments, which only keep the line open, left aside. */
  async function firstEvent(body: ReadableStream<Uint8Array> | null): Promise<string> {
    let text = '';
    for await (const chunk of body ?? []) {
      text += new TextDecoder().decode(chunk);
      if (/^event: .*\n\n/ms.test(text)) break;
    }
    return text;
  }

  before(async () => {
    server = await startServer({ engine: false, env: { ATELIER_OWNER_EMAIL: OWNER.email, ATELIER_OWNER_PASSWORD: OWNER.password } });
    owner = await signInOverHttp(server.url, OWNER);
    developer = await join('developer');
    stagiaire = await join('stagiaire');
    routes = await documentOf(owner);
    const members = new Set((await documentOf(developer)).map(({ line }) => line));
    owners = routes.filter(({ line }) => !members.has(line));
  });
  after(() => server.stop());

  it('A16 whoever is not signed in gets the public procedures and 401 for every other', async () => {
    const stranger = new HttpClient(server.url);
    for (const route of routes) {
      const { status } = await ask(stranger, route);
      if (PUBLIC.includes(route.line)) assert.notEqual(status, 401, route.line);
      else assert.equal(status, 401, route.line);
    }
  });

  it('A18 what is the owner’s is not there for a developer or a stagiaire, and no word of it', async () => {
    assert.ok(owners.length > 40, String(owners.length));
    for (const client of [developer, stagiaire]) {
      for (const route of owners) {
        const { status, text } = await ask(client, route);
        const { code, data } = JSON.parse(text) as { code: string; data: unknown };
        assert.deepEqual([status, code, data], [404, 'not_found', {}], route.line);
      }
    }
  });

  it('an owner is refused nowhere for who they are, and nothing breaks on an empty question', async () => {
    for (const route of routes) {
      const { status } = await ask(owner, route);
      assert.ok(![401, 403].includes(status) && (status < 500 || status === 503), `${route.line} ${status}`);
    }
  });

  it('A17 a procedure about something that is not the member’s answers as for something that is not there', async () => {
    const members = await documentOf(developer);
    for (const client of [developer, stagiaire]) {
      for (const route of members.filter(({ line }) => line.includes('{'))) {
        const { status, text } = await ask(client, route);
        assert.ok([400, 403, 404].includes(status) || /event: error\n.*"not_found"/s.test(text), `${route.line} ${status} ${text}`);
      }
    }
  });

  it('A17 nothing behind another’s workspace is there, by request or by socket', async () => {
    for (const client of [owner, developer, stagiaire]) {
      for (const place of AGENT_PLACES) {
        const path = `/api/workspaces/w000000000009/agent/${place}`;
        assert.equal((await client.fetch(path)).status, 404, path);
        const socket = client.webSocket(path);
        socket.on('error', () => undefined);
        const [, answer] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
        assert.equal(answer.statusCode, 404, path);
        socket.terminate();
      }
    }
  });

  it('A18 what is taken or given as bytes is guarded as procedures are', async () => {
    for (const [method, path] of RAW_PLACES) {
      for (const client of [developer, stagiaire]) assert.equal((await client.fetch(path, { method, body: method === 'PUT' ? 'x' : null })).status, 404, path);
      assert.equal((await new HttpClient(server.url).fetch(path, { method })).status, 401, path);
    }
  });

  it('A18 the owner’s pages do not exist for others, and their names are in nothing others are sent', async () => {
    for (const page of OWNER_PAGES) {
      for (const client of [developer, stagiaire]) {
        for (const path of [page, `${page}/x`, `${page}?_rsc=1`, page.toUpperCase(), page.replace('a', '%61')]) assert.equal((await client.fetch(path, { headers: { rsc: '1' } })).status, 404, path);
      }
      assert.equal((await new HttpClient(server.url).fetch(page)).status, 401, page);
    }
    for (const path of ['/workspaces', '/account', '/projects']) {
      const html = await (await developer.fetch(path, { headers: { accept: 'text/html' } })).text();
      assert.ok(!OWNER_PAGES.some((page) => html.includes(`"${page}"`)), path);
    }
  });

  function address(path: string): string {
    return path.replace(/\{(\w+)\}/g, (_, name: string) => NOBODYS[name] ?? assert.fail(`say what nobody's ${name} is`));
  }
});
