import { z } from 'zod';

import { Actor, Capability } from './actor.ts';
import { MemberId, WorkspaceId } from './ids.ts';

/**
 * What the server and the agent of a workspace say to each other below the features.
 *
 * The server listens on `<AGENT_FOLDER>/agent.sock` (the folder is mounted read-only into that one
 * container). The agent dials, sends one line of JSON (`AgentHello`) and then waits: the server uses
 * each such connection as an HTTP/1.1 connection *to* the agent. The agent keeps a few idle ones.
 */
export const AGENT_FOLDER = '/run/agent';
export const AGENT_SOCKET = 'agent.sock';
export const AGENT_CONFIG = 'config.json';

/**
 * The way from a workspace to the server: the second socket in the same folder, where the server answers HTTP/1.1
 * (git, and the services of neighbours, by `Host`). The agent listens on this address of the container's own loopback,
 * where the names of a plan's `hosts` lead, and pipes what comes to the socket without reading it. It is not
 * 127.0.0.1, so that a member's own program can have port 80 there.
 */
export const SERVER_SOCKET = 'server.sock';
export const DOOR_ADDRESS = '127.77.0.1';
export const DOOR_PORT = 80;
/** Git over HTTP, at `/git/<project>/<module>.git`; the server asks for the workspace's own token there. */
export const DOOR_HOST = 'atelier.internal';
/** Open at once from one workspace, at either end. */
export const MAX_DOOR_CONNECTIONS = 256;

/** Where a neighbour's service answers, seen from a workspace. */
export function serviceHost({ projectSlug, slug }: { readonly projectSlug: string; readonly slug: string }): string {
  return `${slug}.${projectSlug}.internal`;
}

export const AGENT_BUNDLE_FOLDER = '/opt/agent';
/** What a workspace's container runs: starts the agent and starts it again when it dies. */
export const AGENT_COMMAND = ['/bin/sh', `${AGENT_BUNDLE_FOLDER}/supervisor.sh`] as const;
export const MAX_HELLO_BYTES = 4096;
export const IDLE_AGENT_CONNECTIONS = 4;

/**
 * Who dies first when memory runs out (`oom_score_adj`, −1000 to 1000): a container starts with the agent's,
 * and a process without privileges may raise its own or its children's. On a whole machine that runs out,
 * workspaces go before the server and the engine, which have 0 or less.
 */
export const AGENT_OOM_SCORE = 500;
export const MEMBER_OOM_SCORE = 900;

export const AgentHello = z.object({
  secret: z.string().min(32).max(128),
  /** Content hash of the bundle that is running; the server compares it with its own. */
  version: z.string().max(64),
});
export type AgentHello = z.infer<typeof AgentHello>;

/** A root of the file tree: an absolute path inside the container. */
export const Root = z.object({
  path: z.string().startsWith('/'),
  name: z.string(),
  kind: z.enum(['home', 'module']),
  readOnly: z.boolean(),
  /** Of a member who only proposes: where their pushes go, `<this>/<number>`. */
  proposesTo: z.string().optional(),
});
export type Root = z.infer<typeof Root>;

/** Written by the server into the socket's folder before the container starts. */
export const AgentConfig = z.object({
  workspaceId: WorkspaceId,
  /** Whose workspace it is. */
  memberId: MemberId.optional(),
  secret: z.string().min(32).max(128),
  /** In the order of the file tree; terminals start in the first. */
  roots: z.array(Root).min(1),
  /** Set in every terminal (extra CA, locale, the member's name for git). */
  env: z.record(z.string(), z.string()),
});
export type AgentConfig = z.infer<typeof AgentConfig>;

/**
 * `x-atelier-actor: <payload>.<mac>`, on every request of the server to the agent:
 * payload = base64url of the JSON of this; mac = base64url of HMAC-SHA256 over the payload's characters as
 * written (`createHmac('sha256', secret).update(payload).digest('base64url')`), keyed with the workspace's secret.
 * Only `GET status` and `CONNECT`, which the server asks on its own account, may come without one.
 */
export const ACTOR_HEADER = 'x-atelier-actor';
/** What an agent from before an update has never heard of is not refused by it: it only cannot do it. */
const KnownCapabilities = z.preprocess((given) => (Array.isArray(given) ? given.filter((one) => Capability.safeParse(one).success) : given), z.array(Capability));

export const ActorToken = Actor.extend({
  capabilities: KnownCapabilities,
  expiresAtMs: z.number().int(),
});
export type ActorToken = z.infer<typeof ActorToken>;

/**
 * Endpoints of the agent. In the browser the same paths stand behind `/api/workspaces/<id>/agent`.
 * - `GET status` → AgentStatus (asked by the server only)
 * - `WS rpc` → the procedures of every feature, one oRPC router keyed by feature name
 * - `GET|PUT files/content?path=` → a file's bytes (features/files)
 * - `WS terminals/<id>` → a terminal's bytes (features/terminal)
 * - `CONNECT 127.0.0.1:<port>` → a listening program, for previews (features/ports; server only)
 */
export const AgentStatus = z.object({
  version: z.string(),
  /** The last moment something the member cares about happened: input, terminal output, traffic on a port. */
  lastActivityAtMs: z.number().int(),
  attachedTerminals: z.number().int(),
  terminals: z.number().int(),
  ports: z.array(z.number().int()),
});
export type AgentStatus = z.infer<typeof AgentStatus>;
