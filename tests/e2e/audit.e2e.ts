import { AxeBuilder } from '@axe-core/playwright';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { promisify } from 'node:util';
import type { BrowserContext, Page } from 'playwright-core';

import type { AuditRecordView } from '#features/audit/contract.ts';
import { flawOf, NO_LINK, recordId, type Link } from '#server/audit/chain.ts';
import type { AuditDocument } from '#server/storage/documents.ts';
import { openStorage } from '#server/storage/open.ts';
import { openBrowser, PHONE, DESKTOP } from '../harness/browser.ts';
import { signInOverHttp, type SignedIn } from '../harness/http.ts';
import { startServer, type RunningServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';
import { OWNER, Person } from './person.ts';
import { keepPictures } from './pictures.ts';
import { createStory } from './story.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');
const DEVON = { name: 'Devon Marsh', email: 'devon@example.com', password: 'a password that is long' };
/** The announcer of react-aria: outside every landmark on purpose. */
const ANNOUNCER = '[data-live-announcer]';

type Line = AuditRecordView & AuditDocument;

const chapter = createStory();
let server: RunningServer;
let api: SignedIn;
let devon: SignedIn;
let owner: Person;
const browsers: BrowserContext[] = [];

async function someone(locale: string): Promise<Person> {
  const browser = await openBrowser({ locale });
  browsers.push(browser);
  return Person.at(browser, server);
}

before(async () => {
  server = await startServer({ env: { ATELIER_OWNER_EMAIL: OWNER.email, ATELIER_OWNER_PASSWORD: OWNER.password } });
  api = await signInOverHttp(server.url, OWNER);
  owner = await someone('en-GB');
  await owner.goTo('/login');
  await owner.signIn();
});

after(async () => {
  for (const browser of browsers) await browser.close();
  await server?.stop();
});

/** `npm run audit -- …`, as the person at the console. */
async function command(task: 'verify' | 'export'): Promise<{ code: number; output: string }> {
  const env = { ...process.env, ATELIER_DATA: server.dataFolder };
  return run(process.execPath, ['server/audit/command.ts', task], { cwd: ROOT, env, maxBuffer: 64e6 }).then(
    ({ stdout }) => ({ code: 0, output: stdout }),
    (error: { code: number; stdout: string }) => ({ code: error.code, output: error.stdout }),
  );
}

/** The sentences of the rows, newest first. */
async function sentences(page: Page): Promise<string[]> {
  return (await page.getByRole('table', { name: 'Log' }).locator('.what').allInnerTexts()).map((text) => text.trim());
}

async function look(screen: string, page: Page, language: 'en' | 'fr' = 'en'): Promise<void> {
  for (const viewport of [DESKTOP, PHONE]) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const { violations } = await new AxeBuilder({ page }).exclude(ANNOUNCER).analyze();
      const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      assert.deepEqual(grave.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary ?? ''}`)), [], `${screen}, ${colorScheme}`);
    }
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${screen} is wider than ${viewport.width} px`);
  }
  await page.setViewportSize(DESKTOP);
  await keepPictures({ screen, language, page });
}

chapter('the owner sees what was done, newest first, and what is done meanwhile comes by itself', async () => {
  const { page } = owner;
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Audit' }).click();
  await page.getByText('The chain is whole').waitFor();
  await page.getByText('Sign in', { exact: true }).first().waitFor();
  const { link } = await api.api.team.invite({ email: DEVON.email, role: 'developer', language: null, days: 7, limits: null, grants: [] });
  await page.getByText(`Invite a member ${DEVON.email}`).waitFor();
  assert.match((await sentences(page))[0] ?? '', /^Invite a member/);
  await api.api.members.invitation.accept({ token: link.slice(link.lastIndexOf('/') + 1), name: DEVON.name, password: DEVON.password, language: null });
  devon = await signInOverHttp(server.url, DEVON);
  await page.getByText('Accept an invitation').waitFor();
  await api.fetch('/api/projects', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ slug: 'shop', title: 'Shop' }) });
  await page.getByText('Create a project').waitFor();
});

chapter('A18 whoever is no owner gets 404 for the pages and for every procedure of theirs, and that is on record', async () => {
  const none = (await devon.fetch('/none')).status;
  assert.equal(none, 404);
  for (const path of ['/audit', '/audit?tab=machine', '/status', '/%61udit', '/audit.rsc', '/api/audit', '/api/audit-live', '/api/audit-export', '/api/status']) {
    assert.equal((await devon.fetch(path)).status, 404, path);
  }
  for (const path of ['/api/audit/verify', '/api/status/wall']) assert.equal((await devon.fetch(path, { method: 'POST' })).status, 404, path);
  const { page } = owner;
  await page.getByText('Ask for what is not theirs').first().waitFor();
});

chapter('nothing of the log or the machine is in what a member’s browser loads', async () => {
  const member = await someone('en-GB');
  const received: Promise<string>[] = [];
  member.page.on('response', (response) => {
    if (response.headers()['content-type']?.startsWith('text/event-stream') !== true) received.push(response.text().catch(() => ''));
  });
  await member.goTo('/login');
  await member.page.getByRole('textbox', { name: 'Email' }).fill(DEVON.email);
  await member.page.getByLabel('Password', { exact: true }).fill(DEVON.password);
  await member.page.getByRole('button', { name: 'Sign in' }).click();
  await member.arrivesAt(/\/workspaces$/);
  assert.equal(await member.page.getByRole('link', { name: 'Audit' }).count(), 0);
  await member.goTo('/audit');
  assert.doesNotMatch(await member.page.content(), /Audit|chain/i);
  for (const text of await Promise.all(received)) assert.doesNotMatch(text, /The chain is whole|audit-export|status\/wall|audit-chain"/);
});

chapter('search, action, person, outcome and period each leave what they say', async () => {
  const { page } = owner;
  await page.getByRole('radio', { name: 'Refused' }).check({ force: true });
  await until('only refusals are shown', async () => (await page.getByRole('table', { name: 'Log' }).getByText('done', { exact: true }).count()) === 0);
  await page.getByRole('searchbox', { name: 'Search the log' }).fill('/status');
  await until('what was searched is shown', async () => {
    const shown = await sentences(page);
    return shown.length > 0 && shown.length < 6 && shown.every((text) => text.startsWith('Ask for what is not theirs'));
  });
  await page.getByRole('searchbox', { name: 'Search the log' }).fill('nobody ever did this');
  await page.getByRole('heading', { name: 'No record lets itself be found' }).waitFor();
  await page.getByRole('button', { name: 'Clear the filters' }).click();
  await page.getByRole('button', { name: /Anyone/ }).click();
  await page.getByRole('option', { name: DEVON.name }).click();
  await until('only Devon is shown', async () => {
    const people = await page.getByRole('table', { name: 'Log' }).locator('tbody tr:not(.is-day) td:nth-child(2)').allInnerTexts();
    return people.length > 0 && people.every((name) => name.trim() === DEVON.name);
  });
  await page.getByRole('button', { name: /Any action/ }).click();
  await page.getByRole('option', { name: 'Sessions' }).click();
  await page.getByRole('button', { name: /All the time/ }).click();
  await page.getByRole('option', { name: 'Last 24 hours' }).click();
  await until('only sign-ins are shown', async () => {
    const shown = await sentences(page);
    return shown.length > 0 && shown.every((text) => text.startsWith('Sign in'));
  });
  await page.getByRole('button', { name: /Sessions/ }).click();
  await page.getByRole('option', { name: 'Any action' }).click();
  await page.getByRole('button', { name: /Devon/ }).click();
  await page.getByRole('option', { name: 'Anyone' }).click();
});

chapter('a record opens under its row, by keyboard too, with its details, its session and its hashes', async () => {
  const { page } = owner;
  const invited = page.getByRole('button', { name: /^Invite a member/ });
  await invited.focus();
  await page.keyboard.press('Enter');
  const details = page.locator('.audit-record');
  await details.getByText('member.invite').waitFor();
  assert.match(await details.innerText(), /developer[\s\S]*[0-9a-f]{64}[\s\S]*[0-9a-f]{64}/);
  assert.equal(await invited.getAttribute('aria-expanded'), 'true');
  await look('audit', page);
  await page.keyboard.press('Enter');
  await details.waitFor({ state: 'hidden' });
});

chapter('more comes as one scrolls, and rows far away are not drawn', async () => {
  const { page } = owner;
  for (let count = 0; count < 150; count += 1) await api.fetch('/api/team/owners-need-totp', { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ needed: false }) });
  await owner.reload();
  await page.getByText('The chain is whole').waitFor();
  await page.getByText(/^100 (of [\d,]+ )?records shown$/).waitFor();
  await page.getByText('Passwords, tokens, file contents').scrollIntoViewIfNeeded();
  const foot = page.getByText(/all that the filters let through/);
  await foot.waitFor();
  const count = Number.parseInt(await foot.innerText(), 10);
  assert.ok(count > 150, await foot.innerText());
  await page.evaluate(() => scrollTo(0, 0));
  await until('rows far below are not drawn', async () => (await sentences(page)).length < count);
});

chapter('the export is a line for each record, whose chain anybody can compute', async () => {
  const { page } = owner;
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export as JSON lines' }).click();
  const download = await waiting;
  assert.match(download.suggestedFilename(), /^atelier-audit-\d{4}-\d{2}-\d{2}\.jsonl$/);
  const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\n');
  const records = lines.map((line) => JSON.parse(line) as Line);
  let head: Link = NO_LINK;
  for (const record of records) {
    assert.equal(flawOf(record, head), null, `record ${record.number}`);
    head = record;
  }
  const { code, output } = await command('verify');
  assert.equal(code, 0);
  assert.match(output, new RegExp(`^The chain is whole: \\d+ records, head ${head.number} ${head.hash}`));
  const printed = (await command('export')).output.trimEnd().split('\n').map((line) => JSON.parse(line) as Line);
  assert.deepEqual(printed, records);
  // Passwords never, whatever was typed.
  assert.ok(lines.every((line) => !line.includes(DEVON.password) && !line.includes(OWNER.password)));
});

chapter('the machine is shown: its wall is proved again, what bounds disks is said', async () => {
  const { page } = owner;
  await owner.goTo('/status');
  await owner.arrivesAt(/\/audit\?tab=machine$/);
  await page.getByRole('region', { name: 'What runs' }).getByText('SQLite, in the data folder').waitFor();
  await page.getByRole('region', { name: 'Disk' }).getByText(/^Limits are (real|measured)$/).waitFor();
  await page.getByRole('button', { name: 'Prove it again' }).click();
  await page.getByRole('region', { name: 'The wall' }).getByText('Being tried').waitFor();
  await page.getByRole('region', { name: 'The wall' }).getByText(/^(\d+) of \1 attempts came back empty$/).waitFor({ timeout: 120_000 });
  await look('machine', page);
  await page.getByRole('tab', { name: 'Log' }).click();
  await page.getByText('Prove the wall again').waitFor();
  assert.ok(page.url().endsWith('/audit'));
});

chapter('in French it says the same', async () => {
  const french = await someone('fr-FR');
  await french.goTo('/login');
  await french.page.getByRole('textbox', { name: 'Adresse e-mail' }).fill(OWNER.email);
  await french.page.getByLabel('Mot de passe', { exact: true }).fill(OWNER.password);
  await french.page.getByRole('button', { name: 'Se connecter' }).click();
  await french.arrivesAt(/\/workspaces$/);
  await french.goTo('/audit');
  await french.page.getByText('La chaîne est intacte').waitFor();
  await french.page.getByText('Changer la règle de la deuxième étape').first().waitFor();
  await keepPictures({ screen: 'audit', language: 'fr', page: french.page });
  await french.goTo('/audit?tab=machine');
  await french.page.getByRole('region', { name: 'Ce qui tourne' }).waitFor();
  await keepPictures({ screen: 'machine', language: 'fr', page: french.page });
});

chapter('a record that somebody changed in the database breaks the chain, and the page names it', async () => {
  const storage = await openStorage({ dataFolder: server.dataFolder });
  try {
    const { id, revision, ...record } = (await storage.audit.get(recordId(3))) ?? assert.fail('no record 3');
    await storage.audit.replace(id, revision, { ...record, outcome: record.outcome === 'done' ? 'failed' : 'done' });
  } finally {
    await storage.close();
  }
  const { page } = owner;
  await page.getByRole('button', { name: 'Check now' }).click();
  await page.getByRole('alert').getByText('The chain is broken at record 3').waitFor();
  await page.getByRole('alert').getByText(/somebody changed it in the database.*The 2 records before it are whole/).waitFor();
  await look('audit-broken', page);
  const { code, output } = await command('verify');
  assert.deepEqual([code, output], [1, 'Record 3 is altered; 2 before it are whole.\n']);
});
