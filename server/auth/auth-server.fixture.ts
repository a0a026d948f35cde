import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';

import type { Actor } from '#shared/actor.ts';

import type { AuditLog } from '../audit/audit-log.ts';
import { createAuditLog } from '../audit/create-audit-log.ts';
import type { OidcConfig } from '../config.ts';
import type { HttpHandler } from '../feature.ts';
import type { AuditDocument } from '../storage/documents.ts';
import { openStorage } from '../storage/open.ts';
import type { Storage } from '../storage/storage.ts';
import { createAuth, type Auth } from './create-auth.ts';

export const OWNER = { ownerEmail: 'ada@example.com', ownerPassword: 'correct horse battery' };

const silent = pino({ level: 'silent' });

export type Reply = { status: number; headers: IncomingHttpHeaders; text: string; json: Record<string, unknown> };

export type Ask = {
  method?: string;
  headers?: Record<string, string | undefined>;
  body?: string | Buffer;
  /** The address to come from: any of 127.0.0.0/8. */
  from?: string;
};

/** A clock that only moves when told. */
export class HandClock {
  #nowMs = Date.now();
  now(): number {
    return this.#nowMs;
  }
  advance(byMs: number): void {
    this.#nowMs += byMs;
  }
}

/** A browser as far as cookies go: keeps what is set, sends it back, and asks for a CSRF token before it posts. */
export class Visitor {
  readonly cookies = new Map<string, string>();
  readonly #server: AuthServer;
  readonly #from: string;

  constructor(server: AuthServer, from = '127.0.0.1') {
    this.#server = server;
    this.#from = from;
  }

  get cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async ask(path: string, ask: Ask = {}): Promise<Reply> {
    const reply = await this.#server.ask(path, {
      from: this.#from,
      ...ask,
      headers: { cookie: this.cookieHeader === '' ? undefined : this.cookieHeader, ...ask.headers },
    });
    for (const line of reply.headers['set-cookie'] ?? []) {
      const [pair = ''] = line.split(';');
      const name = pair.slice(0, pair.indexOf('='));
      if (/max-age=0/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, pair.slice(pair.indexOf('=') + 1));
    }
    return reply;
  }

  async post(path: string, body: object, headers: Record<string, string | undefined> = {}): Promise<Reply> {
    const { csrfToken } = (await this.ask('/api/auth/csrf')).json;
    return this.ask(path, {
      method: 'POST',
      headers: { origin: this.#server.origin, 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ csrfToken, ...body }),
    });
  }

  signIn(email = OWNER.ownerEmail, password = OWNER.ownerPassword, more: object = {}): Promise<Reply> {
    return this.post('/api/auth/callback/credentials', { email, password, ...more });
  }

  signOut(): Promise<Reply> {
    return this.post('/api/auth/signout', {});
  }

  /** Who the server takes this visitor for. */
  async whoAmI(): Promise<Actor | null> {
    const reply = await this.ask('/actor');
    return JSON.parse(reply.text) as Actor | null;
  }
}

type Config = Partial<typeof OWNER & { secret: string; smtpUrl: string; mailFrom: string; oidc: OidcConfig }>;

/** The real handler on a real server over a real database in a folder of its own; `/actor` answers who asks. */
export class AuthServer implements AsyncDisposable {
  readonly clock = new HandClock();
  /** Asked before `/actor`. */
  more: HttpHandler = async () => false;
  readonly #folder: string;
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  #running: { storage: Storage; auth: Auth } | null = null;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async start(config: Config = OWNER): Promise<AuthServer> {
    const server = new AuthServer(await mkdtemp(join(tmpdir(), 'atelier-auth-')));
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    try {
      await server.#run(config);
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
    return server;
  }

  get origin(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  get auth(): Auth {
    assert.ok(this.#running);
    return this.#running.auth;
  }

  get storage(): Storage {
    assert.ok(this.#running);
    return this.#running.storage;
  }

  get audit(): AuditLog {
    return createAuditLog({ storage: this.storage, clock: this.clock, log: silent });
  }

  /** Everything anew but for the data folder and the address. */
  async restart(config: Config = {}): Promise<void> {
    await this.#stop();
    await this.#run(config);
  }

  async #run(config: Config): Promise<void> {
    const storage = await openStorage({ dataFolder: this.#folder });
    try {
      const audit = createAuditLog({ storage, clock: this.clock, log: silent });
      const auth = await createAuth({ storage, audit, clock: this.clock, log: silent, config: { publicUrl: this.origin, ...config } });
      this.#running = { storage, auth };
    } catch (error) {
      await storage.close();
      throw error;
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if ((await this.auth.handler(request, response)) || (await this.more(request, response))) return;
    response.end(JSON.stringify(await this.auth.authenticator.authenticate(request)));
  }

  async #stop(): Promise<void> {
    await this.#running?.auth.close();
    await this.#running?.storage.close();
    this.#running = null;
  }

  visitor(from?: string): Visitor {
    return new Visitor(this, from);
  }

  ask(path: string, { method = 'GET', headers = {}, body, from = '127.0.0.1' }: Ask = {}): Promise<Reply> {
    const { port } = new URL(this.origin);
    // Node itself says how long a body is only for some methods.
    const length = body === undefined ? undefined : String(Buffer.byteLength(body));
    const given = Object.fromEntries(Object.entries({ 'content-length': length, ...headers }).filter(([, value]) => value !== undefined));
    return new Promise((resolve, reject) => {
      const sent = httpRequest({ host: '127.0.0.1', port, localAddress: from, method, path, headers: given, agent: false });
      sent.on('error', reject);
      sent.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const isJson = response.headers['content-type'] === 'application/json';
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: isJson ? (JSON.parse(text) as Record<string, unknown>) : {} });
        });
      });
      sent.end(body);
    });
  }

  /** What the audit log says, as `action outcome reason`. */
  async audited(): Promise<string[]> {
    const entries: AuditDocument[] = await this.storage.audit.find();
    return entries.map(({ action, outcome, details }) => [action, outcome, details['reason'] ?? details['because'] ?? ''].join(' ').trim());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.#stop();
    await rm(this.#folder, { recursive: true });
  }
}
