import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, Locator, Page } from 'playwright-core';

import { CATALOGUES } from '#app/messages.ts';
import { ImageId, MemberId, type ModuleId } from '#shared/ids.ts';
import { DEFAULT_LIMITS } from '#shared/workspaces.ts';
import { openBrowser, PHONE, DESKTOP } from '../harness/browser.ts';
import { HttpClient, signInOverHttp, type SignedIn } from '../harness/http.ts';
import { run } from '../harness/run.ts';
import { startServer, type RunningServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';
import { removeWorkspaces } from './clean-up.ts';
import { OWNER, Person } from './person.ts';
import { keepPictures } from './pictures.ts';
import { createStory } from './story.ts';

/** Everything at once for an owner, what one member sees of it, and the proof from inside that member's container. */
const MARIE = { name: 'Marie Lenoir', email: 'marie@example.com', password: 'un autre mot de passe long' };

let server: RunningServer;
let owner: Person;
let marie: Person;
let api: SignedIn;
let marieId: MemberId;
const modules = new Map<string, ModuleId>();
const browsers: BrowserContext[] = [];
/** Every byte that Marie's browser received, as text. */
const received: string[] = [];
const reading: Promise<void>[] = [];
const chapter = createStory();

before(async () => {
  server = await startServer({ env: { ATELIER_OWNER_EMAIL: OWNER.email, ATELIER_OWNER_PASSWORD: OWNER.password } });
  api = await signInOverHttp(server.url, OWNER);
  const { id: projectId } = await api.api.projects.create({ slug: 'shop' });
  for (const [slug, kind] of [['web', 'interface'], ['backend', 'api'], ['vault', 'service']] as const) {
    modules.set(slug, (await api.api.projects.modules.create({ projectId, slug, kind, description: '', templateId: 'python-api' })).id);
  }
  await api.api.projects.reaches.set({ fromModuleId: module('web'), toModuleId: module('backend') });
  const { link } = await api.api.team.invite({ email: MARIE.email, role: 'developer', language: null, days: 7, limits: null, grants: [{ moduleId: module('web'), access: 'read' }] });
  await new HttpClient(server.url).api.members.invitation.accept({ token: link.slice(link.lastIndexOf('/') + 1), name: MARIE.name, password: MARIE.password, language: 'en' });
  marieId = MemberId.parse((await api.api.team.view()).members.find(({ email }) => email === MARIE.email)?.id);
  for (const who of ['owner', 'marie'] as const) {
    const browser = await openBrowser();
    browsers.push(browser);
    const person = await Person.at(browser, server);
    await person.goTo('/login');
    if (who === 'owner') owner = person;
    else {
      marie = person;
      browser.on('response', (response) => {
        if (response.headers()['content-type']?.startsWith('text/event-stream') === true) return;
        reading.push(response.text().then((text) => void received.push(`${response.url()}\n${text}`), () => undefined));
      });
    }
    await person.signIn(who === 'owner' ? OWNER : MARIE);
  }
});

after(async () => {
  for (const browser of browsers) await browser.close();
  await removeWorkspaces(server, MARIE);
  await server?.stop();
  for (const id of modules.values()) await run(['docker', 'volume', 'rm', '--force', `atelier-read-${id}`]);
});

function module(slug: string): ModuleId {
  return modules.get(slug) ?? assert.fail(slug);
}

function card(slug: string): Locator {
  return owner.page.locator(`[data-module="${module(slug)}"]`).getByRole('button');
}

function row(name: RegExp): Locator {
  return owner.page.getByRole('treegrid', { name: 'Architecture' }).getByRole('row', { name });
}

async function accessOf(slug: string): Promise<string> {
  const [grant] = await api.api.projects.grants.list({ memberId: marieId, moduleId: module(slug) });
  return grant?.access ?? 'none';
}

/** Pictures when they are wanted, and what axe says always. */
async function look(screen: string, page: Page): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations } = await new AxeBuilder({ page }).exclude('[data-live-announcer]').analyze();
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    assert.deepEqual(grave.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary ?? ''}`)), [], `${screen}, ${colorScheme}`);
  }
  await keepPictures({ screen, language: 'en', page });
  await page.setViewportSize(PHONE);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await page.setViewportSize(DESKTOP);
  assert.ok(overflow <= 0, `${screen} is ${overflow} px too wide for a phone`);
}

chapter('the owner finds projects, modules and people in the tree and in the picture, and a change shows by itself', async () => {
  const { page } = owner;
  await owner.goTo('/architecture');
  await row(/^shop/).waitFor();
  await card('backend').waitFor();
  await card('web').click();
  const details = page.getByRole('complementary', { name: 'Details' });
  await details.getByRole('region', { name: 'Grants' }).getByRole('button', { name: MARIE.name, exact: true }).waitFor();
  await details.getByText('backend.shop.internal').waitFor();
  await look('architecture', page);
  await api.api.projects.modules.create({ projectId: (await api.api.projects.overview()).projects[0]?.id ?? assert.fail(), slug: 'late', kind: 'docs', description: '', templateId: null });
  await page.locator('.arch-card').filter({ hasText: 'late' }).waitFor();
});

chapter('a member is dragged onto a module: the left half reads, the right half writes', async () => {
  const { page } = owner;
  for (const [half, access] of [['left', 'read'], ['right', 'write']] as const) {
    const chip = await page.getByRole('button', { name: `Grant to ${MARIE.name}` }).boundingBox();
    const target = await card('backend').boundingBox();
    assert.ok(chip !== null && target !== null);
    await page.mouse.move(chip.x + chip.width / 2, chip.y + chip.height / 2);
    await page.mouse.down();
    await page.mouse.move(target.x + target.width * (half === 'left' ? 0.25 : 0.75), target.y + target.height / 2, { steps: 8 });
    await page.getByText(half === 'left' ? 'will read' : 'will write').waitFor();
    if (half === 'right') await keepPictures({ screen: 'architecture-drag', language: 'en', page });
    await page.mouse.up();
    await until(`Marie's access is ${access}`, async () => (await accessOf('backend')) === access);
  }
});

chapter('the keyboard does the same: a row is found by search, and the member’s menu grants and takes back', async () => {
  const { page } = owner;
  await page.getByRole('textbox', { name: 'Search modules, members, services' }).fill('vault');
  await row(/^vault/).waitFor();
  await row(/^web/).waitFor({ state: 'hidden' });
  await row(/^vault/).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('complementary', { name: 'Details' }).getByRole('heading', { name: 'vault' }).waitFor();
  for (const [item, access] of [['Grant read on vault', 'read'], ['Take vault back', 'none']] as const) {
    await page.getByRole('button', { name: `Grant to ${MARIE.name}` }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: item }).focus();
    await page.keyboard.press('Enter');
    await until(`Marie's access is ${access}`, async () => (await accessOf('vault')) === access);
  }
  await page.getByRole('textbox', { name: 'Search modules, members, services' }).fill('');
});

chapter('the matrix on the team page: arrows find the cell, a letter sets it', async () => {
  const { page } = owner;
  await owner.goTo('/team');
  await page.getByRole('tab', { name: 'Grants' }).click();
  const grid = page.getByRole('grid', { name: 'Grants' });
  await grid.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowRight');
  const cell = page.getByRole('gridcell', { selected: true });
  assert.match((await cell.getAttribute('aria-label')) ?? '', new RegExp(`^${MARIE.name}, shop `));
  await page.keyboard.press('Home');
  assert.equal(await cell.getAttribute('aria-label'), `${MARIE.name}, shop backend: write`);
  await page.keyboard.press('r');
  await until('the cell reads', async () => (await accessOf('backend')) === 'read');
  await look('team-grants', page);
  await page.keyboard.press('w');
  await until('the cell writes', async () => (await accessOf('backend')) === 'write');
});

chapter('A18 viewed as Marie there is what Marie’s own list has, and not a word more', async () => {
  const { page } = owner;
  await owner.goTo('/architecture');
  await row(/^shop/).waitFor();
  await page.getByRole('button', { name: /View as/ }).first().click();
  await page.getByRole('option', { name: MARIE.name }).click();
  await page.getByText(`As ${MARIE.name} sees it:`).waitFor();
  await row(/^backend/).waitFor();
  assert.deepEqual([await row(/^vault/).count(), await row(/^late/).count(), await card('vault').count()], [0, 0, 0]);
  await look('architecture-view-as', page);
  await page.getByRole('button', { name: 'Back to owner' }).click();
  await row(/^vault/).waitFor();
});

chapter('A18 for Marie the page, its procedures, its words and its code do not exist', async () => {
  for (const path of ['/architecture', '/architecture/x', '/api/architecture', `/api/architecture/as/${marieId}`]) {
    assert.equal((await marie.page.request.get(`${server.url}${path}`)).status(), 404, path);
  }
  assert.equal((await marie.page.request.post(`${server.url}/api/architecture/proofs`, { data: {}, headers: { origin: server.url } })).status(), 404);
  for (const path of ['/workspaces', '/projects', '/projects/shop', '/account']) await marie.goTo(path);
  await marie.page.getByRole('heading', { name: 'You' }).or(marie.page.getByRole('heading').first()).first().waitFor();
  await Promise.all(reading);
  assert.ok(received.length > 10);
  const words = [CATALOGUES.en.architecture.prove.text, CATALOGUES.en.architecture.grant.drag, CATALOGUES.en.team.grants.keys, 'arch-canvas', 'react-flow', 'architecture/proofs', '"/architecture"'];
  for (const word of words) {
    const where = received.find((text) => text.includes(word));
    assert.equal(where, undefined, `“${word}” came with ${where?.slice(0, where.indexOf('\n'))}`);
  }
});

chapter('A8 the proof asks for a running container, runs inside Marie’s, comes back empty and is exported', async () => {
  const { page } = owner;
  const hers = await signInOverHttp(server.url, MARIE);
  const { id } = await hers.api.workspaces.create({ name: 'marie-main', imageId: ImageId.parse('base'), limits: DEFAULT_LIMITS, idleStopMs: null });
  await until('her workspace runs', async () => (await hers.api.workspaces.get({ workspaceId: id })).state.phase === 'running', 240_000);
  await page.getByRole('button', { name: 'Prove it' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Run the proof' }).click();
  await dialog.getByText(/of \d+ attempts came back empty/).waitFor({ timeout: 120_000 });
  assert.match(await dialog.innerText(), /The wall held: (\d+) of \1 attempts came back empty\./, await dialog.innerText());
  await look('architecture-prove', page);
  const [file] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'Export JSON' }).click()]);
  const report = JSON.parse(await readFile(await file.path(), 'utf8')) as { attempts: number; holes: number; kinds: { incomplete: string | null }[] };
  assert.ok(report.attempts > 50);
  assert.equal(report.holes, 0);
  assert.deepEqual(report.kinds.map(({ incomplete }) => incomplete).filter((why) => why !== null), []);
  await dialog.getByRole('button', { name: 'Done' }).click();
});
