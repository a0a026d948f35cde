import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, Locator, Page } from 'playwright-core';

import { CATALOGUES } from '#app/messages.ts';
import type { ImportView } from '#shared/imports.ts';
import { openBrowser } from '../harness/browser.ts';
import { signInOverHttp, type SignedIn } from '../harness/http.ts';
import { startPublicHost, type PublicHost } from '../harness/public-host.ts';
import { run } from '../harness/run.ts';
import { startServer, type RunningServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';
import { Monolith, SECRET } from './monolith.ts';
import { OWNER, Person } from './person.ts';
import { keepPictures } from './pictures.ts';
import { createStory } from './story.ts';

/** A monolith is brought in and split through the page; what comes out is read by a real git. */
const MARIE = { name: 'Marie Lenoir', email: 'marie@example.com', password: 'un autre mot de passe long' };
const WORK_TIMEOUT_MS = 240_000;
/** What was read aloud a moment ago: react-aria points it at elements that may be gone by now. */
const ANNOUNCER = '[data-live-announcer]';

let server: RunningServer;
let host: PublicHost;
let browser: BrowserContext;
let owner: Person;
let page: Page;
let api: SignedIn;
let folder: string;
let monolith: Monolith;
const chapter = createStory();

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-e2e-import-'));
  monolith = new Monolith(folder);
  [server, host] = await Promise.all([startServer(), startPublicHost(), monolith.make()]);
  await monolith.publish(host.folder);
  browser = await openBrowser();
  owner = await Person.at(browser, server);
  page = owner.page;
});

after(async () => {
  await browser?.close();
  await server?.stop();
  await host?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Pictures when they are wanted, and what axe says always. */
async function look(screen: string, language: 'en' | 'fr' = 'en'): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations } = await new AxeBuilder({ page }).exclude(ANNOUNCER).analyze();
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    assert.deepEqual(grave.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary ?? ''}`)), [], `${screen}, ${colorScheme}`);
  }
  await keepPictures({ screen, language, page });
}

const tree = (): Locator => page.getByRole('tree', { name: 'Source tree' });
const row = (name: string): Locator => tree().getByRole('treeitem', { name: new RegExp(`^${name.replaceAll('.', '[.]')}( |$)`) }).first();
const card = (name: string): Locator => page.getByRole('region', { name, exact: true });
const moduleNames = (): Promise<string[]> => page.getByRole('region', { name: 'Modules' }).locator('.imp-card .n').evaluateAll((cards) => cards.map((one) => one.getAttribute('aria-label') ?? ''));

async function fetchFrom(url: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Address' }).fill(url);
  await page.getByRole('button', { name: 'Fetch' }).click();
}

async function fill(dialog: Locator, { project, name }: { project?: string; name: string }): Promise<void> {
  if (project !== undefined) await dialog.getByRole('textbox', { name: 'Project' }).fill(project);
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
}

chapter('an owner without a project is offered to bring one in, and an address that is none is refused where it stands', async () => {
  await owner.becomeOwner();
  api = await signInOverHttp(server.url, OWNER);
  await owner.goTo('/projects');
  await page.getByRole('link', { name: 'Bring a project in' }).click();
  await page.getByRole('heading', { name: 'Bring a project in' }).waitFor();
  await fetchFrom('file:///etc/passwd');
  await page.getByText('An address that begins with https:// or http://').waitFor();
  await look('import-source');
});

chapter('an address of this machine is not reached, and the page says so', async () => {
  await fetchFrom('http://127.0.0.1:22/x.git');
  await page.getByRole('alert').getByText('Nobody answers there.').waitFor({ timeout: WORK_TIMEOUT_MS });
  await look('import-failed');
  await page.getByRole('button', { name: 'Choose another source' }).click();
  await page.getByRole('textbox', { name: 'Address' }).waitFor();
});

chapter('a monolith is fetched, and proposed as the modules that its folders suggest', async () => {
  await fetchFrom(`${host.url}/qwanyx-server.git`);
  await tree().waitFor({ timeout: WORK_TIMEOUT_MS });
  await page.getByText('main, 8 commits since March 2024').waitFor();
  assert.deepEqual((await moduleNames()).toSorted(), ['autodin / backend', 'autodin / frontend', 'belgicomics / server', 'belgicomics / site', 'personal-cash / app', 'personal-cash / web', 'qwanyx-server / digital-humans', 'qwanyx-server / qwanyx-api']);
  await row('autodin').getByText('2 modules').waitFor();
  await row('scripts').getByText('in no module').waitFor();
  await page.getByText('4 files in no module').waitFor();
  await card('autodin / backend').getByText('3 commits kept').waitFor();
});

chapter('the tree is gone through by keys: what a folder holds, where each file goes, secrets left out', async () => {
  await tree().focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await row('backend').getByText('autodin / backend').waitFor();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await row('.env').getByText('a secret, left out').waitFor();
  await row('.env').getByText('a secret, left out').click();
  await page.keyboard.press('Space');
  await row('.env').getByText('a secret, taken along').waitFor();
  await page.keyboard.press('Space');
  await row('.env').getByText('a secret, left out').waitFor();
});

chapter('names that break a rule are said in place; a folder is dragged to a new module, and given to one by keys', async () => {
  await page.getByRole('button', { name: 'Name and kind of autodin / backend' }).click();
  const editing = page.getByRole('dialog', { name: 'Name and kind' });
  await fill(editing, { name: '.git' });
  await editing.getByText('Small letters a to z, figures and dashes only').waitFor();
  await fill(editing, { name: 'api' });
  await editing.getByRole('button', { name: 'Save' }).click();
  await row('backend').getByText('autodin / api').waitFor();

  await row('scripts').dragTo(page.getByText('Drop a folder here for a new module'));
  const creating = page.getByRole('dialog', { name: 'New module' });
  assert.equal(await creating.getByRole('textbox', { name: 'Name' }).inputValue(), 'scripts');
  await fill(creating, { project: 'autodin', name: 'api' });
  await creating.getByRole('button', { name: 'Create module' }).click();
  await card('autodin / api').last().getByText('Two modules of the project have this name').waitFor();
  assert.ok(await page.getByRole('button', { name: 'Import 9 modules' }).isDisabled());
  await page.getByRole('button', { name: 'Remove autodin / api from the plan' }).last().click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Name and kind of autodin / api' }).last().click();
  await fill(editing, { name: 'tools' });
  await editing.getByRole('button', { name: 'Save' }).click();
  await card('autodin / tools').getByText('1 commit kept').waitFor();

  await row('README.md').click();
  await page.keyboard.press('m');
  const moving = page.getByRole('dialog', { name: 'Where does README.md go?' });
  await look('import-move');
  await moving.getByRole('option', { name: 'autodin / tools' }).click();
  await row('README.md').getByText('autodin / tools').waitFor();
  await page.getByText('1 file in no module').waitFor();
});

chapter('the preview says what goes where, and which commits a module keeps', async () => {
  await page.getByRole('button', { name: 'autodin / api', exact: true }).click();
  const preview = page.getByRole('region', { name: 'Preview of autodin / api' });
  await preview.getByText('3 of 8 commits touch it').waitFor();
  assert.deepEqual(await preview.getByRole('list', { name: 'Files' }).getByRole('listitem').evaluateAll((lines) => lines.map((line) => line.getAttribute('title'))), [
    'autodin/backend/app.py → app.py',
    'autodin/backend/jobs/nightly.py → jobs/nightly.py',
    'autodin/backend/pyproject.toml → pyproject.toml',
  ]);
  await preview.getByText('Retry the nightly job').waitFor();
  await page.getByText('Write the old hash in each message').click();
  await page.getByText('Saved as a draft, come back any time').waitFor();
  await look('import-split');
});

chapter('a draft is there again, on its page and among what was begun', async () => {
  await owner.goTo('/projects');
  await page.getByText('waits to be split into modules').waitFor();
  await owner.goTo('/import');
  await page.getByRole('button', { name: /^Go on with .*qwanyx-server\.git$/ }).click();
  await card('autodin / tools').getByText('README.md + scripts').waitFor();
  await page.getByRole('searchbox', { name: /^Filter/ }).fill('nightly');
  await row('autodin/backend/jobs/nightly.py').waitFor();
  await page.getByRole('searchbox', { name: /^Filter/ }).fill('');
  assert.ok(await page.getByRole('switch', { name: 'Write the old hash in each message' }).isChecked());
});

chapter('the import goes on while its page is left, and ends with who gets what', async () => {
  const { link } = (await (await api.fetch('/api/team/invitations', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email: MARIE.email, role: 'developer', language: 'en', limits: null, grants: [] }) })).json()) as { link: string };
  const token = link.slice(link.lastIndexOf('/') + 1);
  const accepted = await fetch(`${server.url}/api/invitation/accept`, { method: 'POST', headers: { 'content-type': 'application/json', origin: server.url }, body: JSON.stringify({ token, name: MARIE.name, password: MARIE.password, language: 'en' }) });
  assert.equal(accepted.status, 200, await accepted.text());

  await page.getByRole('button', { name: 'Import 9 modules' }).click();
  await page.getByRole('dialog', { name: 'Importing 9 modules' }).waitFor();
  await page.getByRole('button', { name: 'Go on in the background' }).click();
  await page.getByText('Say who gets them.').waitFor({ timeout: WORK_TIMEOUT_MS });
  await page.getByRole('article', { name: 'belgicomics' }).waitFor();
  await look('import-told');
  await page.getByRole('link', { name: /^Open the import of .*qwanyx-server/ }).click();
  await page.getByRole('heading', { name: '9 modules are there' }).waitFor();
  await page.getByRole('button', { name: `${MARIE.name}, autodin / api: none` }).click();
  await page.getByRole('menuitem', { name: 'write' }).click();
  await page.getByRole('button', { name: `${MARIE.name}, autodin / api: write` }).waitFor();
  await until('Marie has it', async () => (await (await signInOverHttp(server.url, MARIE)).api.projects.list()).some(({ slug }) => slug === 'autodin'));
  await page.getByRole('button', { name: `All modules for ${MARIE.name}` }).click();
  await page.getByRole('menuitem', { name: 'read' }).click();
  await page.getByRole('button', { name: `${MARIE.name}, belgicomics / site: read` }).waitFor();
  await page.getByRole('button', { name: `${MARIE.name}, autodin / api: read` }).waitFor();
  await look('import-grant');
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.getByRole('heading', { name: 'Projects' }).waitFor();
});

chapter('A10 a clone of a module has its own history and authors, and the secret nowhere', async () => {
  const { secret } = await api.api.tokens.create({ name: 'e2e', scope: 'read', moduleIds: null, days: 7 });
  const clone = async (module: string): Promise<string> => {
    const target = join(folder, module.replace('/', '-'));
    await run(['git', 'clone', '--quiet', `${server.url.replace('://', `://philippe:${secret}@`)}/git/${module}.git`, target]);
    return target;
  };
  const backend = await clone('autodin/api');
  assert.equal((await run(['git', '-C', backend, 'log', '--format=%s by %an'])).trim(), 'Retry the nightly job by Nadia Benali\nDiagnose by Nadia Benali\nFirst backend by Paul Dubois');
  assert.equal((await run(['git', '-C', backend, 'ls-files'])).trim(), 'app.py\njobs/nightly.py\npyproject.toml');
  const original = (await monolith.git('paul', 'rev-parse', 'HEAD')).trim();
  const everything = await run(['git', '-C', backend, 'log', '--all', '--patch', '--format=%B']);
  assert.match(everything, new RegExp(`Imported-from: ${original}`));
  assert.ok(!everything.includes(SECRET), 'the secret is in no commit');
  // The real application: its files are those of the package, byte for byte.
  const site = await clone('belgicomics/site');
  assert.equal(await run(['git', '-C', site, 'rev-parse', 'HEAD^{tree}']), await monolith.git('paul', 'rev-parse', 'HEAD:belgicomics/site'));
});

chapter('an archive is uploaded and imported as one module; what fails says why and leaves the rest', async () => {
  const zip = join(folder, 'site.zip');
  await run(['python3', '-c', `
import zipfile, sys
with zipfile.ZipFile(sys.argv[1], 'w') as out:
    out.writestr('site/index.html', '<p>hello</p>')
    out.writestr('site/keys/id_rsa', 'PRIVATE')
`, zip]);
  await owner.goTo('/import');
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose an archive' }).click();
  await (await choosing).setFiles(zip);
  await tree().waitFor({ timeout: WORK_TIMEOUT_MS });
  assert.deepEqual(await moduleNames(), ['site / site']);
  await row('keys').click();
  await page.keyboard.press('m');
  await page.getByRole('dialog', { name: 'Where does keys go?' }).getByRole('button', { name: 'To a new module' }).click();
  await page.getByRole('dialog', { name: 'New module' }).getByRole('button', { name: 'Create module' }).click();
  await card('site / keys').waitFor();
  await page.getByRole('button', { name: 'Import 2 modules' }).click();
  // The key is left out by itself: nothing is left to make a module of.
  const dialog = page.getByRole('dialog', { name: '1 module could not be made' });
  await dialog.getByText('There is nothing in it.').waitFor({ timeout: WORK_TIMEOUT_MS });
  await dialog.getByText('1 module was made and stays.').waitFor();
  await look('import-partly');
  await dialog.getByRole('button', { name: 'Import 1 module again' }).click();
  await page.getByRole('dialog', { name: '1 module could not be made' }).getByText('There is nothing in it.').waitFor({ timeout: WORK_TIMEOUT_MS });
  await dialog.getByRole('button', { name: 'Back to the plan' }).click();
  assert.deepEqual(await moduleNames(), ['site / keys']);
  await row('index.html').getByText('site / site').waitFor();
  await owner.reload();
  await dialog.getByRole('button', { name: 'Go on with what is made' }).click();
  await page.getByRole('heading', { name: '1 module is there' }).waitFor();
});

chapter('an upload can be cancelled, and one that breaks off is said to have failed', async () => {
  // Its bytes do not arrive anywhere: it goes on until somebody ends it.
  await page.route('**/archive', () => undefined);
  await owner.goTo('/import');
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose an archive' }).click();
  await (await choosing).setFiles({ name: 'never.zip', mimeType: 'application/zip', buffer: Buffer.from('PK') });
  await page.getByRole('heading', { name: /never\.zip/ }).waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('textbox', { name: 'Address' }).waitFor();
  assert.equal(await page.getByRole('main').getByRole('alert').count(), 0);
  await page.unroute('**/archive');
  const list = async (): Promise<ImportView[]> => (await (await api.fetch('/api/imports')).json()) as ImportView[];
  assert.deepEqual((await list()).filter(({ from }) => from === 'never.zip'), []);

  const { id } = (await (await api.fetch('/api/imports/upload', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"name":"cut.zip"}' })).json()) as ImportView;
  const upload = request(`${server.url}/api/imports/${id}/archive`, { method: 'PUT', headers: { cookie: api.cookies.header, origin: server.url, 'content-length': '1000000' } });
  upload.on('error', () => undefined); // it is cut below
  upload.write('PK\x03\x04');
  const phase = async (): Promise<string | undefined> => (await list()).find((view) => view.id === id)?.phase;
  await until('the archive is being read', async () => (await phase()) === 'fetching');
  upload.destroy();
  await until('it has failed', async () => (await phase()) === 'failed', 60_000);
});

chapter('a folder of the computer that is a repository comes with its history', async () => {
  await owner.goTo('/import');
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a folder' }).click();
  await (await choosing).setFiles(monolith.folder);
  await page.getByText('main, 8 commits since March 2024').waitFor({ timeout: WORK_TIMEOUT_MS });
  await row('belgicomics').getByText('2 modules').waitFor();
});

chapter('A18 for a developer there is no such page, no procedure of it and no word', async () => {
  const marie = await signInOverHttp(server.url, MARIE);
  for (const path of ['/import', '/import?id=j000000000000', '/import.txt', '/api/imports', '/api/imports-live']) assert.equal((await marie.fetch(path)).status, 404, path);
  assert.equal((await marie.fetch('/api/imports/j000000000000/archive', { method: 'PUT', body: 'x' })).status, 404);
  const words = await (await marie.fetch('/projects')).text();
  for (const text of [CATALOGUES.en.imports.page, CATALOGUES.en.imports.split.hint]) assert.ok(!words.includes(text), text);
});

chapter('an owner whose account is French reads French', async () => {
  await api.fetch('/api/account', { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: OWNER.name, language: 'fr' }) });
  await owner.goTo('/import');
  await page.getByRole('heading', { name: 'Importer un projet' }).waitFor();
  await until('the page is French', async () => (await page.getAttribute('html', 'lang')) === 'fr');
  await look('import-source', 'fr');
  await page.getByRole('textbox', { name: 'Adresse' }).fill(`${host.url}/qwanyx-server.git`);
  await page.getByRole('button', { name: 'Récupérer' }).click();
  await page.getByRole('tree', { name: 'Arborescence de la source' }).waitFor({ timeout: WORK_TIMEOUT_MS });
  await page.getByText(/^Ce nom est pris/).first().waitFor();
  await look('import-split', 'fr');
  // The last thing that is looked at: it goes on meanwhile.
  await page.getByRole('button', { name: 'En un seul module' }).click();
  await page.getByRole('button', { name: 'Importer 1 module' }).click();
  await page.getByRole('dialog', { name: 'Import de 1 module' }).waitFor();
  await keepPictures({ screen: 'import-run', language: 'fr', page });
});
