import { createHmac, timingSafeEqual } from 'node:crypto';

import { ActorToken } from '../shared/agent-protocol.ts';
import { AtelierError } from '../shared/errors.ts';
import type { AgentContext } from './feature.ts';

/**
 * Who asks, as the server signed it (format: shared/agent-protocol.ts). The clock of both is the host's.
 * @throws AtelierError not_signed_in for a missing, malformed, wrongly signed or expired token
 */
export function verifyActorToken(header: string | undefined, { secret, nowMs }: { secret: string; nowMs: number }): AgentContext {
  const [payload, mac, ...rest] = header?.split('.') ?? [];
  if (payload === undefined || mac === undefined || rest.length > 0) throw refused('shape');
  const expected = createHmac('sha256', secret).update(payload).digest();
  const given = Buffer.from(mac, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw refused('signature');
  const token = ActorToken.safeParse(parseJson(Buffer.from(payload, 'base64url').toString('utf8')));
  if (!token.success) throw refused('shape');
  if (token.data.expiresAtMs <= nowMs) throw refused('expired');
  const { capabilities, expiresAtMs: _expiresAtMs, ...actor } = token.data;
  return { actor, capabilities: new Set(capabilities) };
}

function refused(because: 'shape' | 'signature' | 'expired'): AtelierError {
  return new AtelierError('not_signed_in', { because });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // the schema refuses it
  }
}
