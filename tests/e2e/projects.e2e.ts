import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, Page } from 'playwright-core';

import { CATALOGUES } from '#app/messages.ts';
import type { OwnerProjectView, Overview } from '#features/projects/owner-contract.ts';
import { openBrowser } from '../harness/browser.ts';
import { signInOverHttp, type SignedIn } from '../harness/http.ts';
import { run } from '../harness/run.ts';
import { startServer, type RunningServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';
import { OWNER, Person } from './person.ts';
import { keepPictures } from './pictures.ts';
import { createStory } from './story.ts';

/** Projects and modules: what an owner makes of them, and what a developer sees of that, which is what was granted. */
const MARIE = { name: 'Marie Lenoir', email: 'marie@example.com', password: 'un autre mot de passe long' };
/** Of what is never granted to Marie: in names, words and commits. */
const HIDDEN = /vault|coffre-marker/i;

/** What was read aloud a moment ago: react-aria points it at elements that may be gone by now. */
const ANNOUNCER = '[data-live-announcer]';

let server: RunningServer;
let browser: BrowserContext;
let marieBrowser: BrowserContext;
let owner: Person;
let marie: Person;
let api: SignedIn;
let folder: string;
/** Every byte that Marie's browser received, as text. */
const received: string[] = [];
const reading: Promise<void>[] = [];
const chapter = createStory();

before(async () => {
  server = await startServer({ engine: false });
  folder = await mkdtemp(join(tmpdir(), 'atelier-e2e-projects-'));
  browser = await openBrowser();
  marieBrowser = await openBrowser();
  owner = await Person.at(browser, server);
  marie = await Person.at(marieBrowser, server);
  marieBrowser.on('response', (response) => {
    // A stream never ends; what it carries is what the page shows.
    if (response.headers()['content-type']?.startsWith('text/event-stream') === true) return;
    reading.push(response.text().then((text) => void received.push(`${response.url()}\n${text}`), () => undefined));
  });
});

after(async () => {
  await browser?.close();
  await marieBrowser?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** As the owner, from another tab: `GET /projects-overview`. */
async function ask<Answer>(request: `${'GET' | 'POST' | 'PATCH'} /${string}`, body?: object): Promise<Answer> {
  const [method, path = ''] = request.split(' ');
  const response = await api.fetch(`/api${path}`, { method, ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }) });
  assert.ok(response.ok, `${request}: ${response.status} ${await response.clone().text()}`);
  return (await response.json()) as Answer;
}

async function project(slug: string): Promise<OwnerProjectView> {
  const { projects } = await ask<Overview>('GET /projects-overview');
  return projects.find((candidate) => candidate.slug === slug) ?? assert.fail(`no project ${slug}`);
}

async function createModule(page: Page, { name, begin }: { name: string; begin: string }): Promise<void> {
  await page.getByRole('button', { name: 'New module' }).first().click();
  const dialog = page.getByRole('dialog', { name: /New module in/ });
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
  await dialog.getByRole('radio', { name: new RegExp(`^${begin}`) }).check({ force: true });
  if (begin.startsWith('React')) await look('projects-new-module', page);
  await dialog.getByRole('button', { name: 'Create module' }).click();
  await dialog.waitFor({ state: 'hidden' });
}

/** Pictures when they are wanted, and what axe says always. */
async function look(screen: string, page: Page, language: 'en' | 'fr' = 'en'): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations } = await new AxeBuilder({ page }).exclude(ANNOUNCER).analyze();
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    assert.deepEqual(grave.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary ?? ''}`)), [], `${screen}, ${colorScheme}`);
  }
  await keepPictures({ screen, language, page });
}

chapter('an owner who has no project is told what one is, and makes it', async () => {
  const { page } = owner;
  await owner.becomeOwner();
  api = await signInOverHttp(server.url, OWNER);
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Projects' }).click();
  await page.getByRole('heading', { name: 'Create your first project' }).waitFor();
  await look('projects-empty', page);
  await page.getByRole('button', { name: 'New project' }).click();
  const dialog = page.getByRole('dialog', { name: 'New project' });
  await dialog.getByRole('textbox', { name: 'Title' }).fill('Éditions belges');
  assert.equal(await dialog.getByRole('textbox', { name: 'Name' }).inputValue(), 'editions-belges');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('.git');
  await dialog.getByText('Small letters a to z, figures and dashes only').waitFor();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('shop');
  await dialog.getByRole('button', { name: 'Create project' }).click();
  await owner.arrivesAt(/\/projects\/shop$/);
  await page.getByRole('heading', { name: 'Create the first module' }).waitFor();
});

chapter('a module from a template shows its first commit and its languages at once', async () => {
  const { page } = owner;
  await createModule(page, { name: 'web', begin: 'React interface' });
  const web = page.getByRole('article', { name: 'web' });
  await web.getByText('Begin', { exact: true }).waitFor();
  await web.getByText(/JavaScript \d+/).waitFor();
  await web.getByText(`${OWNER.name}, today at`).waitFor();
  await web.getByText(`${server.url}/git/shop/web.git`).waitFor();
  await createModule(page, { name: 'api', begin: 'Python API' });
  await createModule(page, { name: 'vault', begin: 'Nothing' });
  await page.getByRole('article', { name: 'vault' }).getByText('Empty: nothing was sent to it yet').waitFor();
  // A name that is taken is said where it was typed, and nothing is lost.
  await page.getByRole('button', { name: 'New module' }).first().click();
  const dialog = page.getByRole('dialog', { name: /New module in/ });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('vault');
  await dialog.getByRole('button', { name: 'Create module' }).click();
  await dialog.getByText('That name is taken: choose another').waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await look('project', page);
});

chapter('a commit that is pushed shows by itself', async () => {
  const { secret } = await ask<{ secret: string }>('POST /tokens', { name: 'e2e', scope: 'write', moduleIds: null, days: 7 });
  const clone = join(folder, 'vault');
  const git = (...args: string[]) => run(['git', '-C', clone, '-c', 'user.name=Nadia Benali', '-c', 'user.email=nadia@example.com', ...args]);
  await run(['git', 'init', '-q', '-b', 'main', clone]);
  await writeFile(join(clone, 'keys.py'), 'print("coffre-marker")\n'.repeat(40));
  await git('add', '.');
  await git('commit', '-q', '-m', 'Keep the coffre-marker');
  await git('push', '-q', `${server.url.replace('://', `://philippe:${secret}@`)}/git/shop/vault.git`, 'main');
  const vault = owner.page.getByRole('article', { name: 'vault' });
  await vault.getByText('Keep the coffre-marker').waitFor();
  await vault.getByText(/Python 100/).waitFor();
});

chapter('whoever was granted nothing has no project, and learns of none', async () => {
  const { link } = await ask<{ link: string }>('POST /team/invitations', { email: MARIE.email, role: 'developer', language: 'en', limits: null, grants: [] });
  const token = link.slice(link.lastIndexOf('/') + 1);
  const accepted = await fetch(`${server.url}/api/invitation/accept`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url },
    body: JSON.stringify({ token, name: MARIE.name, password: MARIE.password, language: 'en' }),
  });
  assert.equal(accepted.status, 200, await accepted.text());
  await marie.goTo('/login?next=/projects');
  const { page } = marie;
  await page.getByRole('textbox', { name: 'Email' }).fill(MARIE.email);
  await page.getByLabel('Password', { exact: true }).fill(MARIE.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Nothing is shared with you yet' }).waitFor();
  const links = await page.getByRole('navigation', { name: 'Pages' }).getByRole('link').allInnerTexts();
  assert.deepEqual(links, ['Workspaces', 'Projects']);
  await look('projects-nothing', page);
});

chapter('a grant shows on the page of the one it is for, without a reload, and no word of the rest', async () => {
  const { page } = owner;
  await page.getByRole('button', { name: 'Access to web' }).click();
  const dialog = page.getByRole('dialog', { name: 'Access to shop / web' });
  await dialog.getByRole('radiogroup', { name: `Access of ${MARIE.name}` }).getByText('read', { exact: true }).click();
  await dialog.getByRole('switch', { name: 'shop / vault' }).focus();
  await page.keyboard.press('Space');
  await until('both are kept', async () => {
    const web = (await project('shop')).modules.find(({ slug }) => slug === 'web');
    return web?.grants.length === 2 && web.reaches.length === 1;
  });
  await look('projects-access', page);
  await dialog.getByRole('button', { name: 'Close' }).first().click();
  await dialog.waitFor({ state: 'hidden' });
  const row = marie.page.getByRole('article', { name: 'Éditions belges' });
  await row.getByText('web', { exact: true }).waitFor();
  assert.doesNotMatch(await marie.page.locator('body').innerText(), HIDDEN);
  await row.getByRole('link', { name: 'Éditions belges' }).click();
  const module = marie.page.getByRole('article', { name: 'web' });
  await module.getByText('read', { exact: true }).waitFor();
  assert.equal(await marie.page.getByRole('article').count(), 1);
  assert.equal(await marie.page.getByRole('button', { name: /New module|Access|More for/ }).count(), 0);
  await look('project-developer', marie.page);
});

chapter('A18 A20 for a developer the rest does not exist: pages, procedures, and what the browser was sent', async () => {
  await ask('POST /projects', { slug: 'vault-two', title: 'Coffre' });
  const client = await signInOverHttp(server.url, MARIE);
  const { id: projectId, modules } = await project('shop');
  const vault = modules.find(({ slug }) => slug === 'vault') ?? assert.fail('no vault');
  for (const path of ['/projects/vault-two', '/projects/none', '/projects/%76ault-two', '/team', '/architecture', '/audit', '/status']) {
    assert.equal((await client.fetch(path, { headers: { 'x-atelier-role': 'owner' } })).status, 404, path);
  }
  for (const [method, path] of [['GET', '/projects/vault-two'], ['GET', '/projects-overview'], ['GET', '/grants'], ['DELETE', `/modules/${vault.id}`], ['POST', `/projects/${projectId}/archive`], ['PUT', `/grants/${vault.grants[0]?.memberId}/${vault.id}`]] as const) {
    const response = await client.fetch(`/api${path}`, { method, ...(method !== 'GET' && { headers: { 'content-type': 'application/json' }, body: '{}' }) });
    assert.equal(response.status, 404, path);
  }
  for (const path of ['/projects', '/projects/shop', '/projects', '/account', '/workspaces']) await marie.goTo(path);
  await marie.page.getByRole('heading', { name: 'Workspaces' }).waitFor();
  await Promise.all(reading);
  const all = received.join('\n');
  assert.ok(all.length > 100_000, 'what was received is looked at');
  assert.doesNotMatch(all, HIDDEN);
  // The owner's texts, and the addresses of the owner's procedures.
  for (const words of [CATALOGUES.en.projectsOwner.module.branches, CATALOGUES.en.projectsOwner.access.mayCallHint, 'projects-overview', '"/grants', 'module-templates']) {
    assert.ok(!all.includes(words), words);
  }
});

chapter('a renamed project keeps everything, at its new address', async () => {
  const { page } = owner;
  await page.getByRole('button', { name: 'More for Éditions belges' }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  const dialog = page.getByRole('dialog', { name: 'Rename Éditions belges' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('boutique');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await owner.arrivesAt(/\/projects\/boutique$/);
  await page.getByRole('article', { name: 'web' }).getByText(`${server.url}/git/boutique/web.git`).waitFor();
});

chapter('the later of two owners who change one module is told, and overwrites nothing', async () => {
  const { page } = owner;
  await page.getByRole('button', { name: 'More for api' }).click();
  await page.getByRole('menuitem', { name: 'Settings' }).click();
  const dialog = page.getByRole('dialog', { name: 'Settings of api' });
  await dialog.getByRole('textbox', { name: 'What it is for' }).fill('Mine');
  const module = (await project('boutique')).modules.find(({ slug }) => slug === 'api') ?? assert.fail('no api');
  await ask(`PATCH /modules/${module.id}`, { revision: module.revision, description: 'Of another owner' });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('It changed in the meantime.').waitFor();
  await look('projects-conflict', page);
  await page.keyboard.press('Escape');
  await page.getByRole('article', { name: 'api' }).getByText('Of another owner').waitFor();
});

chapter('what is deleted asks for its name, comes back by Undo, and is gone for good only from the trash', async () => {
  const { page } = owner;
  const remove = async (): Promise<void> => {
    await page.getByRole('button', { name: 'More for vault' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    const dialog = page.getByRole('alertdialog', { name: 'Delete vault?' });
    const button = dialog.getByRole('button', { name: 'Delete vault' });
    assert.ok(await button.isDisabled());
    await dialog.getByRole('textbox', { name: 'Type its name' }).fill('vault');
    await button.click();
    await dialog.waitFor({ state: 'hidden' });
  };
  await remove();
  await page.getByRole('article', { name: 'vault' }).waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('article', { name: 'vault' }).getByText('Keep the coffre-marker').waitFor();
  await remove();
  const trash = page.getByRole('region', { name: 'Trash' });
  await look('projects-trash', page);
  await trash.getByRole('button', { name: 'Delete vault for good' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Delete vault for good?' });
  await dialog.getByRole('textbox', { name: 'Type its name' }).fill('vault');
  await dialog.getByRole('button', { name: 'Delete vault for good' }).click();
  await trash.waitFor({ state: 'hidden' });
  assert.deepEqual((await project('boutique')).modules.map(({ slug }) => slug), ['api', 'web']);
});

chapter('an archived project leaves the developer’s page, and comes back', async () => {
  const { page } = owner;
  await marie.goTo('/projects');
  await marie.page.getByRole('article', { name: 'Éditions belges' }).waitFor();
  await page.getByRole('button', { name: 'More for Éditions belges' }).click();
  await page.getByRole('menuitem', { name: 'Archive' }).click();
  await owner.arrivesAt(/\/projects$/);
  await marie.page.getByRole('heading', { name: 'Nothing is shared with you yet' }).waitFor();
  await page.getByRole('button', { name: 'Use Éditions belges again' }).click();
  await marie.page.getByRole('article', { name: 'Éditions belges' }).waitFor();
  await look('projects', page);
});

chapter('an owner whose account is French reads French', async () => {
  const { page } = owner;
  await ask('PATCH /account', { name: OWNER.name, language: 'fr' });
  await owner.goTo('/projects/boutique');
  await page.getByRole('button', { name: 'Accès à web' }).waitFor();
  await until('the page is French', async () => (await page.getAttribute('html', 'lang')) === 'fr');
  await look('project', page, 'fr');
  await page.getByRole('button', { name: 'Accès à web' }).click();
  await page.getByRole('dialog', { name: 'Accès à boutique / web' }).waitFor();
  await look('projects-access', page, 'fr');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Nouveau module' }).click();
  await page.getByRole('dialog', { name: /Nouveau module/ }).waitFor();
  await look('projects-new-module', page, 'fr');
});
