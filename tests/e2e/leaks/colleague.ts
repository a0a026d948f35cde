import assert from 'node:assert/strict';
import type { BrowserContext } from 'playwright-core';

import type { Role } from '#shared/actor.ts';
import type { ModuleId, WorkspaceId } from '#shared/ids.ts';
import { STRICTEST_LIMITS } from '#shared/members.ts';
import type { GrantAccess } from '#shared/projects.ts';
import { openBrowser } from '../../harness/browser.ts';
import { HttpClient, signInOverHttp, type SignedIn } from '../../harness/http.ts';
import type { RunningServer } from '../../harness/server.ts';
import { until } from '../../harness/until.ts';
import { Person } from '../person.ts';
import { Tap } from './tap.ts';

export type Who = { readonly name: string; readonly email: string; readonly password: string };

/** A person at a browser whose every received byte is kept, and the same person without pages and without a record. */
export class Colleague {
  readonly who: Who;
  readonly browser: BrowserContext;
  readonly tap: Tap;
  readonly person: Person;
  readonly server: RunningServer;
  /** What is asked here is in no record. */
  client: SignedIn;
  /** Of `openWorkspace`. */
  workspaceId: WorkspaceId | null = null;

  private constructor(parts: { who: Who; browser: BrowserContext; tap: Tap; server: RunningServer }) {
    this.who = parts.who;
    this.browser = parts.browser;
    this.tap = parts.tap;
    this.server = parts.server;
    this.person = new Person(parts.browser.pages()[0] ?? assert.fail('a browser without a page'), parts.server);
    this.client = new HttpClient(parts.server.url);
  }

  static async at(server: RunningServer, who: Who): Promise<Colleague> {
    const tap = await Tap.before(server.url);
    return new Colleague({ who, browser: await openBrowser({ flags: [tap.browserFlag] }), tap, server });
  }

  /** Invited by an owner, accepted by link, signed in with both. */
  static async invited(server: RunningServer, who: Who, offer: { by: SignedIn; role: Role; grants: { moduleId: ModuleId; access: GrantAccess }[] }): Promise<Colleague> {
    const { by, role, grants } = offer;
    const limits = role === 'stagiaire' ? STRICTEST_LIMITS : null;
    const [colleague, { link }] = await Promise.all([Colleague.at(server, who), by.api.team.invite({ email: who.email, role, language: 'en', limits, grants })]);
    const { page } = colleague.person;
    await colleague.person.goTo(new URL(link).pathname);
    await page.getByRole('textbox', { name: 'Name' }).fill(who.name);
    await page.getByLabel('Password', { exact: true }).fill(who.password);
    await page.getByRole('button', { name: 'Accept the invitation' }).click();
    await page.getByRole('heading', { name: 'Workspaces' }).waitFor();
    await colleague.signIn();
    return colleague;
  }

  async signIn(): Promise<void> {
    this.client = await signInOverHttp(this.server.url, this.who);
  }

  /** Makes a workspace and opens it, until its tree is there. */
  async openWorkspace(name: string): Promise<void> {
    await this.person.createWorkspace(name);
    await this.person.goTo(`/w/${name}`);
    await this.person.page.getByRole('tree', { name: 'Files' }).waitFor({ timeout: 240_000 });
    await this.person.connected();
    this.workspaceId = (await this.client.api.workspaces.list()).find((one) => one.name === name)?.id ?? assert.fail(name);
  }

  get workspace(): WorkspaceId {
    return this.workspaceId ?? assert.fail('no workspace was opened');
  }

  /** Waits until the server has sent a text to the browser. */
  async wasSent(text: string): Promise<void> {
    await until(`${this.who.name} is sent ${text}`, () => this.tap.received().some(({ bytes }) => bytes.includes(text)));
  }

  async leave(): Promise<void> {
    await this.browser.close();
    this.tap.close();
  }
}
