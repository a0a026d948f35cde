import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { JsonifiedClient } from '@orpc/openapi-client';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { WebSocket } from 'ws';

import { importsContract } from '#features/imports/contract.ts';
import { membersContract } from '#features/members/contract.ts';
import { teamContract } from '#features/members/owner-contract.ts';
import { projectsContract } from '#features/projects/contract.ts';
import { projectsOwnerContract } from '#features/projects/owner-contract.ts';
import { proposalsContract } from '#features/proposals/contract.ts';
import { servicesContract } from '#features/services/contract.ts';
import { tokensContract } from '#features/tokens/contract.ts';
import { workspacesContract } from '#features/workspaces/contract.ts';
import { allWorkspacesContract } from '#features/workspaces/owner-contract.ts';

const contract = { imports: importsContract, members: membersContract, services: servicesContract, team: teamContract, projects: { ...projectsContract, ...projectsOwnerContract }, proposals: proposalsContract, tokens: tokensContract, workspaces: workspacesContract, allWorkspaces: allWorkspacesContract };

export type ControlPlane = JsonifiedClient<ContractRouterClient<typeof contract>>;

/** Name to value; enough of a browser's jar for one host. */
export class CookieJar {
  readonly #cookies = new Map<string, string>();

  get header(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  get(name: string): string | undefined {
    return this.#cookies.get(name);
  }

  take(response: Response): void {
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = cookie.split(';');
      const name = pair.slice(0, pair.indexOf('=')).trim();
      const gone = attributes.some((attribute) => /^\s*max-age=0\s*$/i.test(attribute)) || pair.endsWith('=');
      if (gone) this.#cookies.delete(name);
      else this.#cookies.set(name, pair.slice(pair.indexOf('=') + 1).trim());
    }
  }
}

/** A browser without pages: one origin, its cookies, and the Origin header a page of it would send. */
export class HttpClient {
  readonly url: string;
  readonly cookies = new CookieJar();
  /** Typed from the contracts; errors are ORPCErrors whose `code` is one of ours. */
  readonly api: ControlPlane;

  constructor(url: string) {
    this.url = url;
    const link = new OpenAPILink(contract, { url: `${url}/api`, fetch: (request, init) => this.#send(request, init) });
    this.api = createORPCClient<ControlPlane>(link);
  }

  /** @param path from the root, e.g. `/api/account` */
  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return this.#send(new Request(`${this.url}${path}`, { redirect: 'manual', ...init }));
  }

  /** A WebSocket as a page of this origin would open it. Not yet open; the caller closes it. */
  webSocket(path: string, options: { origin?: string; headers?: Record<string, string> } = {}): WebSocket {
    return new WebSocket(`${this.url.replace(/^http/, 'ws')}${path}`, {
      origin: options.origin ?? this.url,
      headers: { cookie: this.cookies.header, ...options.headers },
    });
  }

  async #send(request: Request, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(request.headers);
    if (!headers.has('origin') && request.method !== 'GET' && request.method !== 'HEAD') headers.set('origin', this.url);
    if (!headers.has('cookie') && this.cookies.header !== '') headers.set('cookie', this.cookies.header);
    const response = await fetch(new Request(request, { headers }), { ...init, redirect: 'manual' });
    this.cookies.take(response);
    return response;
  }
}

export type SignedIn = HttpClient;

/** Signs in as the login page does. @throws when the server refuses */
export async function signInOverHttp(url: string, credentials: { email: string; password: string }): Promise<SignedIn> {
  const client = new HttpClient(url);
  const csrf = (await (await client.fetch('/api/auth/csrf')).json()) as { csrfToken: string };
  const response = await client.fetch('/api/auth/callback/credentials', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...credentials, csrfToken: csrf.csrfToken, json: 'true' }),
  });
  if (!response.ok) throw new Error(`sign-in was refused: ${response.status} ${await response.text()}`);
  return client;
}
