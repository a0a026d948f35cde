import assert from 'node:assert/strict';
import { test } from 'node:test';

import { pathAfterSignIn, signIn, signOut } from './sign-in.ts';

type Sent = { readonly path: string; readonly body: unknown };

/** Answers as `/api/auth` does: a token, then what the test says. */
function createServer(answer: unknown, status = 200): { readonly sent: Sent[]; readonly send: (path: string, init: RequestInit) => Promise<Response> } {
  const sent: Sent[] = [];
  return {
    sent,
    send(path, init) {
      const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : null;
      sent.push({ path, body });
      if (path === '/api/auth/csrf') return Promise.resolve(Response.json({ csrfToken: 'token' }));
      return Promise.resolve(Response.json(answer, { status }));
    },
  };
}

const HOSTILE = ['https://evil.example', '//evil.example', '/\\evil.example', '\\\\evil', 'javascript:alert(1)', ' /w', '/\t/evil.example', '/\n/evil.example', 'w/lab', '', null, undefined, '/'.padEnd(5000, 'a')];

for (const next of HOSTILE) {
  test(`A12 after signing in, ${JSON.stringify(next)?.slice(0, 40)} leads to the workspaces`, () => {
    assert.equal(pathAfterSignIn(next), '/workspaces');
  });
}

test('A12 a path of this origin is honoured, its query included', () => {
  for (const path of ['/w/lab', '/w/lab?file=%2Fhome%2Fws%2Fa.py', '/', '/account#sessions']) assert.equal(pathAfterSignIn(path), path);
});

test('A12 what the server answers is judged too', async () => {
  const { send } = createServer({ url: 'https://evil.example/' });
  assert.equal(await signIn({ email: 'a@b.example', password: 'secret', next: null }, send), '/workspaces');
});

test('signing in sends the token with email, password and where to go', async () => {
  const { send, sent } = createServer({ url: '/w/lab' });
  assert.equal(await signIn({ email: 'a@b.example', password: 'secret', next: '/w/lab' }, send), '/w/lab');
  assert.deepEqual(sent, [
    { path: '/api/auth/csrf', body: null },
    { path: '/api/auth/callback/credentials', body: { email: 'a@b.example', password: 'secret', callbackUrl: '/w/lab', csrfToken: 'token', json: 'true' } },
  ]);
});

test('a refusal keeps its code and its figures', async () => {
  const wrong = createServer({ code: 'wrong_credentials', details: {} }, 401);
  await assert.rejects(signIn({ email: 'a@b.example', password: 'x', next: null }, wrong.send), { code: 'wrong_credentials' });
  const many = createServer({ code: 'too_many_requests', details: { retryAfterSeconds: 840 } }, 429);
  await assert.rejects(signIn({ email: 'a@b.example', password: 'x', next: null }, many.send), { code: 'too_many_requests', details: { retryAfterSeconds: 840 } });
});

test('no answer, an answer that is not JSON and one of another shape are one error', async () => {
  const gone = (): Promise<Response> => Promise.reject(new TypeError('network'));
  const page = (): Promise<Response> => Promise.resolve(new Response('<html>', { status: 502 }));
  const other = (): Promise<Response> => Promise.resolve(Response.json({ hello: 1 }));
  for (const send of [gone, page, other]) await assert.rejects(signOut(send), { code: 'internal' });
});
