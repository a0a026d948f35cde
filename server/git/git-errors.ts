import type { ServerResponse } from 'node:http';

import { ERRORS, type AtelierError, type ErrorCode } from '../../shared/errors.ts';
import { MINUTE_MS, SECOND_MS } from '../../shared/units.ts';
import { asAtelierError } from '../gateway/answers.ts';
import { gitText, type GitText } from './git-texts.ts';

/** Answers with words that git prints after `remote:`. Ends the connection where an answer had begun. */
export function sendGitError(response: ServerResponse, error: unknown, french: boolean): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const known = asAtelierError(error);
  const seconds = known.details['retryAfterSeconds'];
  const minutes = typeof seconds === 'number' ? Math.ceil((seconds * SECOND_MS) / MINUTE_MS) : 1;
  const text = `${gitText(textOf(known), { french, values: { minutes } })}\n`;
  if (typeof seconds === 'number') response.setHeader('retry-after', seconds);
  if (known.code === 'not_signed_in') response.setHeader('www-authenticate', 'Basic realm="Atelier", charset="UTF-8"');
  response.writeHead(ERRORS[known.code].status, { 'content-type': 'text/plain; charset=utf-8', 'content-length': Buffer.byteLength(text), 'cache-control': 'no-store' });
  response.end(text);
}

/** What is not here happens to no client that git's own users have: it failed. */
const TEXTS: Partial<Record<ErrorCode, GitText>> = {
  not_found: 'notFound',
  not_signed_in: 'signIn',
  too_many_requests: 'tooManyAttempts',
  read_only: 'readOnly',
  forbidden: 'oldProtocol',
  origin_refused: 'notUnderstood',
  unavailable: 'busy',
  invalid_input: 'notUnderstood',
  method_not_allowed: 'notUnderstood',
};

function textOf({ code, details }: AtelierError): GitText {
  if (code === 'read_only' && details['token'] === true) return 'readToken';
  return TEXTS[code] ?? 'failed';
}
