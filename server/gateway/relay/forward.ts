import { request as httpRequest, STATUS_CODES, type IncomingMessage, type OutgoingHttpHeaders, type RequestOptions, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

import { AtelierError, ERRORS, type ErrorCode } from '../../../shared/errors.ts';
import { KIB } from '../../../shared/units.ts';
import { splice } from './splice.ts';

export const MAX_UPSTREAM_HEAD_BYTES = 32 * KIB;

export type Forward = {
  /** Where to and as what; `agent` or `createConnection` gives the connection. */
  readonly options: RequestOptions;
  /** From the end of the request to the head of the answer; also the longest silence while it is sent. */
  readonly headTimeoutMs: number;
  /** What of the answer's head the client may see. */
  answerHeaders(upstream: IncomingMessage): OutgoingHttpHeaders;
};

/**
 * Sends a request on and its answer back, both streamed. The other end is untrusted: its head is bounded in size
 * and time and its status is checked. Resolves when the answer is over, however it ended.
 * @throws AtelierError upstream_failed, timeout, not_running; only while nothing was answered yet
 */
export function forwardRequest(request: IncomingMessage, response: ServerResponse, forward: Forward): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const asked = httpRequest({ ...forward.options, maxHeaderSize: MAX_UPSTREAM_HEAD_BYTES });
  const fail = (error: unknown): void => {
    if (response.headersSent) response.destroy();
    reject(upstreamError(error));
    asked.destroy();
  };
  limitHead(asked, { timeoutMs: forward.headTimeoutMs, fail });
  asked.on('error', fail);
  asked.on('upgrade', (_upstream, socket) => {
    socket.destroy();
    fail(new Error('upgrade was not asked for'));
  });
  asked.on('response', (upstream) => {
    upstream.on('error', fail);
    const status = upstream.statusCode ?? 0;
    if (status < 200 || status > 599) {
      fail(new Error(`status ${status}`));
      return;
    }
    response.writeHead(status, forward.answerHeaders(upstream));
    upstream.pipe(response);
    upstream.on('close', () => (upstream.complete ? undefined : fail(new Error('the answer was cut off'))));
  });
  response.on('close', () => {
    asked.destroy();
    resolve();
  });
  request.on('error', fail);
  // Said also where a method seldom has a body: without it the body would read as a next request.
  if (request.headers['transfer-encoding'] !== undefined) asked.setHeader('transfer-encoding', 'chunked');
  if (hasBody(request)) request.pipe(asked);
  else asked.end();
  return promise;
}

/**
 * Sends an upgrade on; once the other end agreed, both connections are spliced and stay so.
 * @returns a function that breaks the connection at once; `onClosed` is called when it is over
 * @throws AtelierError upstream_failed, timeout, not_running, or what the other end's refusal means
 */
export function forwardUpgrade(
  { socket, head }: { socket: Duplex; head: Buffer },
  forward: Forward,
  onClosed: () => void,
): Promise<{ destroy(): void }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ destroy(): void }>();
  const asked = httpRequest({ ...forward.options, maxHeaderSize: MAX_UPSTREAM_HEAD_BYTES });
  const fail = (error: unknown): void => {
    reject(upstreamError(error));
    asked.destroy();
  };
  limitHead(asked, { timeoutMs: forward.headTimeoutMs, fail });
  asked.on('error', fail);
  asked.on('response', (upstream) => {
    upstream.on('error', fail);
    fail(new AtelierError(codeOfStatus(upstream.statusCode ?? 0)));
  });
  asked.on('upgrade', (upstream, agent, agentHead) => {
    agent.on('error', () => agent.destroy());
    if (socket.destroyed || upstream.statusCode !== 101) {
      agent.destroy();
      fail(new Error(socket.destroyed ? 'the client went away' : 'status is not 101'));
      return;
    }
    socket.write(headOf(forward.answerHeaders(upstream)));
    if (agentHead.length > 0) socket.write(agentHead);
    if (head.length > 0) agent.write(head);
    resolve(splice({ client: socket, agent }, onClosed));
  });
  socket.on('close', () => asked.destroy());
  asked.end();
  return promise;
}

function limitHead(asked: ReturnType<typeof httpRequest>, { timeoutMs, fail }: { timeoutMs: number; fail: (error: unknown) => void }): void {
  let timer: NodeJS.Timeout | undefined;
  const late = (): void => fail(new AtelierError('timeout'));
  const done = (): void => {
    clearTimeout(timer);
    asked.setTimeout(0);
  };
  asked.setTimeout(timeoutMs, late);
  // `finish` comes with the last byte of the request: from then on a trickle of header bytes buys no time.
  asked.on('finish', () => (timer = setTimeout(late, timeoutMs)));
  for (const event of ['response', 'upgrade', 'close'] as const) asked.on(event, done);
}

function hasBody(request: IncomingMessage): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
}

function headOf(headers: OutgoingHttpHeaders): string {
  const lines = Object.entries(headers).flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${String(one)}`));
  return `HTTP/1.1 101 ${STATUS_CODES[101] ?? ''}\r\n${lines.join('\r\n')}\r\n\r\n`;
}

function upstreamError(error: unknown): AtelierError {
  return error instanceof AtelierError ? error : new AtelierError('upstream_failed', {}, { cause: error });
}

/** What the other end's refusal of an upgrade means to whoever asked. */
function codeOfStatus(status: number): ErrorCode {
  const codes: readonly ErrorCode[] = ['invalid_input', 'forbidden', 'not_found', 'limit_reached', 'too_many_requests', 'timeout'];
  return codes.find((code) => ERRORS[code].status === status) ?? 'upstream_failed';
}
