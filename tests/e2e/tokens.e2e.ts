import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext } from 'playwright-core';

import { gitIn, type GitRun } from '#server/git/git-server.fixture.ts';
import { ask } from '#server/gateway/gateway.fixture.ts';
import { openBrowser } from '../harness/browser.ts';
import { signInOverHttp } from '../harness/http.ts';
import { startServer, type RunningServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';
import { OWNER, Person } from './person.ts';
import { keepPictures } from './pictures.ts';
import { createStory } from './story.ts';

/** A person makes a token on their account page, and git on their own machine works with it until it is revoked. */
let server: RunningServer;
let browser: BrowserContext;
let owner: Person;
let folder: string;
let secret = '';
const chapter = createStory();

before(async () => {
  server = await startServer({ engine: false });
  folder = await mkdtemp(join(tmpdir(), 'atelier-e2e-tokens-'));
  browser = await openBrowser();
  owner = await Person.at(browser, server);
});

after(async () => {
  await browser?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const cloneUrl = (module: string): string => `${server.url.replace('//', `//owner:${secret}@`)}/git/shop/${module}.git`;

async function accessible(screen: string): Promise<void> {
  const { page } = owner;
  // What was read aloud a moment ago points at elements that may be gone by now.
  const { violations } = await new AxeBuilder({ page }).exclude('[data-live-announcer]').analyze();
  assert.deepEqual(violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} at ${target.join(' ')}`)), []);
  await keepPictures({ screen, language: 'en', page });
}
const ok = (run: GitRun): void => assert.equal(run.code, 0, run.stderr);

chapter('a token is made for chosen modules, and shown once', async () => {
  await owner.becomeOwner();
  const { api } = await signInOverHttp(server.url, OWNER);
  const project = await api.projects.create({ slug: 'shop' });
  for (const slug of ['web', 'api']) await api.projects.modules.create({ projectId: project.id, slug, kind: 'api', description: '', templateId: null });

  const { page } = owner;
  await owner.goTo('/account');
  const card = page.getByRole('region', { name: 'Personal access tokens' });
  await card.getByText('No token yet.').waitFor();
  await card.getByRole('button', { name: 'New token' }).click();
  const dialog = page.getByRole('dialog', { name: 'New token' });
  await dialog.getByRole('button', { name: 'Make the token' }).click();
  await dialog.getByText('Type a name').waitFor();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('train');
  await dialog.getByText('Chosen ones', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Make the token' }).click();
  await dialog.getByText('Choose a module at least').waitFor();
  await dialog.getByText('shop / web').click();
  await accessible('tokens-new');
  await dialog.getByRole('button', { name: 'Make the token' }).click();
  await card.getByText('“train” is ready.').waitFor();
  secret = (await card.getByLabel('The new token').textContent()) ?? '';
  assert.match(secret, /^atl_[A-Za-z0-9_-]{43}$/);
  await card.getByText(`git clone ${server.url.replace('//', '//token@')}/git/shop/web.git`).waitFor();
  await accessible('tokens');
  await card.getByRole('row', { name: /train/ }).getByText('shop / web').waitFor();
  await owner.reload();
  await card.getByRole('row', { name: /train/ }).waitFor();
  assert.equal(await page.getByText(secret).count(), 0);
});

chapter('git clones, pushes and is refused with it, and the page says when it was last used', async () => {
  ok(await gitIn(folder, ['init', '-q', '-b', 'main', 'web']));
  await writeFile(join(folder, 'web/index.html'), '<h1>Shop</h1>\n');
  ok(await gitIn(join(folder, 'web'), ['add', '-A']));
  ok(await gitIn(join(folder, 'web'), ['commit', '-q', '-m', 'Begin']));
  ok(await gitIn(join(folder, 'web'), ['push', '-q', cloneUrl('web'), 'main']));
  ok(await gitIn(folder, ['clone', '-q', cloneUrl('web'), 'copy']));
  assert.match((await gitIn(folder, ['ls-remote', cloneUrl('api')])).stderr, /not found/);
  await owner.page.getByRole('row', { name: /train/ }).getByRole('cell', { name: /^today at/ }).waitFor();
});

chapter('git is served under the IDE’s own name only', async () => {
  const { port } = new URL(server.url);
  const path = '/git/shop/web.git/info/refs?service=git-upload-pack';
  const authorization = `Basic ${Buffer.from(`x:${secret}`).toString('base64')}`;
  const at = async (host: string): Promise<number> => (await ask({ port: Number(port), path, headers: { host, authorization } })).status;
  assert.equal(await at(`localhost:${port}`), 200);
  for (const host of [`3000--wabcdefghijkl.localhost:${port}`, `evil.test:${port}`, `atelier.internal:${port}`]) assert.notEqual(await at(host), 200, host);
});

chapter('a revoked token opens nothing from then on', async () => {
  const { page } = owner;
  await page.getByRole('button', { name: 'Revoke train' }).click();
  await page.getByRole('alertdialog', { name: 'Revoke train?' }).getByRole('button', { name: 'Revoke train' }).click();
  await page.getByText('No token yet.').waitFor();
  await until('git is refused', async () => (await gitIn(folder, ['ls-remote', cloneUrl('web')])).code !== 0);
});
