import type { IncomingMessage, ServerResponse } from 'node:http';
import { RateLimiterMemory } from 'rate-limiter-flexible';

import { ERRORS, type AtelierError, type ErrorCode } from '../../shared/errors.ts';
import { MINUTE_MS, SECOND_MS } from '../../shared/units.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Refusals } from '../auth/refusals.ts';
import type { Log } from '../log.ts';
import { asAtelierError, isNavigation, sendError } from './answers.ts';
import type { Asked } from './asked.ts';
import { pathForRecords } from './page-access.ts';
import { sendPlainPage, type PlainPage } from './plain-page.ts';

export type FailureDeps = {
  readonly audit: AuditLog;
  readonly refusals: Pick<Refusals, 'record'>;
  readonly log: Pick<Log, 'error' | 'debug'>;
  /** Whether there is no owner yet: then everyone is sent to make one. */
  setupOpen(): Promise<boolean>;
};

/** What was tried and not allowed, as against what was mistyped or broke. */
const REFUSALS: readonly ErrorCode[] = ['origin_refused', 'forbidden', 'not_signed_in', 'not_found', 'too_large'];

export type Failures = {
  /** Answers a request that failed before anything was answered, and writes down what has to be. */
  answer(request: IncomingMessage, response: ServerResponse, failed: { error: unknown; asked: Asked }): Promise<void>;
  /** Writes down a failure whose answer is another's affair. @returns its code */
  note(failed: { error: unknown; asked: Asked }, about: { upgrade: boolean }): Promise<ErrorCode>;
};

/** A page that asks in a loop for what is gone writes no more than this; each record is a durable write. */
const RECORDED_PER_MINUTE = 60;

export function createFailures(deps: FailureDeps): Failures {
  const recorded = new RateLimiterMemory({ points: RECORDED_PER_MINUTE, duration: MINUTE_MS / SECOND_MS });

  const note = async ({ error, asked }: { error: unknown; asked: Asked }, about: { upgrade: boolean }): Promise<ErrorCode> => {
    const { code } = asAtelierError(error);
    const { requestId, address } = asked.caller;
    const path = pathForRecords(asked.path.path);
    if (code === 'internal') deps.log.error({ err: error, requestId, path }, 'a request failed');
    else deps.log.debug({ reason: code, requestId, path }, 'a request was refused');
    if (!REFUSALS.includes(code)) return code;
    const action = about.upgrade ? 'gateway.upgrade' : 'gateway.request';
    const target = path.slice(0, 200);
    try {
      if (asked.actor === null) await deps.refusals.record({ action, target, caller: asked.caller, reason: code });
      else if ((await recorded.penalty(asked.actor.sessionId)).consumedPoints <= RECORDED_PER_MINUTE)
        await deps.audit.record({ actor: asked.actor, action, target, address, outcome: 'refused', details: { reason: code } });
    } catch (cause) {
      deps.log.error({ err: cause, requestId }, 'a refusal could not be recorded');
    }
    return code;
  };

  const pageFor = async (error: AtelierError, asked: Asked): Promise<PlainPage> => {
    const { status } = ERRORS[error.code];
    if (error.code === 'not_signed_in') {
      const href = (await deps.setupOpen()) ? '/setup' : `/login?next=${encodeURIComponent(asked.path.path + asked.path.search)}`;
      return { status, text: 'signIn', href, refreshSeconds: 0 };
    }
    if (error.code === 'not_found') return { status, text: 'notFound', href: '/workspaces' };
    return { status, text: status >= 500 ? 'failed' : 'refused' };
  };

  return {
    note,
    answer: async (request, response, failed) => {
      const error = asAtelierError(failed.error);
      const { path } = failed.asked.path;
      const isPage = isNavigation(request) && !path.startsWith('/api/');
      // A person who opens a page before signing in is no attempt at anything.
      if (!(isPage && error.code === 'not_signed_in')) await note(failed, { upgrade: false });
      if (response.headersSent || response.destroyed) {
        response.destroy();
        return;
      }
      if (isPage) sendPlainPage(request, response, await pageFor(error, failed.asked));
      else sendError(response, error, failed.asked.kind === 'api' ? 'contract' : 'plain');
    },
  };
}
