import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

import type { Actor } from '../../../shared/actor.ts';
import { AtelierError, ERRORS, type ErrorCode } from '../../../shared/errors.ts';
import type { WorkspaceId } from '../../../shared/ids.ts';
import { signActorToken } from '../../agents/actor-token.ts';
import type { AgentHub } from '../../agents/agent-hub.ts';
import type { Clock } from '../../clock.ts';
import type { WorkspaceAccess } from '../../workspaces/workspace-access.ts';
import { asAtelierError, isNavigation, sendError } from '../answers.ts';
import { sendPlainPage, type PlainText } from '../plain-page.ts';
import { createProgramRelay, PROGRAM_TIMEOUTS, type Program, type ProgramTimeouts } from '../relay/to-program.ts';
import { readPath } from '../request-path.ts';
import type { SocketRegistry } from '../socket-registry.ts';
import { clientHeaders, upstreamHeaders } from './preview-headers.ts';
import { PreviewSessions, type PreviewPlace } from './preview-sessions.ts';

/** Where a one-time code becomes a cookie; all below `/.atelier/` is ours, the rest of the host is the program's. */
export const PREVIEW_ENTRANCE = '/.atelier/enter';

/** What a one-time code stands for; null when it is unknown, used or too old. */
export type RedeemPreviewCode = (code: string) => Promise<RedeemedPreview | null> | RedeemedPreview | null;
export type RedeemedPreview = PreviewPlace & { readonly actor: Actor; readonly path: string };

export type Preview = { readonly workspaceId: WorkspaceId; readonly port: number; readonly origin: string };

export type Previews = {
  /** @returns the refusal or failure it answered with, for the record; null when all went well */
  handle(request: IncomingMessage, response: ServerResponse, preview: Preview): Promise<AtelierError | null>;
  /** `error` of the socket must be handled already. @throws AtelierError before anything was answered */
  upgrade(request: IncomingMessage, client: { socket: Duplex; head: Buffer }, preview: Preview): Promise<void>;
};

export type PreviewDeps = {
  readonly access: WorkspaceAccess;
  readonly hub: AgentHub;
  readonly sockets: SocketRegistry;
  readonly clock: Clock;
  readonly redeem: RedeemPreviewCode;
  /** Signs the cookies of those who entered: 32 bytes, the same after a restart. */
  readonly cookieKey: Buffer;
  /** Whether the session that somebody came in with is there still. */
  stillGood(actor: Actor): Promise<boolean>;
  readonly timeouts?: ProgramTimeouts;
};

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/** Programs in workspaces, each on a host name of its own, for whoever came with a one-time code from the IDE. */
export function createPreviews(deps: PreviewDeps): Previews {
  const sessions = new PreviewSessions(deps.cookieKey);
  const programs = createProgramRelay({ hub: deps.hub, timeouts: deps.timeouts ?? PROGRAM_TIMEOUTS });

  /** Who came in here once. @throws AtelierError not_signed_in, origin_refused */
  const recognise = (request: IncomingMessage, preview: Preview, checkOrigin: boolean): Actor => {
    const actor = sessions.find(request.headers.cookie, preview);
    if (actor === null) throw new AtelierError('not_signed_in');
    if (checkOrigin && !sameWorkspace(request.headers.origin, preview)) throw new AtelierError('origin_refused');
    return actor;
  };

  const assertStillGood = async (actor: Actor): Promise<void> => {
    if (!(await deps.stillGood(actor))) throw new AtelierError('not_signed_in');
  };

  /**
   * Whether they may be here now, asked once the connection is registered: a session that ends from then on closes it.
   * @returns what the agent is shown. @throws AtelierError not_signed_in, not_found, not_running
   */
  const admit = async (actor: Actor, preview: Preview): Promise<string> => {
    await assertStillGood(actor);
    const { capabilities, secret } = await deps.access.enter(actor, preview.workspaceId);
    if (!capabilities.includes('ports')) throw new AtelierError('not_found');
    return signActorToken({ actor, capabilities, nowMs: deps.clock.now() }, secret);
  };

  const enter = async (request: IncomingMessage, response: ServerResponse, preview: Preview): Promise<void> => {
    const code = new URLSearchParams(readPath(request.url).search).get('code') ?? '';
    const redeemed = request.method === 'GET' && code !== '' && code.length <= 128 ? await deps.redeem(code) : null;
    if (redeemed === null) throw new AtelierError('not_signed_in');
    if (redeemed.workspaceId !== preview.workspaceId || redeemed.port !== preview.port) throw new AtelierError('not_found');
    const location = /^\/(?![/\\])[\x21-\x7e]*$/.test(redeemed.path) ? redeemed.path : '/';
    const cookie = sessions.open(redeemed.actor, preview);
    await assertStillGood(redeemed.actor);
    response.writeHead(303, { 'set-cookie': cookie, location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    response.end();
  };

  const proxy = async (request: IncomingMessage, response: ServerResponse, preview: Preview): Promise<void> => {
    const actor = recognise(request, preview, !SAFE_METHODS.includes(request.method ?? ''));
    const over = deps.sockets.add({ actor, workspaceId: preview.workspaceId, close: () => response.destroy() });
    try {
      await programs.request(request, response, asProgram(request, preview, await admit(actor, preview)));
    } finally {
      over();
    }
  };

  return {
    handle: async (request, response, preview) => {
      try {
        const { path } = readPath(request.url);
        if (!path.startsWith('/')) throw new AtelierError('invalid_input');
        if (path === PREVIEW_ENTRANCE) await enter(request, response, preview);
        else if (path.startsWith('/.atelier/')) throw new AtelierError('not_found');
        else await proxy(request, response, preview);
        return null;
      } catch (cause) {
        const error = asAtelierError(cause);
        answer(request, response, { error, preview });
        return error;
      }
    },
    upgrade: async (request, client, preview) => {
      if (request.headers.upgrade?.toLowerCase() !== 'websocket' || request.url?.startsWith('/') !== true) throw new AtelierError('invalid_input');
      const actor = recognise(request, preview, true);
      const over = deps.sockets.add({ actor, workspaceId: preview.workspaceId, close: () => client.socket.destroy() });
      client.socket.on('close', over);
      await programs.upgrade(request, client, { program: asProgram(request, preview, await admit(actor, preview)), onClosed: over });
    },
  };
}

function asProgram(request: IncomingMessage, preview: Preview, actorToken: string): Program {
  const { workspaceId, port } = preview;
  return { workspaceId, port, actorToken, headers: upstreamHeaders(request, preview), answerHeaders: (upstream) => clientHeaders(upstream, preview) };
}

/** A page of this preview, or of another port of the same workspace: a front end calling its own API. */
function sameWorkspace(origin: string | undefined, preview: Preview): boolean {
  if (origin === undefined) return false;
  const ours = new URL(preview.origin);
  const theirs = URL.parse(origin);
  return theirs !== null && theirs.origin === origin && theirs.protocol === ours.protocol && /^\d{1,5}--/.test(theirs.host) && theirs.host.replace(/^\d+/, '') === ours.host.replace(/^\d+/, '');
}

const TEXTS: Partial<Record<ErrorCode, PlainText>> = {
  not_signed_in: 'previewSignIn',
  not_found: 'notFound',
  not_running: 'previewNotRunning',
  timeout: 'previewSlow',
  upstream_failed: 'previewBroken',
};

function answer(request: IncomingMessage, response: ServerResponse, { error, preview }: { error: AtelierError; preview: Preview }): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  if (!isNavigation(request)) {
    sendError(response, error);
    return;
  }
  // `port` is in the details when nothing accepted the connection, rather than answered badly.
  const text = error.code === 'upstream_failed' && error.details['port'] !== undefined ? 'previewNothing' : (TEXTS[error.code] ?? 'refused');
  sendPlainPage(request, response, { status: ERRORS[error.code].status, text, values: { port: preview.port } });
}
