import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AtelierError } from '../shared/errors.ts';
import { verifyActorToken } from './actor-token.ts';
import { actorToken, SECRET } from './server-for-tests.ts';

const verify = (header: string | undefined, nowMs = Date.now()) => verifyActorToken(header, { secret: SECRET, nowMs });
const refused = (error: unknown): boolean => error instanceof AtelierError && error.code === 'not_signed_in';

test('a token of the server says who asks and what they may', () => {
  const { actor, capabilities } = verify(actorToken({ role: 'stagiaire', capabilities: ['files.read'] }));
  assert.deepEqual(actor, { memberId: 'm000000000001', sessionId: 's000000000001', role: 'stagiaire' });
  assert.deepEqual([...capabilities], ['files.read']);
});

test('a capability of a newer server is passed over, not the whole token', () => {
  const newer = ['files.read', 'time.travel'] as unknown as ['files.read'];
  assert.deepEqual([...verify(actorToken({ capabilities: newer })).capabilities], ['files.read']);
});

test('a token ends when it says so', () => {
  const token = actorToken({ expiresAtMs: 1000 });
  assert.equal(verify(token, 999).actor.role, 'developer');
  assert.throws(() => verify(token, 1000), refused);
});

test('a token that is missing, forged, changed or malformed is refused', () => {
  const good = actorToken();
  const [payload = '', mac = ''] = good.split('.');
  const [otherPayload = ''] = actorToken({ role: 'owner' }).split('.');
  const forged = [undefined, '', '.', 'a.b', payload, `${payload}.`, `${payload}.${mac}x.y`, `${otherPayload}.${mac}`, `${payload}.${mac.slice(0, -2)}`, `${payload}.${'A'.repeat(43)}`, actorToken({}, 'another secret')];
  for (const header of forged) assert.throws(() => verify(header), refused, String(header));
});

test('what is signed but no token is refused', () => {
  for (const changes of [{ role: 'root' }, { capabilities: 'everything' }, { memberId: 'x' }, { expiresAtMs: '9' }]) {
    assert.throws(() => verify(actorToken(changes as never)), refused);
  }
});
