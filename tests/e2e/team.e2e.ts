import { AxeBuilder } from '@axe-core/playwright';
import { generate } from 'otplib';
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type { BrowserContext, Locator, Page, WebSocket } from 'playwright-core';

import { STRICTEST_LIMITS, type TeamMember } from '#shared/members.ts';
import { DESKTOP, openBrowser, PHONE } from '../harness/browser.ts';
import { signInOverHttp, type SignedIn } from '../harness/http.ts';
import { startServer, type RunningServer } from '../harness/server.ts';
import { SOON_MS } from '../harness/soon.ts';
import { until } from '../harness/until.ts';
import { removeWorkspaces } from './clean-up.ts';
import { OWNER, Person } from './person.ts';
import { keepPictures } from './pictures.ts';
import { createStory } from './story.ts';

/** The owner and two people who come by invitation, each in a browser of their own. */
const DEVON = { name: 'Devon Marsh', email: 'devon@example.com', password: 'a password that is long' };
const LEA = { name: 'Léa Martin', email: 'lea@example.com', password: 'un mot de passe bien long' };
const ACCESS_LEFT_MS = 8000;

const chapter = createStory();
let server: RunningServer;
let ownerApi: SignedIn;
const browsers: BrowserContext[] = [];
let owner: Person;
let devon: Person;
let lea: Person;
let devonLink = '';
let leaLink = '';
let secret = '';

async function someone(locale: string): Promise<Person> {
  const browser = await openBrowser({ locale });
  browsers.push(browser);
  return Person.at(browser, server);
}

before(async () => {
  server = await startServer({ env: { ATELIER_OWNER_EMAIL: OWNER.email, ATELIER_OWNER_PASSWORD: OWNER.password } });
  ownerApi = await signInOverHttp(server.url, OWNER);
  owner = await someone('en-GB');
  await owner.goTo('/login');
  await owner.signIn();
});

after(async () => {
  for (const browser of browsers) await browser.close();
  // Once the owner is held back the workspaces are gone already.
  if ((await ownerApi.fetch('/api/team')).ok) await takeWorkspacesAway();
  await server.stop();
});

/** Whatever the story did to them, they come back to take their workspaces away. */
async function takeWorkspacesAway(): Promise<void> {
  for (const { email, password } of [DEVON, LEA]) {
    const member = await find(email).catch(() => null);
    if (member === null) continue;
    const { id: memberId } = member;
    if (member.standing === 'disabled') await ownerApi.api.team.setDisabled({ memberId, edition: member.edition, disabled: false });
    const enabled = await find(email);
    if (enabled.role === 'stagiaire') await ownerApi.api.team.setRole({ memberId, edition: enabled.edition, role: 'developer' });
    const { link } = await ownerApi.api.team.makeReset({ memberId, dropsTotp: true });
    await ownerApi.api.members.reset.use({ token: link.slice(link.lastIndexOf('/') + 1), password });
    await removeWorkspaces(server, { email, password });
  }
}

async function find(email: string): Promise<TeamMember> {
  const member = (await ownerApi.api.team.view()).members.find((candidate) => candidate.email === email);
  assert.ok(member, `${email} is no member`);
  return member as TeamMember;
}

/** Fills the invitation, sends it, and takes the link that is shown once. */
async function invite(page: Page, { email }: { email: string }, role: 'developer' | 'stagiaire'): Promise<string> {
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Email' }).fill(email);
  await dialog.getByRole('radio', { name: new RegExp(`^${role}`) }).check({ force: true });
  if (role === 'stagiaire') {
    await dialog.getByRole('radio', { name: 'Français' }).check({ force: true });
    await keepPictures({ screen: 'team-invite', language: 'en', page });
  }
  await dialog.getByRole('button', { name: 'Invite', exact: true }).click();
  const link = await dialog.getByText(/\/invite\//).innerText();
  if (role === 'developer') await keepPictures({ screen: 'team-link', language: 'en', page });
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.getByText(email).first().waitFor();
  return new URL(link).pathname;
}

async function noSeriousProblem(page: Page): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // What was just announced names a button that is gone by then, for seven seconds.
    const { violations } = await new AxeBuilder({ page }).exclude('[data-live-announcer]').analyze();
    const bad = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    assert.deepEqual(bad.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`), [], colorScheme);
  }
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: null });
}

async function fitsAPhone(page: Page): Promise<void> {
  await page.setViewportSize(PHONE);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await page.setViewportSize(DESKTOP);
  assert.ok(overflow <= 0, `${page.url()} is ${overflow} px too wide for a phone`);
}

function socketsOf(person: Person): () => WebSocket[] {
  const sockets: WebSocket[] = [];
  person.page.on('websocket', (socket) => sockets.push(socket));
  return () => sockets.filter((socket) => !socket.isClosed());
}

function row(name: string): Locator {
  return owner.page.getByRole('row').filter({ hasText: name });
}

async function choose(name: string, action: string): Promise<void> {
  await row(name).getByRole('button', { name: `More for ${name}` }).click();
  await owner.page.getByRole('menuitem', { name: action, exact: true }).click();
}

async function api(person: Person): Promise<number> {
  return person.page.evaluate(async () => (await fetch('/api/account')).status);
}

chapter('the owner invites a developer and a stagiaire, and each link is shown once', async () => {
  await owner.goTo('/team');
  const { page } = owner;
  await page.getByRole('table', { name: 'Members' }).waitFor();
  devonLink = await invite(page, DEVON, 'developer');
  leaLink = await invite(page, LEA, 'stagiaire');
  await page.getByRole('region', { name: 'Invitations' }).getByText(LEA.email).waitFor();
  assert.ok(!(await page.content()).includes(devonLink));
  await noSeriousProblem(page);
  await fitsAPhone(page);
  await keepPictures({ screen: 'team-invited', language: 'en', page });
});

chapter('A10 each accepts in a browser of their own, the address cannot be changed, and the link is then dead', async () => {
  devon = await someone('en-GB');
  await devon.goTo(devonLink);
  const { page } = devon;
  await page.getByRole('heading', { name: 'Welcome to Atelier' }).waitFor();
  assert.equal(await page.getByRole('textbox', { name: 'Email' }).inputValue(), DEVON.email);
  assert.equal(await page.getByRole('textbox', { name: 'Email' }).getAttribute('readonly'), '');
  await noSeriousProblem(page);
  await fitsAPhone(page);
  await keepPictures({ screen: 'invite', language: 'en', page });
  await page.getByRole('textbox', { name: 'Name' }).fill(DEVON.name);
  await page.getByLabel('Password', { exact: true }).fill(DEVON.password);
  await page.getByRole('button', { name: 'Accept the invitation' }).click();
  await page.getByRole('heading', { name: 'Workspaces' }).waitFor();

  // The invitation was in French, whatever the browser says.
  lea = await someone('en-GB');
  await lea.goTo(leaLink);
  await lea.page.getByRole('heading', { name: 'Bienvenue sur Atelier' }).waitFor();
  await keepPictures({ screen: 'invite', language: 'fr', page: lea.page });
  await lea.page.getByRole('textbox', { name: 'Nom' }).fill(LEA.name);
  await lea.page.getByLabel('Mot de passe', { exact: true }).fill(LEA.password);
  await lea.page.getByRole('button', { name: 'Accepter l’invitation' }).click();
  await lea.page.getByRole('heading', { name: 'Espaces de travail' }).waitFor();

  await row(DEVON.name).waitFor();
  await row(LEA.name).getByText('stagiaire').waitFor();
  const stranger = await someone('en-GB');
  await stranger.goTo(devonLink);
  await stranger.page.getByRole('heading', { name: 'This link does not work any more' }).waitFor();
  await stranger.goTo(`/invite/${'A'.repeat(43)}`);
  await stranger.page.getByRole('heading', { name: 'This link does not work any more' }).waitFor();
});

chapter('A18 the team does not exist for others, in the bar neither', async () => {
  for (const person of [devon, lea]) {
    const response = await person.page.request.get(`${server.url}/team`);
    assert.equal(response.status(), 404);
    assert.equal((await person.page.request.get(`${server.url}/api/team`)).status(), 404);
    assert.equal(await person.page.locator('a[href="/team"]').count(), 0);
  }
  await owner.page.locator('a[href="/team"]').first().waitFor();
});

chapter('a member sets up the second step, keeps the recovery codes, and is asked for a code', async () => {
  const { page } = devon;
  await devon.goTo('/account');
  await page.getByRole('button', { name: 'Set up two-step sign-in' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('img', { name: 'QR code for the app' }).waitFor();
  secret = (await dialog.locator('code').innerText()).replaceAll(' ', '');
  await noSeriousProblem(page);
  await keepPictures({ screen: 'totp', language: 'en', page });
  await dialog.getByRole('textbox', { name: 'The code it shows' }).fill('000000');
  await dialog.getByRole('button', { name: 'Turn on' }).click();
  await dialog.getByText('That is not the code the app shows now').waitFor();
  await dialog.getByRole('textbox', { name: 'The code it shows' }).fill(await generate({ secret }));
  await dialog.getByRole('button', { name: 'Turn on' }).click();
  const codes = page.getByRole('list', { name: 'Recovery codes' });
  await codes.waitFor();
  const recovery = await codes.getByRole('listitem').allInnerTexts();
  assert.equal(recovery.length, 10);
  await keepPictures({ screen: 'recovery', language: 'en', page });
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await page.getByText('10 recovery codes are left').waitFor();
  await keepPictures({ screen: 'account-security', language: 'en', page });
  await fitsAPhone(page);

  await page.getByRole('button', { name: 'Sign out' }).first().click();
  await devon.arrivesAt(/\/login/);
  await page.getByRole('textbox', { name: 'Email' }).fill(DEVON.email);
  await page.getByLabel('Password', { exact: true }).fill(DEVON.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'One more step' }).waitFor();
  await noSeriousProblem(page);
  await fitsAPhone(page);
  await keepPictures({ screen: 'login-code', language: 'en', page });
  await page.getByRole('textbox', { name: 'Code' }).fill('123456');
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByText('That is not the code.').waitFor();
  await page.getByRole('textbox', { name: 'Code' }).fill(recovery[0] ?? '');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Workspaces' }).waitFor();
});

chapter('A6 a disabled member with an open editor and terminal is out', async () => {
  const open = socketsOf(devon);
  await devon.createWorkspace('bench');
  await devon.openWorkspace('bench');
  await devon.runInTerminal('echo "kept" > note.txt');
  await devon.openFile('note.txt');
  assert.ok(open().length >= 2, 'the connection and a terminal');

  await choose(DEVON.name, 'Disable');
  const dialog = owner.page.getByRole('alertdialog');
  await keepPictures({ screen: 'team-disable', language: 'en', page: owner.page });
  await dialog.getByRole('button', { name: `Disable ${DEVON.name}` }).click();
  await until('every socket of the disabled member is closed', () => open().length === 0, SOON_MS);
  assert.equal(await api(devon), 401);
  await row(DEVON.name).getByText('disabled').waitFor();
  await devon.page.getByText('You are signed out.').first().waitFor();
  const { workspaces } = await find(DEVON.email);
  assert.equal(workspaces, 1);
  await choose(DEVON.name, 'Enable');
  await row(DEVON.name).getByText('disabled').waitFor({ state: 'hidden' });
});

chapter('A9 a lowered role closes the terminal, and there is none after it', async () => {
  await devon.goTo('/login');
  await devon.page.getByRole('textbox', { name: 'Email' }).fill(DEVON.email);
  await devon.page.getByLabel('Password', { exact: true }).fill(DEVON.password);
  await devon.page.getByRole('button', { name: 'Sign in' }).click();
  await until('a code that was not used yet is taken', async () => {
    if (!devon.page.url().includes('/login')) return true;
    const field = devon.page.getByRole('textbox', { name: 'Code' });
    await field.fill(await generate({ secret }), { timeout: 2000 }).catch(() => undefined);
    await devon.page.getByRole('button', { name: 'Go on' }).click({ timeout: 2000 }).catch(() => undefined);
    await devon.arrivesAt(/^[^/]+\/\/[^/]+\/(?!login)/, 4000).catch(() => undefined);
    return !devon.page.url().includes('/login');
  }, 60_000);
  const open = socketsOf(devon);
  await devon.openWorkspace('bench');
  const terminals = open().filter((socket) => socket.url().includes('/terminals/'));
  assert.ok(terminals.length > 0, open().map((socket) => socket.url()).join('\n'));

  await choose(DEVON.name, 'Change the role');
  const dialog = owner.page.getByRole('dialog');
  await dialog.getByRole('radio', { name: /^stagiaire/ }).check({ force: true });
  await keepPictures({ screen: 'team-role', language: 'en', page: owner.page });
  await dialog.getByRole('button', { name: 'Change the role' }).click();
  await until('the terminal’s socket is closed', () => terminals.every((socket) => socket.isClosed()), SOON_MS);
  await row(DEVON.name).getByText('stagiaire').waitFor();
  const workspaces = await devon.page.evaluate(async () => ((await (await fetch('/api/workspaces')).json()) as { id: string }[]).map(({ id }) => id));
  const status = await devon.page.evaluate(
    (path) => new Promise<string>((resolve) => {
      const socket = new WebSocket(path);
      socket.addEventListener('open', () => resolve('open'));
      socket.addEventListener('error', () => resolve('refused'));
    }),
    terminals[0]?.url() ?? '',
  );
  assert.equal(status, 'refused');
  assert.equal(workspaces.length, 1);
});

chapter('the owner limits a stagiaire, and the later of two owners is told', async () => {
  const { page } = owner;
  await choose(LEA.name, 'Limits');
  const panel = page.getByRole('complementary', { name: `About ${LEA.name}` });
  await panel.getByRole('switch', { name: 'Terminal' }).check({ force: true });
  await panel.getByRole('switch', { name: 'Only at certain hours' }).check({ force: true });
  await panel.getByRole('button', { name: 'Saturday' }).click();
  await noSeriousProblem(page);
  await fitsAPhone(page);
  await keepPictures({ screen: 'team-limits', language: 'en', page });
  const { id: memberId, edition } = await find(LEA.email);
  await ownerApi.api.team.setLimits({ memberId, edition, limits: { ...STRICTEST_LIMITS, transfer: true } });
  await panel.getByRole('button', { name: 'Save limits' }).click();
  await panel.getByText('Another owner changed this member in the meantime.').waitFor();
  await panel.getByRole('button', { name: 'Show what it is now' }).click();
  assert.equal(await panel.getByRole('switch', { name: 'Upload and download' }).isChecked(), true);
  await panel.getByRole('switch', { name: 'Upload and download' }).uncheck({ force: true });
  await panel.getByRole('button', { name: 'Save limits' }).click();
  await panel.waitFor({ state: 'hidden' });
  assert.deepEqual((await find(LEA.email)).limits, STRICTEST_LIMITS);
});

chapter('A8 a stagiaire’s access ends while they work: sockets closed, container stopped, sign-in refused', async () => {
  const open = socketsOf(lea);
  await lea.goTo('/workspaces');
  await lea.page.getByRole('button', { name: 'Nouvel espace de travail' }).first().click();
  const dialog = lea.page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Nom' }).fill('stage');
  await dialog.getByRole('button', { name: 'Créer' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await lea.goTo('/w/stage');
  await lea.page.getByRole('tree').waitFor({ timeout: 240_000 });
  await until('the workspace is connected', () => open().length > 0, 60_000);

  const { id: memberId, edition } = await find(LEA.email);
  const expiresAtMs = Date.now() + ACCESS_LEFT_MS;
  await ownerApi.api.team.setLimits({ memberId, edition, limits: { ...STRICTEST_LIMITS, expiresAtMs } });
  assert.equal(await api(lea), 200);
  await until('every socket is closed', () => open().length === 0 && Date.now() >= expiresAtMs, ACCESS_LEFT_MS + SOON_MS);
  assert.equal(await api(lea), 401);
  await row(LEA.name).getByText('access ended').waitFor();
  await until('the container is stopped', async () => (await find(LEA.email)).runningWorkspaces === 0, 30_000);
  await lea.goTo('/login');
  await lea.page.getByRole('textbox', { name: 'Adresse e-mail' }).fill(LEA.email);
  await lea.page.getByLabel('Mot de passe', { exact: true }).fill(LEA.password);
  await lea.page.getByRole('button', { name: 'Se connecter' }).click();
  await lea.page.getByText('Votre accès est terminé.').waitFor();
  await keepPictures({ screen: 'login-ended', language: 'fr', page: lea.page });
});

chapter('an owner who has to use a second step is led to it before anything else', async () => {
  const { page } = owner;
  await takeWorkspacesAway();
  await page.getByRole('tab', { name: 'Sign-in' }).click();
  await keepPictures({ screen: 'team-sign-in', language: 'en', page });
  await page.getByRole('tab', { name: 'Quotas' }).click();
  await keepPictures({ screen: 'team-quotas', language: 'en', page });
  await noSeriousProblem(page);
  await page.getByRole('tab', { name: 'Sign-in' }).click();
  await noSeriousProblem(page);
  await page.getByRole('switch', { name: 'Owners need two-step sign-in' }).click({ force: true });
  await owner.arrivesAt(/\/account$/);
  assert.equal((await page.request.get(`${server.url}/team`, { maxRedirects: 0 })).status(), 303);
  assert.equal((await page.request.get(`${server.url}/api/team`)).status(), 403);
  await owner.goTo('/workspaces');
  await owner.arrivesAt(/\/account$/);
  await page.getByText('Owners need two-step sign-in here.').waitFor();
  await keepPictures({ screen: 'account-must', language: 'en', page });
  await page.getByRole('button', { name: 'Set up two-step sign-in' }).click();
  const dialog = page.getByRole('dialog');
  const key = (await dialog.locator('code').innerText()).replaceAll(' ', '');
  await dialog.getByRole('textbox', { name: 'The code it shows' }).fill(await generate({ secret: key }));
  await dialog.getByRole('button', { name: 'Turn on' }).click();
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await owner.goTo('/team');
  await page.getByRole('table', { name: 'Members' }).waitFor();
  // Both ways: what the other sessions of the owner need is the same, and they may go on now.
  assert.equal((await ownerApi.fetch('/api/team')).status, 200);
});
