import { mapEventIterator, ORPCError } from '@orpc/client';
import { getEventIteratorSchemaDetails } from '@orpc/contract';
import { OpenAPIHandler } from '@orpc/openapi/node';
import { StandardOpenAPIMatcher } from '@orpc/openapi/standard';
import type { AnyRouter } from '@orpc/server';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';

import type { Actor, Role } from '../../shared/actor.ts';
import { AtelierError, isErrorCode } from '../../shared/errors.ts';
import { toWireError } from '../../shared/procedures.ts';
import type { ApiContext, Caller } from '../api.ts';
import type { Log } from '../log.ts';
import { readJson } from './read-json.ts';
import type { SocketRegistry } from './socket-registry.ts';

const PREFIX = '/api';
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

export type ApiAsked = { readonly path: string; readonly actor: Actor | null; readonly caller: Caller };

export type Api = {
  /**
   * Answers a call of a procedure, its errors included.
   * @throws AtelierError before anything was answered: not_found, not_signed_in, method_not_allowed, too_large, invalid_input, invalid_text
   */
  handle(request: IncomingMessage, response: ServerResponse, asked: ApiAsked): Promise<void>;
  /** The OpenAPI document of what this role may call, made from the contract once: the rest has no word in it. */
  document(role: Role): Promise<object>;
};

export type ApiDeps = {
  readonly router: AnyRouter;
  readonly sockets: SocketRegistry;
  /** Whether the session that a request came with is there still. */
  stillGood(actor: Actor): Promise<boolean>;
  readonly log: Pick<Log, 'error'>;
  readonly publicUrl: string;
};

/**
 * The procedures of the control plane over HTTP. Who may call what is decided here and nowhere else, from
 * `meta.access` of the matched procedure, before its input is read; what does not say is refused.
 */
export function createApi(deps: ApiDeps): Api {
  const matcher = new StandardOpenAPIMatcher();
  matcher.init(deps.router);
  const handler = new OpenAPIHandler<ApiContext>(deps.router, {
    interceptors: [
      async (options) => {
        try {
          return await options.next();
        } catch (error) {
          throw wireError(error, (cause) => deps.log.error({ err: cause, requestId: options.context.caller.requestId }, 'a procedure failed'));
        }
      },
    ],
    clientInterceptors: [
      async (options) => {
        const output = await options.next();
        if (!isIterator(output)) return output;
        const report = (cause: unknown): void => deps.log.error({ err: cause, requestId: options.context.caller.requestId }, 'a stream failed');
        return mapEventIterator(output, { value: (value) => Promise.resolve(value), error: (error) => Promise.resolve(wireError(error, report)) });
      },
    ],
  });
  const documents = new Map<boolean, Promise<object>>();

  return {
    handle: async (request, response, { path, actor, caller }) => {
      const method = request.method ?? '';
      const place = `/${path.slice(PREFIX.length).replace(/^\/|\/$/g, '')}` as const;
      const match = await matcher.match(method, place);
      if (match === undefined) {
        if (actor === null) throw new AtelierError('not_signed_in');
        throw new AtelierError((await matchesOtherMethod(matcher, { method, place })) ? 'method_not_allowed' : 'not_found');
      }
      const definition = match.procedure['~orpc'];
      decide(definition.meta['access'], actor);
      // A stream lives on after it was authorised, so it ends with the session; a plain answer is over at once.
      const isStream = getEventIteratorSchemaDetails(definition.outputSchema) !== undefined;
      const over = isStream && actor !== null ? deps.sockets.add({ actor, workspaceId: null, close: () => response.destroy() }) : () => undefined;
      response.on('close', over);
      // A session that ended after the first look and before the stream was registered is seen here.
      if (isStream && actor !== null && !(await deps.stillGood(actor))) throw new AtelierError('not_signed_in');
      response.setHeader('cache-control', 'no-store');
      const body = method === 'GET' ? undefined : await readJson(request);
      await handler.handle(Object.assign(request, { body }), response, { prefix: PREFIX, context: { actor, caller } });
    },
    document: (role) => {
      const whole = role === 'owner';
      const document = documents.get(whole) ?? describe(deps.router, { url: `${deps.publicUrl}${PREFIX}`, whole });
      documents.set(whole, document);
      return document;
    },
  };
}

const Access = z.enum(['public', 'member', 'owner']);

/** @throws AtelierError not_signed_in; not_found: what is the owner's does not exist for others */
function decide(meta: unknown, actor: Actor | null): void {
  const access = Access.safeParse(meta);
  if (access.data === 'public') return;
  if (actor === null) throw new AtelierError('not_signed_in');
  if (access.data === 'member' || (access.data === 'owner' && actor.role === 'owner')) return;
  throw new AtelierError('not_found');
}

async function matchesOtherMethod(matcher: StandardOpenAPIMatcher, { method, place }: { method: string; place: `/${string}` }): Promise<boolean> {
  const others = await Promise.all(METHODS.filter((other) => other !== method).map((other) => matcher.match(other, place)));
  return others.some((match) => match !== undefined);
}

/** Loaded when somebody asks: most servers are never asked. */
async function describe(router: AnyRouter, { url, whole }: { url: string; whole: boolean }): Promise<object> {
  const [{ OpenAPIGenerator }, { ZodToJsonSchemaConverter }] = await Promise.all([import('@orpc/openapi'), import('@orpc/zod/zod4')]);
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  return generator.generate(router, {
    info: { title: 'Atelier', version: '1' },
    servers: [{ url }],
    filter: ({ contract }) => whole || contract['~orpc'].meta['access'] !== 'owner',
  });
}

/** As the contract knows errors: one of our codes, or `internal` with nothing else said. */
function wireError(error: unknown, report: (error: unknown) => void): unknown {
  if (error instanceof AtelierError) return toWireError(error);
  if (error instanceof ORPCError && isErrorCode(error.code)) return error;
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST') return toWireError(new AtelierError('invalid_input'));
  report(error);
  return toWireError(new AtelierError('internal'));
}

function isIterator(value: unknown): value is AsyncIterator<unknown, unknown, unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
