import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, Locator, Page } from 'playwright-core';

import { ModuleId } from '#shared/ids.ts';
import type { WorkspaceView } from '#shared/workspaces.ts';
import { openBrowser } from '../harness/browser.ts';
import { signInOverHttp, type SignedIn } from '../harness/http.ts';
import { run } from '../harness/run.ts';
import { startServer, type RunningServer } from '../harness/server.ts';
import { SOON_MS } from '../harness/soon.ts';
import { until } from '../harness/until.ts';
import { removeWorkspaces } from './clean-up.ts';
import { OWNER, Person } from './person.ts';
import { keepPictures } from './pictures.ts';
import { createStory } from './story.ts';

/** An owner grants, changes and takes away modules while a developer works in a workspace that runs. */
const MARIE = { name: 'Marie Lenoir', email: 'marie@example.com', password: 'un autre mot de passe long' };

let server: RunningServer;
let owner: Person;
let marie: Person;
let api: SignedIn;
let memberId: string;
let web: string;
let backend: string;
let front: WorkspaceView['id'];
const browsers: BrowserContext[] = [];
const chapter = createStory();

before(async () => {
  server = await startServer();
});

after(async () => {
  for (const browser of browsers) await browser.close();
  for (const who of [MARIE, OWNER]) await removeWorkspaces(server, who);
  if (api !== undefined) for (const { id } of await api.api.allWorkspaces.keptCopies.list()) await api.api.allWorkspaces.keptCopies.remove({ copyId: id });
  await server?.stop();
  // Copies for readers stay with their modules, and those with the server's data.
  for (const moduleId of [web, backend].filter((id) => id !== undefined)) await run(['docker', 'volume', 'rm', '--force', `atelier-read-${moduleId}`]);
});

async function person(): Promise<Person> {
  const browser = await openBrowser();
  browsers.push(browser);
  return await Person.at(browser, server);
}

async function grant(moduleId: string, access: 'read' | 'write' | null): Promise<void> {
  const { grants } = api.api.projects;
  const pair = { memberId: memberId as never, moduleId: ModuleId.parse(moduleId) };
  const [present] = (await grants.list(pair)).filter((one) => one.memberId === memberId);
  if (access === null) await grants.remove({ ...pair, revision: present?.revision ?? 0 });
  else await grants.set({ ...pair, access, revision: present?.revision ?? null });
}

const notice = (page: Page, text: string | RegExp): Locator => page.getByRole('status').filter({ hasText: text });

/** The milliseconds from now until the page is connected to a workspace whose tree is so. */
async function untilTree(startedMs: number, isSo: () => Promise<boolean>): Promise<number> {
  await until('the tree is so', isSo, 30_000);
  await marie.connected();
  return performance.now() - startedMs;
}

const shows = (module: string): Promise<boolean> => marie.treeItem(new RegExp(`^shop/${module}`)).isVisible();

chapter('a developer’s workspace holds the modules granted to her, and no trace of others', async () => {
  owner = await person();
  await owner.becomeOwner();
  api = await signInOverHttp(server.url, OWNER);
  const { projects } = api.api;
  const { id: projectId } = await projects.create({ slug: 'shop' });
  ({ id: web } = await projects.modules.create({ projectId, slug: 'web', kind: 'interface', description: '', templateId: 'react-interface' }));
  ({ id: backend } = await projects.modules.create({ projectId, slug: 'api', kind: 'api', description: '', templateId: 'python-api' }));
  const invited = await api.fetch('/api/team/invitations', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: MARIE.email, role: 'developer', language: 'en', limits: null, grants: [{ moduleId: web, access: 'write' }] }),
  });
  assert.equal(invited.status, 200, await invited.clone().text());
  const { link } = (await invited.json()) as { link: string };
  const accepted = await fetch(`${server.url}/api/invitation/accept`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url },
    body: JSON.stringify({ token: link.slice(link.lastIndexOf('/') + 1), name: MARIE.name, password: MARIE.password, language: 'en' }),
  });
  assert.equal(accepted.status, 200, await accepted.text());
  memberId = (await (await signInOverHttp(server.url, MARIE)).api.members.account.me()).id;
  marie = await person();
  await marie.goTo('/login');
  await marie.signIn(MARIE);
  await marie.createWorkspace('front');
  await marie.openWorkspace('front');
  await marie.treeItem(/^shop\/web/).waitFor();
  await marie.runInTerminal('cd /workspace/shop/web && git fetch -q && git status --porcelain --branch | grep -q "main...origin/main$"');
  await marie.runInTerminal('[ "$(ls /workspace /workspace/shop | tr -d "\\n")" = "/workspace:shop/workspace/shop:web" ]');
});

chapter('a module that is granted while she types is there soon, with a notice, and her unsaved text stays', async () => {
  const { page } = marie;
  await marie.runInTerminal('echo before > ~/note.txt');
  await marie.openFile('home', 'note.txt');
  await marie.replaceText('typed and never saved');
  const startedMs = performance.now();
  await grant(backend, 'read');
  const addedMs = await untilTree(startedMs, () => shows('api'));
  assert.ok(addedMs < SOON_MS, `${addedMs} ms`);
  await notice(page, 'Your modules changed: shop / api was added.').waitFor();
  await marie.editorShows('typed and never saved');
  await page.getByRole('tab', { selected: true, name: /not saved/ }).waitFor();
  await keepPictures({ screen: 'modules-changed', language: 'en', page });
  await page.getByRole('button', { name: 'Dismiss' }).click();
});

chapter('A19 what she may only read she cannot change, and what becomes hers to change she can', async () => {
  const { page } = marie;
  await marie.newTerminal();
  await marie.runInTerminal('cd /workspace/shop/api && git --no-pager log -1 --format=%s && ! touch x 2>/dev/null && ! git commit -q --allow-empty -m x 2>/dev/null');
  const startedMs = performance.now();
  await grant(backend, 'write');
  await notice(page, 'shop / api can be changed now').waitFor();
  const changedMs = await untilTree(startedMs, () => shows('api'));
  assert.ok(changedMs < SOON_MS, `${changedMs} ms`);
  await marie.newTerminal();
  await marie.runInTerminal('cd /workspace/shop/api && echo mine > mine.txt && git add . && git commit -qm "Only hers"');
});

chapter('A22 what is taken away is gone soon, from the tree and from every read, and her work is kept for the owner', async () => {
  const { page } = marie;
  const hers = await signInOverHttp(server.url, MARIE);
  const [{ id } = assert.fail('no workspace')] = await hers.api.workspaces.list();
  front = id;
  const read = async (): Promise<number> => (await hers.fetch(`/api/workspaces/${id}/agent/files/content?path=/workspace/shop/api/mine.txt`)).status;
  assert.equal(await read(), 200);
  const startedMs = performance.now();
  await grant(backend, null);
  await until('no read works', async () => (await read()) !== 200);
  const goneMs = await untilTree(startedMs, async () => !(await shows('api')));
  assert.ok(goneMs < SOON_MS, `${goneMs} ms`);
  assert.equal(await read(), 404);
  await notice(page, 'shop / api was taken away').waitFor();
  await marie.editorShows('typed and never saved');
});

chapter('the owner finds the kept work, downloads it and gives it back', async () => {
  const { page } = owner;
  await owner.goTo('/workspaces');
  const kept = page.getByRole('list', { name: 'Kept work' }).getByRole('listitem').filter({ hasText: 'shop/api' });
  await kept.waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), kept.getByRole('link', { name: 'Download the kept work of Marie Lenoir in shop/api' }).click()]);
  assert.match(download.suggestedFilename(), /\.bundle$/);
  assert.equal(await download.failure(), null);
  await keepPictures({ screen: 'kept-work', language: 'en', page });
  const startedMs = performance.now();
  await kept.getByRole('button', { name: 'Give shop/api back to Marie Lenoir' }).click();
  const backMs = await untilTree(startedMs, () => shows('api'));
  assert.ok(backMs < SOON_MS, `${backMs} ms`);
  await kept.waitFor({ state: 'hidden' });
  await marie.newTerminal();
  await marie.runInTerminal('cd /workspace/shop/api && [ "$(git log -1 --format=%s)" = "Only hers" ]');
});

chapter('the owner enters her workspace by saying so, and she is told', async () => {
  const { page } = owner;
  await page.getByRole('radio', { name: 'Everyone’s' }).check({ force: true });
  await page.getByRole('button', { name: 'Enter front of Marie Lenoir' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Enter front of Marie Lenoir?' });
  await dialog.getByText('Marie Lenoir is told that you entered').waitFor();
  await keepPictures({ screen: 'enter-workspace', language: 'en', page });
  await dialog.getByRole('button', { name: 'Enter front' }).click();
  await owner.connected();
  await owner.treeItem(/^shop\/web/).waitFor();
  await notice(marie.page, `${OWNER.name} has entered this workspace.`).waitFor();
  const { records } = (await (await api.fetch('/api/audit?subject=workspace&text=workspace.enter')).json()) as { records: { action: string; outcome: string }[] };
  assert.deepEqual(records.map(({ action, outcome }) => [action, outcome]), [['workspace.enter', 'done']]);
});

chapter('none of the owner’s words and addresses for it are in what she downloads', async () => {
  const pages = ['/workspaces', '/w/front'];
  const hers = await signInOverHttp(server.url, MARIE);
  for (const path of pages) {
    const html = await (await hers.fetch(path)).text();
    const scripts = [...html.matchAll(/\/_next\/static\/[^"\\]+\.js/g)].map(([script]) => script);
    for (const text of [html, ...(await Promise.all([...new Set(scripts)].map(async (script) => await (await hers.fetch(script)).text())))]) {
      assert.ok(!text.includes('Everyone’s workspaces') && !text.includes('/kept-copies'), path);
    }
  }
  for (const path of ['/api/kept-copies', '/api/workspaces-everyone-live']) assert.equal((await hers.fetch(path)).status, 404, path);
});

chapter('a workbench with a notice and a module to read has no grave flaw for assistive programs', async () => {
  await grant(web, 'read');
  const { page } = marie;
  await notice(page, 'shop / web can only be read now').waitFor();
  await marie.connected();
  const { violations } = await new AxeBuilder({ page }).exclude('[data-live-announcer]').analyze();
  assert.deepEqual(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id} ${nodes.map(({ html }) => html).join()}`), []);
});

chapter('A6 disabled, her session and her workspace end at once', async () => {
  const edition = (await (await api.fetch('/api/team')).json()) as { members: { id: string; edition: number }[] };
  const { edition: present } = edition.members.find(({ id }) => id === memberId) ?? assert.fail('not in the team');
  const response = await api.fetch(`/api/team/members/${memberId}/disabled`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ disabled: true, edition: present }) });
  assert.equal(response.status, 200, await response.clone().text());
  await until('her page is out', async () => !(await marie.page.getByRole('status', { name: 'Connection' }).filter({ hasText: 'Connected' }).isVisible()), SOON_MS);
  await until('her workspace stopped', async () => (await api.api.allWorkspaces.enter({ workspaceId: front })).state.phase === 'stopped', 20_000);
  const enable = await api.fetch('/api/team').then((answer) => answer.json() as Promise<typeof edition>);
  const now = enable.members.find(({ id }) => id === memberId)?.edition ?? 0;
  await api.fetch(`/api/team/members/${memberId}/disabled`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ disabled: false, edition: now }) });
});
