import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, Locator, Page } from 'playwright-core';

import { createEngine, engineSocketFromEnvironment } from '#server/runtimes/docker/engine.ts';
import { readVolume } from '#server/workspaces/plan.ts';
import { MemberId, ModuleId, type WorkspaceId } from '#shared/ids.ts';
import { openBrowser } from '../harness/browser.ts';
import { HttpClient, signInOverHttp, type SignedIn } from '../harness/http.ts';
import { startServer, type RunningServer } from '../harness/server.ts';
import { SOON_MS } from '../harness/soon.ts';
import { until } from '../harness/until.ts';
import { removeWorkspaces } from './clean-up.ts';
import { createWorkspace } from './ide.ts';
import { OWNER, Person } from './person.ts';
import { keepPictures } from './pictures.ts';
import { createStory } from './story.ts';

/** A stagiaire's work on its way to main: saved and sent in simple words, reviewed part by part, answered. */
const MARIE = { name: 'Marie Lenoir', email: 'marie@example.com', password: 'un autre mot de passe long' };
const LEA = { name: 'Léa Martin', email: 'lea@example.com', password: 'encore un mot de passe long' };
const PAUL = { name: 'Paul Dubois', email: 'paul@example.com', password: 'toujours un mot de passe long' };
const FILE = 'colours.txt';
const LINES = Array.from({ length: 30 }, (_, index) => `colour ${index + 1}`);
const WORDS = 'The blue lacks contrast, try the yellow of the header.';

let server: RunningServer;
let owner: SignedIn;
let marie: Person;
let lea: Person;
let leaId: string;
let leaBrowser: BrowserContext;
let leaWorkspace: WorkspaceId;
let paulReads: () => Promise<string>;
const browsers: BrowserContext[] = [];
const chapter = createStory();

before(async () => {
  server = await startServer({ env: { ATELIER_OWNER_EMAIL: OWNER.email, ATELIER_OWNER_PASSWORD: OWNER.password } });
});

after(async () => {
  for (const browser of browsers) await browser.close();
  for (const who of [LEA, MARIE, PAUL]) await removeWorkspaces(server, who).catch(() => undefined);
  await removeModule();
  await server?.stop();
});

/** With the copy that is shared by all who may only read it. */
async function removeModule(): Promise<void> {
  if (owner === undefined) return;
  const { modules } = owner.api.projects;
  const { projects } = await owner.api.projects.overview();
  for (const { id, slug, revision } of projects.flatMap((project) => project.modules)) {
    await modules.trash({ moduleId: id, revision, confirmSlug: slug });
    await modules.purge({ moduleId: id, confirmSlug: slug });
    const volume = createEngine({ socket: engineSocketFromEnvironment(process.env) }).getVolume(readVolume(ModuleId.parse(id)));
    await until('its shared copy is gone', () => volume.inspect().then(() => false, () => true), 30_000);
  }
}

async function browser(locale = 'en-GB'): Promise<BrowserContext> {
  const opened = await openBrowser({ locale });
  browsers.push(opened);
  return opened;
}

async function join(who: typeof MARIE, { role, moduleId, access }: { role: 'developer' | 'stagiaire'; moduleId: ModuleId; access: 'read' | 'write' }): Promise<SignedIn> {
  const limits = role === 'stagiaire' ? { expiresAtMs: null, hours: null, terminal: false, network: false, transfer: false, tokens: false } : null;
  const headers = { 'content-type': 'application/json' };
  const invited = await owner.fetch('/api/team/invitations', { method: 'POST', headers, body: JSON.stringify({ email: who.email, role, language: null, limits, grants: [{ moduleId, access }] }) });
  const { link } = (await invited.json()) as { link: string };
  const body = JSON.stringify({ token: link.slice(link.lastIndexOf('/') + 1), name: who.name, password: who.password, language: null });
  const accepted = await new HttpClient(server.url).fetch('/api/invitation/accept', { method: 'POST', headers, body });
  assert.equal(accepted.status, 200, await accepted.text());
  return await signInOverHttp(server.url, who);
}

async function isAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).exclude('[data-live-announcer]').exclude('.monaco-editor').analyze();
  assert.deepEqual(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id} ${nodes.map(({ target }) => target.join(' ')).join()}`), []);
}

const side = (page: Page): Locator => page.getByRole('region', { name: 'Source control' });

async function showSourceControl({ page }: Person): Promise<void> {
  if (!(await side(page).isVisible())) await page.getByRole('navigation', { name: 'Activity' }).getByRole('button', { name: 'Source control' }).click();
  await side(page).waitFor();
}

chapter('a developer commits and pushes the first version from the panel', async () => {
  owner = await signInOverHttp(server.url, OWNER);
  const { id: projectId } = await owner.api.projects.create({ slug: 'shop' });
  const { id } = await owner.api.projects.modules.create({ projectId, slug: 'web', kind: 'interface', description: '', templateId: null });
  const moduleId = ModuleId.parse(id);
  const hers = await join(MARIE, { role: 'developer', moduleId, access: 'write' });
  await createWorkspace(hers, 'front');
  marie = await Person.at(await browser(), server);
  await marie.goTo('/login');
  await marie.signIn(MARIE);
  await marie.openWorkspace('front');
  await marie.runInTerminal(`cd /workspace/shop/web && for i in $(seq 1 ${LINES.length}); do echo "colour $i"; done > ${FILE}`);
  await showSourceControl(marie);
  const { page } = marie;
  await side(page).getByRole('list', { name: 'Changes in shop/web' }).getByRole('button', { name: new RegExp(`^${FILE}`) }).waitFor({ timeout: SOON_MS });
  await side(page).getByRole('textbox', { name: 'Commit message' }).fill('Thirty colours');
  await isAccessible(page);
  await side(page).getByRole('button', { name: 'Commit' }).click();
  await page.getByRole('dialog', { name: 'Nothing is staged' }).getByRole('button', { name: 'Commit all' }).click();
  await side(page).getByRole('button', { name: /1 commit to send$/ }).click();
  await side(page).getByRole('button', { name: 'Sync: nothing to get, nothing to send' }).waitFor();
  await keepPictures({ screen: 'git-developer', language: 'en', page });

  const paul = await join(PAUL, { role: 'developer', moduleId, access: 'read' });
  const paulWorkspace = await createWorkspace(paul, 'reader');
  paulReads = async () => (await paul.fetch(`/api/workspaces/${paulWorkspace}/agent/files/content?path=/workspace/shop/web/${FILE}`)).text();
  assert.equal(await paulReads(), `${LINES.join('\n')}\n`);
  const api = await join(LEA, { role: 'stagiaire', moduleId, access: 'write' });
  leaId = MemberId.parse((await api.api.members.account.me()).id);
  leaWorkspace = await createWorkspace(api, 'mine');
});

chapter('A21 a stagiaire’s workbench has no terminal and no ports, and their sockets and procedures are refused', async () => {
  leaBrowser = await browser();
  lea = await Person.at(leaBrowser, server);
  const { page } = lea;
  await lea.goTo('/login');
  await lea.signIn(LEA);
  await lea.goTo('/w/mine');
  await lea.connected();
  await lea.treeItem(/^shop\/web/).waitFor();
  const activity = page.getByRole('navigation', { name: 'Activity' });
  assert.deepEqual(await activity.getByRole('button').evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label'))), ['Explorer', 'Search', 'Source control', 'Keys', 'Settings']);
  assert.equal(await page.getByRole('tab', { name: 'Terminal' }).count(), 0);
  assert.equal(await lea.page.getByRole('link', { name: 'Reviews' }).count(), 0);
  const hers = await signInOverHttp(server.url, LEA);
  for (const place of ['terminals/t000000000001']) {
    const socket = hers.webSocket(`/api/workspaces/${leaWorkspace}/agent/${place}`);
    socket.on('error', () => undefined);
    const [, answer] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
    assert.equal(answer.statusCode, 403, place);
    socket.terminate();
  }
  assert.equal((await hers.fetch('/proposals')).status, 404);
  assert.equal((await (await signInOverHttp(server.url, PAUL)).fetch('/proposals')).status, 404);
});

chapter('the stagiaire edits, saves a version and sends it', async () => {
  const { page } = lea;
  await lea.openFile('shop/web', FILE);
  await lea.editorShows('colour 1');
  await lea.replaceText(`${LINES.map((line, index) => (index === 1 ? 'warm yellow' : index === 27 ? 'cold blue' : line)).join('\n')}\n`);
  await lea.save();
  await showSourceControl(lea);
  const panel = side(page);
  await panel.getByText('1 file changed').waitFor({ timeout: SOON_MS });
  assert.equal(await panel.getByRole('button', { name: 'Save a version' }).isDisabled(), true);
  await panel.getByRole('textbox', { name: 'What did you change?' }).fill('Warmer colours');
  await panel.getByRole('button', { name: 'Save a version' }).click();
  await panel.getByText('Everything is saved').waitFor();
  await isAccessible(page);
  await panel.getByRole('button', { name: 'Send 1 version' }).click();
  await panel.getByRole('list', { name: 'My proposals' }).getByText('Waits for a review').waitFor();
  await panel.getByRole('button', { name: /^Send/ }).waitFor({ state: 'hidden' });
});

chapter('a developer accepts one part, returns the other with words, and main has the one', async () => {
  const { page } = marie;
  await marie.goTo('/workspaces');
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Reviews' }).click();
  const review = page.getByRole('region', { name: 'Warmer colours' });
  await review.getByRole('article', { name: /^Part 2,/ }).getByText('cold blue').waitFor();
  assert.equal(await review.getByRole('article').count(), 2);
  await review.getByRole('radiogroup', { name: /^Part 2,/ }).getByRole('radio', { name: 'Return' }).check({ force: true });
  await review.getByRole('textbox', { name: 'Words to Léa Martin' }).fill(WORDS);
  await isAccessible(page);
  await keepPictures({ screen: 'reviews', language: 'en', page });
  await review.getByRole('button', { name: 'Accept 1 part, return 1' }).click();
  await review.getByText('1 of 2 parts accepted by Marie Lenoir').waitFor();
  const log = await owner.api.projects.list();
  assert.equal(log[0]?.modules[0]?.facts.lastCommit?.authorName, LEA.name);
});

chapter('the read copy of another member gets the newest main', async () => {
  const wanted = `${LINES.map((line, index) => (index === 1 ? 'warm yellow' : line)).join('\n')}\n`;
  await until('the read copy has it', async () => (await paulReads()) === wanted, SOON_MS);
});

chapter('the stagiaire reads the words, gets the newest, corrects and sends again; it is accepted whole', async () => {
  const { page } = lea;
  const panel = side(page);
  const mine = panel.getByRole('list', { name: 'My proposals' });
  await mine.getByText(WORDS).waitFor();
  await mine.getByText('1 of 2 parts accepted by Marie Lenoir').waitFor();
  await panel.getByRole('button', { name: 'Get 1 version' }).click();
  await panel.getByRole('button', { name: 'Get', exact: true }).waitFor();
  await lea.editorShows('warm yellow');
  await lea.replaceText(`${LINES.map((line, index) => (index === 1 ? 'warm yellow' : index === 27 ? 'header yellow' : line)).join('\n')}\n`);
  await lea.save();
  await panel.getByRole('textbox', { name: 'What did you change?' }).fill('The yellow of the header');
  await panel.getByText('1 file changed').waitFor();
  await keepPictures({ screen: 'stagiaire', language: 'en', page });
  await isAccessible(page);
  await panel.getByRole('button', { name: 'Save a version' }).click();
  await panel.getByRole('button', { name: 'Send 1 version' }).click();
  await mine.getByText('Waits for a review').waitFor();
  const review = marie.page.getByRole('region', { name: 'The yellow of the header' });
  await review.getByRole('button', { name: 'Accept everything' }).click();
  await mine.getByText('Accepted by Marie Lenoir').waitFor();
  await until('main has it', async () => (await paulReads()).includes('header yellow'), SOON_MS);
  const { records } = (await (await owner.fetch('/api/audit?subject=proposal')).json()) as { records: { action: string; outcome: string; actorId: string | null }[] };
  assert.deepEqual(records.map(({ action, outcome }) => `${action} ${outcome}`).toReversed(), ['proposal.open done', 'proposal.accept done', 'proposal.update done', 'proposal.accept done']);
  assert.equal(records.at(-1)?.actorId, leaId);
});

chapter('a developer asks for a branch to come in; nobody’s own yes is enough where a review is needed', async () => {
  const { page } = marie;
  const [project] = (await owner.api.projects.overview()).projects;
  const module = project?.modules[0] ?? assert.fail('no module');
  await owner.api.projects.modules.update({ moduleId: module.id, revision: module.revision, reviewedBranches: ['main'] });
  await marie.goTo('/w/front');
  await marie.runInTerminal('cd /workspace/shop/web && git pull -q && git checkout -q -b covers && sed -i "5s/.*/larger covers/" colours.txt && git commit -qam "Larger covers" && git push -q origin covers && git checkout -q main && git commit -q --allow-empty -m x && (git push origin main 2>&1 || true)');
  await marie.terminalShows(/through reviews only/);
  await marie.goTo('/proposals');
  await page.getByRole('button', { name: 'New request' }).click();
  const dialog = page.getByRole('dialog', { name: 'New request' });
  await dialog.getByRole('button', { name: /^covers/ }).waitFor();
  await dialog.getByRole('textbox', { name: 'Title' }).fill('Larger covers');
  await dialog.getByRole('button', { name: 'Open the request' }).click();
  const own = page.getByRole('region', { name: 'Larger covers' });
  await own.getByText('larger covers', { exact: true }).waitFor();
  await own.getByText(/^main needs a yes from somebody other than you/).waitFor();
  assert.equal(await own.getByRole('button', { name: 'Accept everything' }).isDisabled(), true);
  await own.getByRole('button', { name: 'Comment on line 5' }).last().click();
  await own.getByRole('textbox', { name: 'Comment on line 5' }).fill('As large as the shelf?');
  await own.getByRole('button', { name: 'Comment', exact: true }).first().click();
  await own.getByRole('article', { name: 'Comment by Marie Lenoir' }).getByText('As large as the shelf?').waitFor();
  await isAccessible(page);
  await keepPictures({ screen: 'request', language: 'en', page });

  const { proposals } = owner.api;
  const { name } = await owner.api.members.account.me();
  const [request] = (await proposals.list()).filter(({ kindOfReview }) => kindOfReview === 'request');
  const looked = await proposals.get({ proposalId: request?.id ?? assert.fail('no request') });
  await proposals.comment({ proposalId: looked.id, text: 'Larger is fine.', replyTo: looked.conversation[0]?.id ?? null });
  await own.getByRole('article', { name: `Comment by ${name}` }).getByText('Larger is fine.').waitFor();
  await proposals.approve({ proposalId: looked.id, head: looked.head, approved: true });
  await own.getByText(`approved by ${name}`).waitFor();
  await own.getByRole('radio', { name: 'One version' }).check({ force: true });
  await own.getByRole('button', { name: 'Accept everything' }).click();
  await own.getByText('accepted by Marie Lenoir').waitFor();
  await until('main has it', async () => (await paulReads()).includes('larger covers'), SOON_MS);
});

chapter('the same in French', async () => {
  const french = await browser('fr-FR');
  await french.addCookies(await leaBrowser.cookies());
  const person = await Person.at(french, server);
  const { page } = person;
  await person.goTo('/w/mine');
  await page.getByRole('tree', { name: 'Fichiers' }).waitFor();
  await page.getByRole('navigation', { name: 'Activité' }).getByRole('button', { name: 'Gestion des versions' }).click();
  await page.getByRole('list', { name: 'Mes propositions' }).getByText(/^Acceptée par Marie Lenoir$/).waitFor();
  await page.getByRole('textbox', { name: 'Qu’avez-vous changé ?' }).waitFor();
  await keepPictures({ screen: 'stagiaire', language: 'fr', page });
});
