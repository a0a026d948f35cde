import { request } from 'node:http';
import type { Duplex } from 'node:stream';

import { ACTOR_HEADER } from '../../../shared/agent-protocol.ts';
import { AtelierError } from '../../../shared/errors.ts';
import { KIB } from '../../../shared/units.ts';
import type { AgentHub } from '../../agents/agent-hub.ts';
import type { PreviewPlace } from './preview-sessions.ts';

/**
 * A connection to a program that listens inside the workspace.
 * @throws AtelierError upstream_failed: nothing listens; timeout; not_running
 */
export function openTunnel(hub: AgentHub, place: PreviewPlace, about: { actorToken: string | null; timeoutMs: number }): Promise<Duplex> {
  const { promise, resolve, reject } = Promise.withResolvers<Duplex>();
  const path = `127.0.0.1:${place.port}`;
  const asked = request({
    agent: hub.httpAgent(place.workspaceId),
    method: 'CONNECT',
    path,
    headers: { host: path, ...(about.actorToken === null ? {} : { [ACTOR_HEADER]: about.actorToken }) },
    maxHeaderSize: 8 * KIB,
  });
  const timer = setTimeout(() => fail(new AtelierError('timeout')), about.timeoutMs);
  const fail = (error: Error): void => {
    reject(error instanceof AtelierError ? error : new AtelierError('upstream_failed', { port: place.port }, { cause: error }));
    asked.destroy();
  };
  asked.on('error', fail);
  asked.on('response', () => fail(new Error('the agent answered a CONNECT with a body')));
  asked.on('connect', (answer, socket, head) => {
    clearTimeout(timer);
    socket.on('error', () => socket.destroy());
    if (answer.statusCode !== 200) {
      socket.destroy();
      fail(answer.statusCode === 504 ? new AtelierError('timeout') : new Error(`status ${answer.statusCode ?? 0}`));
      return;
    }
    if (head.length > 0) socket.unshift(head);
    resolve(socket);
  });
  asked.end();
  return promise.finally(() => clearTimeout(timer));
}
