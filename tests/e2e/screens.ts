import assert from 'node:assert/strict';
import type { BrowserContext, Page } from 'playwright-core';
import { createTranslator, type MessageKeys, type Messages, type NestedKeyOf } from 'use-intl/core';

import { CATALOGUES } from '#app/messages.ts';
import { FORMAT_TAGS, type Language } from '#components/i18n/language.ts';
import { pathToQuery } from '#shared/file-path.ts';
import { openBrowser } from '../harness/browser.ts';
import { signInOverHttp } from '../harness/http.ts';
import { startServer, type RunningServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';
import { removeWorkspaces } from './clean-up.ts';
import { createWorkspace, Inside } from './ide.ts';
import { OWNER, Person } from './person.ts';

const WORKSPACE = 'cash-reports';
const FILE = 'report.py';
const SOURCE = ['"""Totals of a day."""', 'from decimal import Decimal', '', '', 'def total(amounts: list[str]) -> Decimal:', '    return sum((Decimal(amount) for amount in amounts), Decimal(0))', ''];

/** Called at each screen once it is complete; must leave it as it is. */
export type Visit = (screen: string, page: Page) => Promise<void>;

/** A person of one language who goes past everything there is to see, from set-up to an editor with a terminal. */
export class Walk implements AsyncDisposable {
  readonly server: RunningServer;
  readonly #browser: BrowserContext;
  readonly #person: Person;
  readonly #language: Language;

  private constructor(parts: { server: RunningServer; browser: BrowserContext; person: Person; language: Language }) {
    this.server = parts.server;
    this.#browser = parts.browser;
    this.#person = parts.person;
    this.#language = parts.language;
  }

  static async start(language: Language): Promise<Walk> {
    const server = await startServer();
    const browser = await openBrowser({ locale: FORMAT_TAGS[language] });
    return new Walk({ server, browser, person: await Person.at(browser, server), language });
  }

  /** A text of the pages, in the walk's language. */
  say(key: MessageKeys<Messages, NestedKeyOf<Messages>>, values: Record<string, string> = {}): string {
    const translate = createTranslator({ locale: FORMAT_TAGS[this.#language], messages: CATALOGUES[this.#language], timeZone: 'UTC' });
    return String(Reflect.apply(translate, null, [key, values]));
  }

  /** What is there before anybody works: set-up, sign-in, an empty list, an address that leads nowhere. */
  async pastTheDoor(visit: Visit): Promise<void> {
    const { page } = this.#person;
    assert.ok(this.server.setupCode !== null);
    await this.#person.goTo('/setup');
    await page.getByRole('textbox', { name: this.say('members.setup.code') }).waitFor();
    await visit('setup', page);
    const { code, owner } = { code: this.server.setupCode, owner: OWNER };
    const created = await fetch(`${this.server.url}/api/setup`, { method: 'POST', headers: { 'content-type': 'application/json', origin: this.server.url }, body: JSON.stringify({ code, ...owner, language: null }) });
    assert.equal(created.status, 200, await created.text());
    await this.#person.goTo('/login');
    await page.getByRole('textbox', { name: this.say('members.signIn.email') }).fill(OWNER.email);
    await page.getByLabel(this.say('members.signIn.password'), { exact: true }).fill(OWNER.password);
    await visit('login', page);
    await page.getByRole('button', { name: this.say('members.signIn.submit') }).click();
    await page.getByRole('heading', { name: this.say('workspaces.empty.title') }).waitFor();
    await page.getByRole('button', { name: this.say('frame.account', { name: OWNER.name }) }).waitFor();
    await visit('workspaces-empty', page);
    await this.#person.goTo('/nowhere');
    await page.getByRole('heading', { name: this.say('pages.notFoundTitle') }).waitFor();
    await visit('not-found', page);
  }

  /** Workspaces, their dialogs, and the account. */
  async pastThePages(visit: Visit): Promise<void> {
    const { page } = this.#person;
    const api = await signInOverHttp(this.server.url, OWNER);
    const workspaceId = await createWorkspace(api, WORKSPACE);
    const inside = new Inside(workspaceId, api);
    await inside.run(`cat > ${FILE} <<'END'\n${SOURCE.join('\n')}END\nmkdir -p notes && cd notes && git init -q -b main && git config user.email p@example.com && git config user.name P && echo one > a.md && git add . && git commit -q -m 'Write a note' && echo two > b.md`);
    await this.#person.goTo('/workspaces');
    await this.#person.workspaceRow(WORKSPACE).getByText(new RegExp(`^${this.say('workspaces.state.running')}(?!,)`)).waitFor();
    await page.getByText(new RegExp(this.say('workspaces.machine.proved', { moment: '' }).trim())).waitFor();
    await visit('workspaces', page);
    await page.getByRole('button', { name: this.say('workspaces.new') }).first().click();
    const creating = page.getByRole('dialog', { name: this.say('workspaces.create.title') });
    await creating.getByRole('textbox', { name: this.say('workspaces.create.name'), exact: true }).fill('Wrong Name');
    await creating.getByText(this.say('workspaces.create.fits')).waitFor();
    await visit('workspaces-create', page);
    await page.keyboard.press('Escape');
    await creating.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: this.say('workspaces.more', { name: WORKSPACE }) }).click();
    await page.getByRole('menuitem', { name: this.say('workspaces.action.delete'), exact: true }).click();
    const deleting = page.getByRole('alertdialog', { name: this.say('workspaces.delete.title', { name: WORKSPACE }) });
    await deleting.getByText('b.md').waitFor();
    await visit('workspaces-delete', page);
    await page.keyboard.press('Escape');
    await deleting.waitFor({ state: 'hidden' });
    await this.#person.goTo('/account');
    await page.getByRole('table').waitFor();
    await visit('account', page);
  }

  /** Projects: none, then one with modules, and an owner's dialogs. */
  async pastTheProjects(visit: Visit): Promise<void> {
    const { page } = this.#person;
    const { api } = await signInOverHttp(this.server.url, OWNER);
    await this.#person.goTo('/projects');
    await page.getByRole('heading', { name: this.say('projectsOwner.empty.title') }).waitFor();
    await visit('projects-empty', page);
    const { id: projectId } = await api.projects.create({ slug: 'shop', title: 'Autodin' });
    await api.projects.modules.create({ projectId, slug: 'web', kind: 'interface', description: '', templateId: 'react-interface' });
    await api.projects.modules.create({ projectId, slug: 'api', kind: 'api', description: '', templateId: null });
    await page.getByRole('article', { name: 'Autodin' }).getByText('web', { exact: true }).waitFor();
    await visit('projects', page);
    await this.#person.goTo('/projects/shop');
    await page.getByRole('article', { name: 'web' }).getByText(/JavaScript/).waitFor();
    await visit('project', page);
    await page.getByRole('button', { name: this.say('projectsOwner.module.new') }).click();
    await this.#dialog({ name: this.say('projectsOwner.module.newIn', { project: 'Autodin' }), screen: 'project-new-module' }, visit);
    await page.getByRole('button', { name: this.say('projectsOwner.access.open', { name: 'web' }) }).click();
    await this.#dialog({ name: this.say('projectsOwner.access.title', { name: 'shop / web' }), screen: 'project-access' }, visit);
    for (const [item, title, screen] of [['projectsOwner.module.settings', 'projectsOwner.module.settingsOf', 'project-settings'], ['projectsOwner.trash.action', 'projectsOwner.trash.title', 'project-delete']] as const) {
      await page.getByRole('button', { name: this.say('projectsOwner.more', { name: 'web' }) }).click();
      await page.getByRole('menuitem', { name: this.say(item), exact: true }).click();
      await this.#dialog({ name: this.say(title, { name: 'web' }), screen }, visit);
    }
  }

  async #dialog({ name, screen }: { name: string; screen: string }, visit: Visit): Promise<void> {
    const { page } = this.#person;
    const dialog = page.getByRole('dialog', { name }).or(page.getByRole('alertdialog', { name }));
    await dialog.waitFor();
    await visit(screen, page);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  }

  /** The workbench with a file and a terminal, then with a dialog. */
  async pastTheWorkbench(visit: Visit): Promise<void> {
    const { page } = this.#person;
    await this.#person.goTo(`/w/${WORKSPACE}?file=${pathToQuery(`/home/ws/${FILE}`)}`);
    const tree = page.getByRole('tree', { name: this.say('files.tree') });
    await tree.getByRole('treeitem', { name: FILE }).waitFor();
    await this.#person.editorShows('from decimal import Decimal');
    await page.getByRole('status', { name: this.say('workbench.connection.label') }).filter({ hasText: this.say('workbench.connection.open') }).waitFor();
    const terminal = page.getByRole('region', { name: this.say('terminal.title') });
    await until('the prompt is there', async () => /[$#] ?$/m.test(await terminal.innerText()));
    await visit('workbench', page);
    await tree.getByRole('treeitem', { name: FILE }).click();
    await page.keyboard.press('Delete');
    const dialog = page.getByRole('alertdialog', { name: this.say('files.deleteDialog.file', { name: FILE }) });
    await dialog.waitFor();
    await visit('workbench-dialog', page);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: this.say('settings.title'), exact: true }).click();
    await page.getByRole('searchbox', { name: this.say('settings.search') }).waitFor();
    await page.getByRole('heading', { name: this.say('workbench.settings.appearance') }).waitFor();
    await visit('settings', page);
    await page.getByRole('button', { name: this.say('settings.keys'), exact: true }).click();
    const keys = page.getByRole('searchbox', { name: this.say('settings.keysPage.search') });
    await keys.waitFor();
    await visit('keys', page);
    const side = this.say('workbench.commands.toggleSide');
    await keys.fill(side);
    await page.getByRole('button', { name: this.say('settings.keysPage.change', { name: side }) }).click();
    await page.getByRole('dialog', { name: this.say('settings.recorder.title', { name: side }) }).waitFor();
    await page.keyboard.press('Control+J');
    await visit('keys-recorder', page);
    await page.keyboard.press('Escape');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    if ((await fetch(`${this.server.url}/setup`)).status === 404) await removeWorkspaces(this.server, OWNER);
    await this.server.stop();
  }
}
