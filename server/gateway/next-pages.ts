import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';

import type { Actor } from '../../shared/actor.ts';
import { PAGE_MEMBER_HEADER, PAGE_REVIEWS_HEADER, PAGE_ROLE_HEADER } from '../../shared/page-role.ts';

/** The pages, as Next renders them. They hold no logic of the server's: what they know they get from `/api`. */
export type Pages = {
  /** Renders a page under the given Content-Security-Policy, with the links and texts that the role has. */
  handle(request: IncomingMessage, response: ServerResponse, page: PageAsked): Promise<void>;
  /** Next's own live updates, in development only. */
  upgrade: ((request: IncomingMessage, client: { socket: Duplex; head: Buffer }) => void) | null;
  close(): Promise<void>;
};

/** `person` is null where nobody is signed in; `hasReviews`: there is a page of reviews for them. */
export type PageAsked = { readonly policy: string; readonly https: boolean; readonly person: Pick<Actor, 'memberId' | 'role'> | null; readonly hasReviews: boolean };

/** The message is for the console. */
export class PagesNotBuilt extends Error {
  override readonly name = 'PagesNotBuilt';

  constructor() {
    super('The pages are not built. Run `npm start`, which builds what is missing, or `npm run build`.');
  }
}

/** Headers by which a client would be taken for us, for a part of Next's own machinery, or for a proxy. */
const NOT_FROM_OUTSIDE = /^(x-atelier-|x-middleware-|x-nextjs-|x-next-|x-invoke-|x-now-|x-matched-path$|x-prerender-|x-forwarded-|forwarded$|next-action$|next-resume$|content-security-policy)/;

/**
 * Starts Next on an emitter that nothing ever connects to: it would otherwise add an upgrade listener of its
 * own to the server and close sockets that are not its.
 * @throws PagesNotBuilt
 */
export async function startPages(about: { folder: string; dev: boolean; port: number }): Promise<Pages> {
  if (!about.dev && !existsSync(join(about.folder, '.next/BUILD_ID'))) throw new PagesNotBuilt();
  Object.assign(process.env, { NODE_ENV: about.dev ? 'development' : 'production', NEXT_TELEMETRY_DISABLED: '1' });
  const { default: next } = await import('next');
  const emitter = new EventEmitter();
  // Next needs of a server only that it can be listened to.
  const app = next({ dev: about.dev, dir: about.folder, port: about.port, quiet: !about.dev, httpServer: emitter as unknown as Server });
  await app.prepare();
  const render = app.getRequestHandler();
  return {
    handle: async (request, response, { policy, https, person, hasReviews }) => {
      for (const name of Object.keys(request.headers)) if (NOT_FROM_OUTSIDE.test(name)) delete request.headers[name];
      if (person !== null) Object.assign(request.headers, { [PAGE_ROLE_HEADER]: person.role, [PAGE_MEMBER_HEADER]: person.memberId });
      if (hasReviews) request.headers[PAGE_REVIEWS_HEADER] = '1';
      request.headers['content-security-policy'] = policy;
      request.headers['x-forwarded-proto'] = https ? 'https' : 'http';
      response.setHeader('content-security-policy', policy);
      await render(request, response);
    },
    upgrade: about.dev ? (request, { socket, head }) => void emitter.emit('upgrade', request, socket, head) : null,
    close: () => app.close(),
  };
}
