import type { AnyRouter } from '@orpc/server';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

import type { Actor, Capability } from '../shared/actor.ts';
import type { AgentConfig } from '../shared/agent-protocol.ts';
import type { Repositories } from './git/repositories.ts';
import type { Saves } from './saves.ts';

/** Who asks, as signed by the server. Given to every procedure as its context. */
export type AgentContext = { readonly actor: Actor; readonly capabilities: ReadonlySet<Capability> };

export type AgentRequest = { readonly context: AgentContext; readonly url: URL; readonly rawQuery: string };

/** What the kernel gives to a feature. */
export type AgentKernel = {
  readonly config: AgentConfig;
  /** Call when something happened that the member cares about; the idle stop looks at it. Cheap. */
  touch(): void;
  /** When something last happened that the member cares about. */
  readonly lastActivityAtMs?: () => number;
  /** Where files that are saved are told of. */
  readonly saves: Saves;
  /** The modules' working copies and their git: one change at a time for each. */
  readonly repositories: Repositories;
  readonly log: { info(fields: object, message: string): void; warn(fields: object, message: string): void; error(fields: object, message: string): void };
};

/** What a feature of the agent offers; `create…(kernel)` in `features/<name>/agent/index.ts` returns it. */
export type AgentFeature = {
  readonly name: string;
  /** Procedures under `<name>` at `WS rpc`. */
  readonly router?: AnyRouter;
  /** First path segment it answers over HTTP, e.g. `files` for `files/content`. */
  readonly http?: (request: IncomingMessage, response: ServerResponse, about: AgentRequest) => Promise<void>;
  /** WebSocket or other upgrades under its name, e.g. `terminals/<id>`. `path` is without the leading name. */
  readonly upgrade?: { readonly prefix: string; handle(request: IncomingMessage, socket: Duplex, about: AgentRequest & { head: Buffer; path: string }): void };
  /** `CONNECT 127.0.0.1:<port>`; at most one feature has it. It answers on the socket itself. */
  readonly connect?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Contributions to `GET status`. */
  readonly status?: () => Partial<{ terminals: number; attachedTerminals: number; ports: number[] }>;
  /** The workspace is about to stop: what is left to bring to safety, while everything else still works. Bounded by who calls. */
  beforeStop?(): Promise<void>;
  close?(): Promise<void>;
};
