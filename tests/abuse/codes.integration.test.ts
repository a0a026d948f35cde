import assert from 'node:assert/strict';
import { test } from 'node:test';

import { HttpClient, signInOverHttp } from '../harness/http.ts';
import { startServer } from '../harness/server.ts';

const OWNER = { email: 'owner@example.com', password: 'a long enough password' };

test('A11 guessing the code of the setup is stopped, for the right one as well', async () => {
  const server = await startServer({ engine: false });
  try {
    const stranger = new HttpClient(server.url);
    const attempt = async (code: string): Promise<string> =>
      stranger.api.members.setup.createOwner({ code, email: OWNER.email, name: 'Owner', password: OWNER.password, language: null }).then(
        () => 'done',
        (error: { code?: string }) => error.code ?? 'failed',
      );
    const right = server.setupCode ?? assert.fail('no code was printed');
    const answers: string[] = [];
    for (let guess = 0; guess < 50; guess += 1) answers.push(await attempt(`AAAA-${String(guess).padStart(4, '0')}`));
    assert.equal(answers[0], 'wrong_credentials');
    assert.equal(answers.at(-1), 'too_many_requests');
    assert.equal(await attempt(right), 'too_many_requests');
    assert.equal((await stranger.fetch('/setup')).status, 200, 'the page itself stays');
  } finally {
    await server.stop();
  }
});

test('A7 a changed password ends the other sessions at once, on the real server', async () => {
  const server = await startServer({ engine: false, env: { ATELIER_OWNER_EMAIL: OWNER.email, ATELIER_OWNER_PASSWORD: OWNER.password } });
  try {
    const [here, there] = await Promise.all([signInOverHttp(server.url, OWNER), signInOverHttp(server.url, OWNER)]);
    const stream = await there.fetch('/api/account/sessions/live');
    assert.equal(stream.status, 200);
    const ended = stream.text().then(
      () => 'ended',
      () => 'cut',
    );
    const next = 'another long enough password';
    assert.equal((await here.api.members.account.changePassword({ current: OWNER.password, next })).endedSessions, 1);
    await ended;
    assert.equal((await there.fetch('/api/account')).status, 401);
    assert.equal((await here.fetch('/api/account')).status, 200);
    await assert.rejects(signInOverHttp(server.url, OWNER), /401/);
    assert.equal((await (await signInOverHttp(server.url, { ...OWNER, password: next })).fetch('/api/account')).status, 200);
  } finally {
    await server.stop();
  }
});
