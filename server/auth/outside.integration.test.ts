import { Provider } from 'oidc-provider';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { generate } from 'otplib';

import { STRICTEST_LIMITS } from '#shared/members.ts';
import { MINUTE_MS, SECOND_MS } from '#shared/units.ts';

import { CALLER, invitation } from '../members/team.fixture.ts';
import { AuthServer, OWNER, type Reply, type Visitor } from './auth-server.fixture.ts';

type Person = { readonly sub: string; readonly email?: string; readonly email_verified?: boolean; readonly name?: string };

/** A real OpenID provider on a port of its own, with its own pages for signing in and consenting. */
class Campus implements AsyncDisposable {
  readonly people = new Map<string, Person>();
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(redirectUri: () => string): Promise<Campus> {
    let handle: ReturnType<Provider['callback']> | null = null;
    const server = createServer((request, response) => void handle?.(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const campus = new Campus(server);
    const provider = new Provider(campus.issuer, {
      clients: [{ client_id: 'atelier', client_secret: 'hush', redirect_uris: [redirectUri()], response_types: ['code'], grant_types: ['authorization_code'] }],
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
      cookies: { keys: ['test'] },
      findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ ...campus.people.get(sub), sub }) }),
    });
    handle = provider.callback();
    return campus;
  }

  get issuer(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Goes through the provider's pages as a browser would, and gives the address it sends back to. */
  async signIn(url: string, sub: string): Promise<string> {
    const jar = new Map<string, string>();
    let next = new URL(url);
    let form: URLSearchParams | null = null;
    for (let step = 0; step < 20; step += 1) {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
      const reply: Response = await fetch(next, { redirect: 'manual', headers: { cookie }, ...(form === null ? {} : { method: 'POST', body: form }) });
      for (const line of reply.headers.getSetCookie()) {
        const [pair = ''] = line.split(';');
        jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
      }
      const location = reply.headers.get('location');
      if (location !== null) {
        next = new URL(location, next);
        form = null;
        if (next.origin !== this.issuer) return next.href;
        continue;
      }
      const page = await reply.text();
      const action = /<form[^>]* action="([^"]+)"/.exec(page)?.[1];
      assert.ok(action, page);
      next = new URL(action, next);
      form = new URLSearchParams(page.includes('name="login"') ? { prompt: 'login', login: sub, password: 'x' } : { prompt: 'consent' });
    }
    throw new Error('the provider goes round in circles');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

type Setting = { readonly server: AuthServer; readonly campus: Campus } & AsyncDisposable;

async function start(): Promise<Setting> {
  const server = await AuthServer.start({});
  const campus = await Campus.start(() => `${server.origin}/api/auth/callback/oidc`);
  await server.restart({ ...OWNER, oidc: { issuer: campus.issuer, clientId: 'atelier', clientSecret: 'hush', name: 'Campus' } });
  return {
    server,
    campus,
    async [Symbol.asyncDispose]() {
      await campus[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** From the button to the page at the end. */
async function comeIn({ campus }: Setting, visitor: Visitor, sub: string): Promise<Reply> {
  const left = await visitor.post('/api/auth/signin/oidc', { callbackUrl: '/w/w000000000000' });
  assert.equal(left.status, 200, left.text);
  const back = new URL(await campus.signIn(String(left.json['url']), sub));
  return visitor.ask(back.pathname + back.search);
}

async function owner(server: AuthServer) {
  const ada = server.visitor();
  await ada.signIn();
  const actor = await ada.whoAmI();
  assert.ok(actor);
  return actor;
}

test('a member comes in by a verified address once, and by the account from then on', async () => {
  await using setting = await start();
  const { server, campus } = setting;
  campus.people.set('42', { sub: '42', email: 'ADA@example.com', email_verified: true });
  const visitor = server.visitor();
  const reply = await comeIn(setting, visitor, '42');
  assert.deepEqual([reply.status, reply.headers.location], [303, '/w/w000000000000']);
  assert.equal((await visitor.whoAmI())?.role, 'owner');
  const [ada] = await server.storage.members.find({ role: 'owner' });
  assert.equal(ada?.oidcAccount, `${campus.issuer}#42`);
  // The address at the provider changes, the person does not; another person with the address is nobody here.
  campus.people.set('42', { sub: '42', email: 'new@example.com', email_verified: true });
  assert.equal((await comeIn(setting, server.visitor(), '42')).headers.location, '/w/w000000000000');
  campus.people.set('66', { sub: '66', email: 'ada@example.com', email_verified: true });
  assert.equal((await comeIn(setting, server.visitor(), '66')).headers.location, '/login?problem=unknown');
  assert.ok((await server.audited()).includes('member.bind_outside_account done'));
});

test('who is no member comes in by an open invitation for the verified address, and by nothing else', async () => {
  await using setting = await start();
  const { server, campus } = setting;
  campus.people.set('1', { sub: '1', email: 'lea@example.com', email_verified: true, name: 'Léa' });
  campus.people.set('2', { sub: '2', email: 'lea@example.com', email_verified: false });
  campus.people.set('3', { sub: '3' });
  campus.people.set('4', { sub: '4', email: 'ada@example.com' });
  const refused = async (sub: string) => {
    const visitor = server.visitor();
    assert.equal((await comeIn(setting, visitor, sub)).headers.location, '/login?problem=unknown');
    assert.equal(await visitor.whoAmI(), null);
    assert.equal(visitor.cookies.has('__Host-atelier.session'), false);
  };
  await refused('1');
  const actor = await owner(server);
  await server.auth.members.invitations.invite(actor, invitation('lea@example.com', { role: 'stagiaire', limits: { ...STRICTEST_LIMITS, expiresAtMs: server.clock.now() + MINUTE_MS } }), CALLER);
  for (const sub of ['2', '3', '4']) await refused(sub);
  const visitor = server.visitor();
  assert.equal((await comeIn(setting, visitor, '1')).headers.location, '/w/w000000000000');
  const [lea] = await server.storage.members.find({ email: 'lea@example.com' });
  assert.deepEqual([lea?.name, lea?.role, lea?.passwordHash], ['Léa', 'stagiaire', null]);
  assert.deepEqual(await server.auth.members.invitations.list(), []);
  assert.equal((await server.visitor().signIn('lea@example.com', 'anything at all')).status, 401);
  // A8: the provider's word does not outlast the owner's.
  server.clock.advance(MINUTE_MS);
  assert.equal((await comeIn(setting, server.visitor(), '1')).headers.location, '/login?problem=expired');
});

test('whoever has a second step is asked for it after the provider too', async () => {
  await using setting = await start();
  const { server, campus } = setting;
  campus.people.set('42', { sub: '42', email: 'ada@example.com', email_verified: true });
  const actor = await owner(server);
  const { totp } = server.auth.members;
  const code = async (secret: string) => generate({ secret, epoch: Math.floor(server.clock.now() / SECOND_MS) });
  const { secret, setup } = await totp.begin(actor);
  await totp.confirm(actor, { setup, code: await code(secret) }, CALLER);
  server.clock.advance(MINUTE_MS);
  const visitor = server.visitor();
  assert.equal((await comeIn(setting, visitor, '42')).headers.location, '/login?step=code');
  assert.equal(await visitor.whoAmI(), null);
  const nobody = server.visitor();
  assert.deepEqual((await nobody.post('/api/auth/callback/code', { code: await code(secret) })).json['code'], 'not_signed_in');
  const wrong = await visitor.post('/api/auth/callback/code', { code: '000000' });
  assert.deepEqual([wrong.status, wrong.json['details']], [401, { field: 'code' }]);
  const right = await visitor.post('/api/auth/callback/code', { code: await code(secret) });
  assert.deepEqual([right.status, right.json], [200, { url: '/w/w000000000000' }]);
  assert.equal((await visitor.whoAmI())?.memberId, actor.memberId);
  assert.equal(visitor.cookies.has('__Host-atelier.half-way'), false);
  const late = server.visitor();
  await comeIn(setting, late, '42');
  server.clock.advance(10 * MINUTE_MS);
  assert.equal((await late.post('/api/auth/callback/code', { code: await code(secret) })).json['code'], 'not_signed_in');
});

test('what did not begin here, or was altered on the way, is refused', async () => {
  await using setting = await start();
  const { server, campus } = setting;
  campus.people.set('42', { sub: '42', email: 'ada@example.com', email_verified: true });
  const visitor = server.visitor();
  const left = await visitor.post('/api/auth/signin/oidc', {});
  const back = new URL(await campus.signIn(String(left.json['url']), '42'));
  // Another browser with the same answer: no state, no session.
  const other = server.visitor();
  assert.equal((await other.ask(back.pathname + back.search)).headers.location, '/login?problem=failed');
  assert.equal(await other.whoAmI(), null);
  const altered = new URL(back);
  altered.searchParams.set('state', 'x');
  assert.equal((await visitor.ask(altered.pathname + altered.search)).headers.location, '/login?problem=failed');
  assert.equal((await visitor.ask('/api/auth/callback/oidc?error=access_denied')).headers.location, '/login?problem=failed');
  const foreign = await visitor.post('/api/auth/signin/oidc', {}, { origin: 'https://evil.example' });
  assert.deepEqual([foreign.status, foreign.json['code']], [403, 'origin_refused']);
  const withoutToken = await visitor.ask('/api/auth/signin/oidc', { method: 'POST', headers: { origin: server.origin, 'content-type': 'application/json' }, body: '{}' });
  assert.deepEqual([withoutToken.status, withoutToken.json['code']], [403, 'forbidden']);
});

test('a provider that does not answer is said, and without one there is nothing', async () => {
  await using setting = await start();
  await setting.campus[Symbol.asyncDispose]();
  const reply = await setting.server.visitor().post('/api/auth/signin/oidc', {});
  assert.deepEqual([reply.status, reply.json['code']], [502, 'upstream_failed']);
  await setting.server.restart(OWNER);
  for (const path of ['/api/auth/signin/oidc', '/api/auth/callback/code']) assert.equal((await setting.server.visitor().post(path, {})).status, 404);
});
