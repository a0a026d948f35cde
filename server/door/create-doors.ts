import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

import { AtelierError, isAtelier } from '../../shared/errors.ts';
import type { WorkspaceId } from '../../shared/ids.ts';
import type { AgentHub } from '../agents/agent-hub.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Clock } from '../clock.ts';
import { asAtelierError } from '../gateway/answers.ts';
import { clientHeaders, upstreamHeaders } from '../gateway/previews/preview-headers.ts';
import { createProgramRelay, PROGRAM_TIMEOUTS, type Program, type ProgramTimeouts } from '../gateway/relay/to-program.ts';
import type { GitHttp } from '../git/create-git-http.ts';
import type { ModuleRights } from '../grants/module-rights.ts';
import type { Log } from '../log.ts';
import type { Storage } from '../storage/storage.ts';
import { Changes } from '../changes.ts';
import { gitTokenOf } from '../workspaces/git-token.ts';
import type { WorkspaceAccess } from '../workspaces/workspace-access.ts';
import { readDoorAddress, type DoorAsked } from './door-address.ts';
import { refuseRequest, refuseSocket } from './door-answers.ts';
import { DOOR_LIMITS, DoorSocket, type DoorHandlers, type DoorLimits } from './door-socket.ts';
import { DoorRefusals } from './door-refusals.ts';
import { Listening } from './listening.ts';
import { OpenRelays, type OpenRelay } from './open-relays.ts';
import { Services } from './services.ts';
import { Shares, type Share } from './shares.ts';
import { Visitors, type Visitor } from './visitors.ts';

export type DoorDeps = {
  readonly storage: Pick<Storage, 'members' | 'workspaces' | 'services'>;
  readonly rights: ModuleRights;
  readonly git: Pick<GitHttp, 'handle'>;
  /** The way to the agents; not the one `withDoors` makes, which needs this first. */
  readonly hub: AgentHub;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly log: Log;
  readonly timeouts?: ProgramTimeouts;
  readonly limits?: DoorLimits;
};

export type Doors = {
  /** Opens the socket in the workspace's folder; idempotent, in place of a stale one. */
  listen(workspaceId: WorkspaceId, folder: string): Promise<void>;
  /** Closes it and every connection of it. */
  forget(workspaceId: WorkspaceId): Promise<void>;
  /** What members and owners do about services; `access` knows what a role may do in a workspace. */
  services(access: WorkspaceAccess): Services;
  readonly openRelays: number;
  /** Before git and the storage are closed. */
  close(): Promise<void>;
};

/** Requests and WebSockets to services that one workspace has open at once; fewer than lead into one (MAX_TUNNELS). */
export const MAX_CALLS = 64;

/** The ways from workspaces to the server: git, and the services of neighbours. Each request is decided anew, by whose socket it came through. */
export function createDoors(deps: DoorDeps): Doors {
  const { storage, rights, hub, clock, log } = deps;
  const visitors = new Visitors(deps);
  const shares = new Shares({ storage, rights, visitors, clock });
  const changes = new Changes();
  const listening = new Listening({ hub, clock, changes });
  const relays = new OpenRelays({ log });
  const refusals = new DoorRefusals(deps);
  const programs = createProgramRelay({ hub, timeouts: deps.timeouts ?? PROGRAM_TIMEOUTS });
  const calls = new Map<WorkspaceId, number>();
  const sockets = new Map<WorkspaceId, { socket: DoorSocket; folder: string; listening: Promise<void> }>();

  const changed = (): void => {
    shares.changed();
    relays.changed();
    changes.tell();
  };
  const ends = [
    rights.onChanged(changed),
    storage.services.watch(changed),
    storage.workspaces.watch((change) => {
      if (change.type === 'deleted') forgetShares(change.id).catch((error: unknown) => log.error({ err: error }, 'what a workspace shared could not be forgotten'));
      changed();
    }),
    hub.onChange(({ workspaceId }) => {
      listening.forget(workspaceId);
      changes.tell();
    }),
    () => visitors.close(),
  ];

  async function forgetShares(workspaceId: string): Promise<void> {
    for (const { id } of await storage.services.find({ workspaceId })) await storage.services.delete(id);
  }

  const admit = async (workspaceId: WorkspaceId): Promise<Visitor> => {
    const visitor = await visitors.of(workspaceId);
    if (visitor === null) throw new AtelierError('not_found');
    return visitor;
  };

  /** @throws AtelierError not_found: no such module for the visitor; not_running: nobody runs it */
  const find = async (workspaceId: WorkspaceId, name: string): Promise<Share> => {
    const { member } = await admit(workspaceId);
    const module = (await visitors.reachable(member)).get(name);
    if (module === undefined) throw new AtelierError('not_found');
    const share = await shares.of(module.id);
    if (share === null || !share.running || !hub.connected(share.workspaceId)) throw new AtelierError('not_running');
    return share;
  };

  /** One caller must not take all the room that a service's workspace gives to its neighbours. */
  const requireRoom = (workspaceId: WorkspaceId): (() => void) => {
    const open = calls.get(workspaceId) ?? 0;
    if (open >= MAX_CALLS) throw new AtelierError('too_many_requests');
    calls.set(workspaceId, open + 1);
    return () => {
      const now = (calls.get(workspaceId) ?? 1) - 1;
      if (now === 0) calls.delete(workspaceId);
      else calls.set(workspaceId, now);
    };
  };

  /** Finds the service, and holds the relay to it for as long as finding it again leads there. */
  const hold = async (relay: OpenRelay, workspaceId: WorkspaceId, name: string): Promise<Share> => {
    const share = await find(workspaceId, name);
    relay.holds(async () => {
      const now = await find(workspaceId, name).catch((error: unknown) => {
        if (isAtelier(error, 'not_found') || isAtelier(error, 'not_running')) return null;
        throw error;
      });
      return now !== null && now.workspaceId === share.workspaceId && now.port === share.port;
    });
    return share;
  };

  const toGit = async (request: IncomingMessage, response: ServerResponse, workspaceId: WorkspaceId): Promise<void> => {
    const visitor = await visitors.ofGit(workspaceId);
    if (visitor === null) throw new AtelierError('not_found');
    const { member, secret } = visitor;
    if (!showsToken(request.headers.authorization, gitTokenOf(secret))) throw new AtelierError('not_signed_in');
    // What an owner may everywhere is not what a program in one of their workspaces may.
    const moduleIds = (await rights.granted(member)).map(({ id }) => id);
    await deps.git.handle(request, response, { memberId: member.id, role: member.role, moduleIds, scope: 'write', via: 'workspace', workspaceId });
  };

  const handle = async (request: IncomingMessage, response: ServerResponse, workspaceId: WorkspaceId): Promise<void> => {
    const relay = relays.add(() => response.destroy());
    response.once('close', relay.over);
    let asked: DoorAsked | null = null;
    try {
      asked = readDoorAddress(request);
      if (asked.kind === 'git') {
        // Git looks after its own rights, so that a push ends with words.
        await toGit(request, response, workspaceId);
      } else {
        response.once('close', requireRoom(workspaceId));
        const share = await hold(relay, workspaceId, asked.name);
        await programs.request(request, response, asProgram(request, share, asked.name));
      }
    } catch (cause) {
      const error = asAtelierError(cause);
      if (error.code === 'internal') log.error({ err: error, workspaceId }, 'a request of a workspace failed');
      refuseRequest(response, error);
      await refusals.record({ workspaceId, asked, error });
    }
  };

  const upgrade = async (request: IncomingMessage, client: { socket: Duplex; head: Buffer }, workspaceId: WorkspaceId): Promise<void> => {
    const { socket } = client;
    socket.on('error', () => socket.destroy());
    const relay = relays.add(() => socket.destroy());
    socket.once('close', relay.over);
    let asked: DoorAsked | null = null;
    try {
      asked = readDoorAddress(request);
      if (asked.kind === 'git') throw new AtelierError('not_found');
      socket.once('close', requireRoom(workspaceId));
      const share = await hold(relay, workspaceId, asked.name);
      await programs.upgrade(request, client, { program: asProgram(request, share, asked.name), onClosed: relay.over });
    } catch (cause) {
      const error = asAtelierError(cause);
      if (error.code === 'internal') log.error({ err: error, workspaceId }, 'an upgrade of a workspace failed');
      refuseSocket(socket, error);
      await refusals.record({ workspaceId, asked, error });
    }
  };

  const handlersOf = (workspaceId: WorkspaceId): DoorHandlers => ({
    request: (request, response) => void handle(request, response, workspaceId),
    upgrade: (request, client) => void upgrade(request, client, workspaceId),
    onError: (error) => log.warn({ err: error, workspaceId }, 'a way from a workspace is broken'),
  });

  const forget = async (workspaceId: WorkspaceId): Promise<void> => {
    const present = sockets.get(workspaceId);
    if (present === undefined) return;
    sockets.delete(workspaceId);
    await present.listening.catch(() => undefined);
    await present.socket.close();
  };

  return {
    listen: async (workspaceId, folder) => {
      const present = sockets.get(workspaceId);
      if (present?.folder === folder) {
        await present.listening;
        return;
      }
      await forget(workspaceId);
      const socket = new DoorSocket(folder, { handlers: handlersOf(workspaceId), limits: deps.limits ?? DOOR_LIMITS });
      const opening = socket.listen();
      sockets.set(workspaceId, { socket, folder, listening: opening });
      await opening;
    },
    forget,
    services: (access) => new Services({ storage, rights, visitors, shares, listening, changes, access, audit: deps.audit, clock }),
    get openRelays() {
      return relays.size;
    },
    close: async () => {
      for (const end of ends) end();
      listening.close();
      relays.close();
      await Promise.all([...sockets.keys()].map(forget));
    },
  };
}

/** The program sees itself at `localhost:<port>`, as in a preview, and whoever called sees the module's name and nothing else. */
function asProgram(request: IncomingMessage, { workspaceId, port }: Share, name: string): Program {
  return {
    workspaceId,
    port,
    actorToken: null,
    headers: upstreamHeaders(request, { port, origin: `http://${name}` }),
    answerHeaders: (upstream) => clientHeaders(upstream, { port }),
  };
}

/** As git shows it: the password of Basic, whatever the user's name; or Bearer. */
function showsToken(authorization: string | undefined, token: string): boolean {
  const [scheme = '', value = ''] = (authorization ?? '').split(' ', 2);
  const text = scheme.toLowerCase() === 'basic' ? Buffer.from(value, 'base64').toString('latin1').replace(/^[^:]*:/, '') : value;
  const [shown, known] = [Buffer.from(text), Buffer.from(token)];
  return shown.length === known.length && timingSafeEqual(shown, known);
}
