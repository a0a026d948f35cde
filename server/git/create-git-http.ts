import { execFile } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { AtelierError } from '../../shared/errors.ts';
import { SECOND_MS } from '../../shared/units.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Clock } from '../clock.ts';
import { prefersFrench } from '../gateway/plain-page.ts';
import type { GrantedModule, ModuleRights } from '../grants/module-rights.ts';
import type { Log } from '../log.ts';
import type { Storage } from '../storage/storage.ts';
import { BACKEND_TIMES, BackendProcess, type BackendTimes } from './backend-process.ts';
import { ChildSlots, type SlotLimits } from './child-slots.ts';
import { isBackup, shownBackups } from './backup-ref.ts';
import { readGitAddress, type GitAsked } from './git-address.ts';
import { sendGitError } from './git-errors.ts';
import { gitEnvironment } from './git-environment.ts';
import { GitGuard } from './git-guard.ts';
import type { GitPrincipal } from './git-principal.ts';
import { GitRecords } from './git-records.ts';
import { PushGuard } from './push-guard.ts';
import type { RefChange, Repositories } from './repositories.ts';

export type { GitPrincipal } from './git-principal.ts';

/** A clone packs with two threads and some memory each; more than this at once would starve the workspaces. */
const SLOTS: SlotLimits = { perKey: 6, total: 24, keptForNewcomers: 12, waitMs: 20 * SECOND_MS };
/** Before a large push git sends an empty one, to learn whether it may. */
const PROBE_BYTES = '4';
/** For what no change tells: a time that is over, what another process wrote. */
const LOOK_EVERY_MS = 5 * SECOND_MS;
const GIT_PROTOCOL = /^[A-Za-z0-9=:._-]{1,100}$/;

export type GitHttpDeps = {
  readonly repositories: Repositories;
  readonly rights: Pick<ModuleRights, 'accessByName' | 'accessTo' | 'onChanged'>;
  readonly storage: Pick<Storage, 'members' | 'tokens'>;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly log: Log;
  readonly slots?: SlotLimits;
  readonly times?: BackendTimes;
};

export type GitHttp = {
  /**
   * Answers a request below `/git/`, its errors included, for somebody who is already known. Decides anew for each
   * request what they may; for a push once more, when its objects are there and before a ref changes. Never rejects.
   */
  handle(request: IncomingMessage, response: ServerResponse, who: GitPrincipal): Promise<void>;
  /** Ends what runs, but for pushes that are being written. */
  close(): Promise<void>;
};

type Exchange = { readonly who: GitPrincipal; readonly asked: GitAsked; readonly module: GrantedModule; readonly french: boolean };

/** Git's smart HTTP protocol, spoken by `git http-backend`. `close` before the storage is closed. */
export function createGitHttp(deps: GitHttpDeps): GitHttp {
  const { repositories, log } = deps;
  const guard = new GitGuard(deps);
  const records = new GitRecords(deps);
  const slots = new ChildSlots(deps.slots ?? SLOTS);
  const running = new Map<BackendProcess, Exchange>();
  const program = findBackend();
  // Told to whoever asks for a repository.
  program.catch((error: unknown) => log.error({ err: error }, 'git is not there: repositories cannot be served'));

  // Whoever lost a right in the middle of a clone gets no more of it. A push is asked again at its end, with words.
  const lookAgain = (): void => {
    for (const [backend, { who, module, asked }] of running) {
      if (asked.service !== 'upload-pack') continue;
      guard.again(who, module.id).then(
        (still) => (still === null ? backend.stop() : undefined),
        (error: unknown) => {
          log.error({ err: error }, 'a clone could not be checked again');
          backend.stop();
        },
      );
    }
  };
  const endUnwatch = guard.onChanged(lookAgain);
  const looking = setInterval(lookAgain, LOOK_EVERY_MS).unref();

  const enter = async (who: GitPrincipal, asked: GitAsked): Promise<GrantedModule> => {
    const module = await guard.enter(who, asked);
    if (module === null) throw new AtelierError('not_found');
    if (asked.service === 'receive-pack' && module.access === 'read') throw new AtelierError('read_only');
    if (asked.service === 'receive-pack' && who.scope === 'read') throw new AtelierError('read_only', { token: true });
    return module;
  };

  const serve = async (request: IncomingMessage, response: ServerResponse, exchange: Exchange): Promise<void> => {
    const { who, asked, module } = exchange;
    const isPush = asked.service === 'receive-pack' && asked.step === 'pack';
    await repositories.ready(module.id);
    const backend = await BackendProcess.start({ response, program: await program, env: cgiEnvironment(request, { exchange, folder: repositories.folder(module.id) }), hooks: isPush, times: deps.times ?? BACKEND_TIMES });
    running.set(backend, exchange);
    response.once('close', () => {
      if (!response.writableFinished) backend.leave();
    });
    if (response.destroyed) backend.leave();
    try {
      // It may have waited for its turn: whoever lost the module since then is not in the list above.
      await enter(who, asked);
      if (asked.step === 'pack') backend.take(request);
      else backend.takeNothing();
      if (isPush) await servePush(request, { backend, exchange });
      else await backend.answer();
    } catch (error) {
      backend.stop();
      throw error;
    } finally {
      const exitCode = await backend.finished;
      running.delete(backend);
      if (exitCode !== 0 && !response.destroyed) log.warn({ exitCode, complaint: backend.complaint, moduleId: module.id, memberId: who.memberId }, 'git http-backend did not end well');
    }
  };

  const servePush = async (request: IncomingMessage, { backend, exchange }: { backend: BackendProcess; exchange: Exchange }): Promise<void> => {
    const { who, module } = exchange;
    const push = new PushGuard({ guard, repositories, log }, exchange);
    let told = false;
    const tell = (changed: readonly RefChange[]): void => {
      // A backup is nobody's news.
      const refs = changed.filter(({ ref }) => !isBackup(ref));
      if (refs.length > 0) repositories.pushed({ moduleId: module.id, refs, memberId: who.memberId });
      else repositories.tidy(module.id);
    };
    const attending = push.attend(backend, (refs) => {
      told = true;
      tell(refs);
    });
    try {
      await backend.answer();
    } finally {
      await backend.finished;
      await attending;
      const outcome = await push.outcome();
      if (!told && outcome.changed.length > 0) tell(outcome.changed);
      const isOnlyBackup = outcome.changed.length > 0 && outcome.changed.every(({ ref }) => isBackup(ref));
      if (request.headers['content-length'] !== PROBE_BYTES && !isOnlyBackup) await records.push(exchange, outcome);
    }
  };

  return {
    handle: async (request, response, who) => {
      const french = prefersFrench(request.headers['accept-language']);
      const leaving = new AbortController();
      request.on('error', () => response.destroy());
      response.on('error', () => response.destroy());
      response.once('close', () => leaving.abort());
      try {
        const asked = readGitAddress({ method: request.method, url: request.url, contentType: request.headers['content-type'] });
        const module = await enter(who, asked).catch(async (error: unknown) => {
          await records.refusal(who, { asked, error });
          throw error;
        });
        const giveBack = await slots.take(who.memberId, leaving.signal);
        try {
          await serve(request, response, { who, asked, module, french });
        } finally {
          giveBack();
        }
      } catch (error) {
        if (!(error instanceof AtelierError) || error.code === 'internal' || error.code === 'upstream_failed') log.error({ err: error, memberId: who.memberId }, 'a git request failed');
        sendGitError(response, error, french);
      }
    },
    close: async () => {
      endUnwatch();
      clearInterval(looking);
      guard.close();
      for (const backend of running.keys()) backend.stop();
      await Promise.all([...running.keys()].map((backend) => backend.finished));
    },
  };
}

function cgiEnvironment(request: IncomingMessage, { exchange, folder }: { exchange: Exchange; folder: string }): Record<string, string> {
  const { who, asked } = exchange;
  const protocol = request.headers['git-protocol'];
  return {
    GATEWAY_INTERFACE: 'CGI/1.1',
    REQUEST_METHOD: asked.step === 'pack' ? 'POST' : 'GET',
    QUERY_STRING: asked.step === 'refs' ? `service=git-${asked.service}` : '',
    CONTENT_TYPE: asked.step === 'pack' ? `application/x-git-${asked.service}-request` : '',
    GIT_PROJECT_ROOT: dirname(folder),
    PATH_INFO: `/${basename(folder)}/${asked.step === 'refs' ? 'info/refs' : `git-${asked.service}`}`,
    GIT_HTTP_EXPORT_ALL: '1',
    REMOTE_USER: who.memberId,
    REMOTE_ADDR: '',
    ...shownBackups(who, asked.service),
    ...(typeof protocol === 'string' && GIT_PROTOCOL.test(protocol) ? { GIT_PROTOCOL: protocol } : {}),
  };
}

async function findBackend(): Promise<string> {
  const { stdout } = await promisify(execFile)('git', ['--exec-path'], { env: gitEnvironment() });
  return join(stdout.trim(), 'git-http-backend');
}
