import { request, type IncomingMessage } from 'node:http';
import { z } from 'zod';

import type { Actor, Capability } from '../../shared/actor.ts';
import { ACTOR_HEADER } from '../../shared/agent-protocol.ts';
import { AtelierError, isErrorCode } from '../../shared/errors.ts';
import type { WorkspaceId } from '../../shared/ids.ts';
import { KIB, MINUTE_MS } from '../../shared/units.ts';
import { signActorToken } from '../agents/actor-token.ts';
import type { AgentHub } from '../agents/agent-hub.ts';
import type { Clock } from '../clock.ts';

/** Longer than git in the workspace may take. */
const TIMEOUT_MS = 11 * MINUTE_MS;
const MAX_ANSWER_BYTES = 16 * KIB;
const MAX_DETAIL_CHARACTERS = 1000;
const Refusal = z.object({ code: z.string(), details: z.record(z.string(), z.union([z.string().max(MAX_DETAIL_CHARACTERS), z.number(), z.boolean()])).default({}) });

export type Entered = { readonly workspaceId: WorkspaceId; readonly actor: Actor; readonly capabilities: readonly Capability[]; readonly secret: string };
/** @throws AtelierError what the agent says; not_running, timeout, upstream_failed */
export type AskAgent = (entered: Entered, body: object) => Promise<void>;

/** `POST remotes/run` of the workspace's agent. Its answer is a stranger's: bounded, and parsed. */
export function createAskAgent({ hub, clock }: { readonly hub: Pick<AgentHub, 'httpAgent'>; readonly clock: Clock }): AskAgent {
  return async ({ workspaceId, secret, ...about }, body) => {
    const bytes = Buffer.from(JSON.stringify(body));
    const headers = { host: 'agent', 'content-type': 'application/json', 'content-length': bytes.length, [ACTOR_HEADER]: signActorToken({ ...about, nowMs: clock.now() }, secret) };
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const asked = request({ agent: hub.httpAgent(workspaceId), method: 'POST', path: '/remotes/run', headers, signal: AbortSignal.timeout(TIMEOUT_MS) }, resolve);
    asked.on('error', (error) => reject(failed(error)));
    asked.end(bytes);
    const answer = await promise;
    try {
      const text = await readBounded(answer);
      if (answer.statusCode !== 200) throw refusal(text);
    } finally {
      asked.destroy();
    }
  };
}

async function readBounded(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of answer) {
      bytes += (chunk as Buffer).length;
      if (bytes > MAX_ANSWER_BYTES) throw new AtelierError('upstream_failed');
      chunks.push(chunk as Buffer);
    }
  } catch (error) {
    throw failed(error);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function refusal(text: string): AtelierError {
  try {
    const { code, details } = Refusal.parse(JSON.parse(text));
    return isErrorCode(code) ? new AtelierError(code, details) : new AtelierError('upstream_failed');
  } catch (error) {
    return new AtelierError('upstream_failed', {}, { cause: error });
  }
}

function failed(error: unknown): AtelierError {
  if (error instanceof AtelierError) return error;
  return new AtelierError(error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'upstream_failed', {}, { cause: error });
}
