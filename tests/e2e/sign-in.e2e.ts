import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type { BrowserContext } from 'playwright-core';

import { openBrowser } from '../harness/browser.ts';
import { startServer, type RunningServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';
import { OWNER, Person } from './person.ts';
import { createStory } from './story.ts';

/** Who gets in, where they arrive, and what ends elsewhere when a password changes. */
let server: RunningServer;
let browser: BrowserContext;
let owner: Person;
const chapter = createStory();

before(async () => {
  server = await startServer({ engine: false });
  browser = await openBrowser();
  owner = await Person.at(browser, server);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

chapter('everybody is sent to set up; a wrong code makes no owner, the code of the console does', async () => {
  const { page } = owner;
  await owner.goTo('/workspaces');
  await owner.arrivesAt(/\/setup$/);
  await page.getByRole('textbox', { name: 'One-time code' }).fill('AAAAAAAA');
  await page.getByRole('textbox', { name: 'Name' }).fill(OWNER.name);
  await page.getByRole('textbox', { name: 'Email' }).fill(OWNER.email);
  await page.getByLabel('Password', { exact: true }).fill(OWNER.password);
  await page.getByRole('button', { name: 'Become the owner' }).click();
  await page.getByText('That is not the code.').waitFor();
  await owner.becomeOwner();
});

chapter('A5 the browser keeps the session in a __Host- cookie that no script sees', async () => {
  const cookies = (await browser.cookies()).filter(({ httpOnly }) => httpOnly);
  const session = cookies.find(({ name }) => name.startsWith('__Host-atelier'));
  assert.ok(session, JSON.stringify(cookies.map(({ name }) => name)));
  assert.ok(session.secure && session.httpOnly);
  assert.match(session.sameSite, /^(Lax|Strict)$/);
  assert.equal(session.path, '/');
  assert.equal(session.domain, 'localhost');
  assert.doesNotMatch(await owner.page.evaluate(() => document.cookie), /__Host-/);
});

chapter('A11 there is nothing to set up any more', async () => {
  const { page } = owner;
  await owner.goTo('/setup?code=AAAAAAAA');
  assert.equal(await page.getByRole('textbox').count(), 0);
  await page.getByRole('link').click();
  await page.getByRole('heading', { name: 'Workspaces' }).waitFor();
});

chapter('signing out ends the session; a protected page leads to sign-in and back to it', async () => {
  const { page } = owner;
  const before = await browser.cookies();
  await page.getByRole('button', { name: `Account, ${OWNER.name}` }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await owner.arrivesAt(/\/login$/);
  const stolen = before.map(({ name, value }) => `${name}=${value}`).join('; ');
  assert.equal((await fetch(`${server.url}/api/account`, { headers: { cookie: stolen } })).status, 401);

  await owner.goTo('/account');
  await owner.arrivesAt(/\/login\?next=%2Faccount$/);
  await page.getByRole('textbox', { name: 'Email' }).fill(OWNER.email);
  await page.getByLabel('Password', { exact: true }).fill('a wrong password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('The email or the password is wrong.').waitFor();
  await page.getByLabel('Password', { exact: true }).fill(OWNER.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Account' }).waitFor();
  await owner.goTo('/login?next=/account');
  await owner.arrivesAt(/\/account$/);
});

for (const next of ['https://evil.example/', '//evil.example', String.raw`/\evil.example`, 'javascript:document.title="evil"', '/\t/evil.example']) {
  chapter(`A12 signing in with next=${JSON.stringify(next)} stays in Atelier`, async () => {
    const { page } = owner;
    const asked: string[] = [];
    const note = (request: { url(): string }): void => void asked.push(request.url());
    // A page that finds itself signed out goes to sign-in by itself, into the way of this.
    await page.goto('about:blank');
    await browser.clearCookies();
    page.on('request', note);
    await owner.goTo(`/login?next=${encodeURIComponent(next)}&callbackUrl=${encodeURIComponent(next)}`);
    await owner.signIn();
    page.off('request', note);
    assert.equal(page.url(), `${server.url}/workspaces`);
    assert.deepEqual(asked.filter((url) => !url.startsWith(`${server.url}/`) && !url.startsWith('blob:') && !url.startsWith('data:')), []);
  });
}

chapter('the account: a new name, and the page’s language at once and after a reload', async () => {
  const { page } = owner;
  await owner.goTo('/account');
  await page.getByRole('textbox', { name: 'Name' }).fill('Philippe A.');
  await chooseLanguage('Language', 'Français');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Compte' }).waitFor();
  assert.equal(await page.getAttribute('html', 'lang'), 'fr');
  await page.getByRole('button', { name: /Philippe A[.]$/ }).waitFor();
  await owner.goTo('/workspaces');
  await page.getByRole('heading', { name: 'Espaces de travail' }).waitFor();
  await owner.goTo('/account');
  await chooseLanguage('Langue', 'English');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByRole('heading', { name: 'Account' }).waitFor();
});

async function chooseLanguage(label: string, language: string): Promise<void> {
  await owner.page.getByRole('button', { name: new RegExp(`${label}$`) }).click();
  await owner.page.getByRole('option', { name: language }).click();
}

chapter('A7 a new password signs the other browser out, which lands on sign-in; the old password is none', async () => {
  const elsewhere = await openBrowser();
  try {
    const other = await Person.at(elsewhere, server);
    await other.goTo('/login');
    await other.signIn();

    await owner.goTo('/account');
    await owner.page.getByLabel('Present one', { exact: true }).fill(OWNER.password);
    await owner.page.getByLabel('New one', { exact: true }).fill('un tout autre mot de passe');
    await owner.page.getByRole('button', { name: 'Change the password' }).click();
    await owner.page.getByText('The password is changed').waitFor();

    await other.arrivesAt(/\/login\?next=%2Fworkspaces$/, 10_000);
    await other.page.getByRole('textbox', { name: 'Email' }).fill(OWNER.email);
    await other.page.getByLabel('Password', { exact: true }).fill(OWNER.password);
    await other.page.getByRole('button', { name: 'Sign in' }).click();
    await other.page.getByText('The email or the password is wrong.').waitFor();
    await other.signIn({ ...OWNER, password: 'un tout autre mot de passe' });
    await owner.goTo('/workspaces');
    await owner.page.getByRole('heading', { name: 'Workspaces' }).waitFor();
  } finally {
    await elsewhere.close();
  }
});

chapter('an address that leads nowhere says so, signed in or not', async () => {
  await owner.goTo('/nowhere');
  await owner.page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
  await owner.goTo('/w/no-such-workspace');
  await owner.page.getByText('There is no such workspace').waitFor();
});

chapter('an error in what every page stands in shows a page of ours that can be tried again', async () => {
  const broken = await openBrowser({ locale: 'fr-FR' });
  try {
    const person = await Person.at(broken, server);
    await person.page.addInitScript(() => {
      Object.defineProperty(Intl.DateTimeFormat.prototype, 'resolvedOptions', { value: () => { throw new Error('broken on purpose'); } });
    });
    await person.goTo('/login');
    await person.page.getByRole('heading', { name: 'Cette page a cessé de fonctionner' }).waitFor();
    await until('its language is told', async () => (await person.page.getAttribute('html', 'lang')) === 'fr');
    await person.page.getByRole('button', { name: 'Réessayer' }).waitFor();
  } finally {
    await broken.close();
  }
});
