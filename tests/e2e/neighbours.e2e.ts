import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext } from 'playwright-core';

import { openBrowser } from '../harness/browser.ts';
import { signInOverHttp, type SignedIn } from '../harness/http.ts';
import { startServer, type RunningServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';
import { removeWorkspaces } from './clean-up.ts';
import { OWNER, Person } from './person.ts';
import { keepPictures } from './pictures.ts';
import { createStory } from './story.ts';

/** A developer shares the port of a running server; another, who may not read its source, calls it by its name. */
const PAUL = { name: 'Paul Dubois', email: 'paul@example.com', password: 'un mot de passe de Paul' };
const MARIE = { name: 'Marie Lenoir', email: 'marie@example.com', password: 'un autre mot de passe long' };
const ADDRESS = 'http://api.shop.internal';

let server: RunningServer;
let api: SignedIn;
let owner: Person;
let paul: Person;
let marie: Person;
const browsers: BrowserContext[] = [];
const chapter = createStory();

before(async () => {
  server = await startServer();
});

after(async () => {
  for (const browser of browsers) await browser.close();
  for (const who of [PAUL, MARIE, OWNER]) await removeWorkspaces(server, who);
  await server?.stop();
});

async function person(): Promise<Person> {
  const browser = await openBrowser({ permissions: ['clipboard-read', 'clipboard-write'] });
  browsers.push(browser);
  return await Person.at(browser, server);
}

async function invite(who: typeof PAUL, grants: { moduleId: string; access: 'write' }[]): Promise<Person> {
  const body = (about: object) => ({ method: 'POST', headers: { 'content-type': 'application/json', origin: server.url }, body: JSON.stringify(about) });
  const invited = await api.fetch('/api/team/invitations', body({ email: who.email, role: 'developer', language: 'en', limits: null, grants }));
  assert.equal(invited.status, 200, await invited.clone().text());
  const { link } = (await invited.json()) as { link: string };
  const accepted = await fetch(`${server.url}/api/invitation/accept`, body({ token: link.slice(link.lastIndexOf('/') + 1), name: who.name, password: who.password, language: 'en' }));
  assert.equal(accepted.status, 200, await accepted.text());
  const one = await person();
  await one.goTo('/login');
  await one.signIn(who);
  return one;
}

chapter('an owner makes a project, lets the interface reach the api, and invites one developer for each', async () => {
  owner = await person();
  await owner.becomeOwner();
  api = await signInOverHttp(server.url, OWNER);
  const { projects } = api.api;
  const { id: projectId } = await projects.create({ slug: 'shop' });
  const module = (slug: string, kind: 'interface' | 'api') => projects.modules.create({ projectId, slug, kind, description: '', templateId: kind === 'api' ? 'python-api' : 'react-interface' });
  const [web, backend] = [await module('web', 'interface'), await module('api', 'api')];
  await projects.reaches.set({ fromModuleId: web.id, toModuleId: backend.id });
  paul = await invite(PAUL, [{ moduleId: backend.id, access: 'write' }]);
  marie = await invite(MARIE, [{ moduleId: web.id, access: 'write' }]);
});

chapter('a server that runs in one workspace is shared from where its port shows', async () => {
  const { page } = paul;
  await paul.createWorkspace('back');
  await paul.openWorkspace('back');
  await paul.runInTerminal('mkdir -p ~/site && echo "of the colleague" > ~/site/index.html && (cd ~/site && nohup python3 -m http.server 8000 >/dev/null 2>&1 &)');
  await page.getByRole('navigation', { name: 'Activity' }).getByRole('button', { name: /^Ports/ }).click();
  await page.getByRole('button', { name: 'Share port 8000 as a service' }).first().click();
  await page.getByRole('menuitem', { name: 'Share as service of shop / api' }).click();
  await page.getByText('api.shop.internal').first().waitFor();
  await page.getByRole('navigation', { name: 'Activity' }).getByRole('button', { name: /^Run/ }).click();
  await page.getByRole('list', { name: 'Shared from this workspace' }).getByRole('listitem').filter({ hasText: 'shop / api' }).getByText('answers here').waitFor();
});

chapter('the neighbour shows under Run with its address, and answers in the other’s terminal', async () => {
  const { page } = marie;
  await marie.createWorkspace('front');
  await marie.openWorkspace('front');
  await page.getByRole('navigation', { name: 'Activity' }).getByRole('button', { name: /^Run/ }).click();
  const neighbour = page.getByRole('list', { name: 'Neighbours you may call' }).getByRole('listitem').filter({ hasText: 'shop / api' });
  await neighbour.getByText('answers', { exact: true }).waitFor();
  await neighbour.getByRole('button', { name: 'Copy the address of shop / api' }).click();
  await until('the address is copied', async () => (await page.evaluate(() => navigator.clipboard.readText())) === ADDRESS);
  await marie.typeInTerminal(`curl -s ${ADDRESS}/`);
  await marie.terminalShows(/^of the colleague/m);
  const { violations } = await new AxeBuilder({ page }).analyze();
  assert.deepEqual(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id} ${nodes.map(({ target }) => target.join(' ')).join()}`), []);
  await keepPictures({ screen: 'run', language: 'en', page });
});

chapter('A20 nothing else of the neighbour is there: no folder, no port, no word of who', async () => {
  assert.doesNotMatch(await marie.page.locator('body').innerText(), /Paul|back\b|8000/);
  await marie.runInTerminal('test ! -e /workspace/shop/api');
  await marie.typeInTerminal('getent hosts vault.shop.internal || echo "no such name"');
  await marie.terminalShows(/^no such name/m);
});

chapter('plain git clones what was granted from inside the workspace, and nothing else', async () => {
  await marie.runInTerminal('cd /tmp && git clone -q http://atelier.internal/git/shop/web.git && test -e web/package.json');
  await marie.runInTerminal('! git clone -q http://atelier.internal/git/shop/api.git');
});

chapter('sharing that ends is seen at once, and the name says that nobody runs it', async () => {
  const { page } = paul;
  await page.getByRole('button', { name: 'Stop sharing as service of shop / api' }).click();
  await page.getByRole('list', { name: 'Shared from this workspace' }).waitFor({ state: 'hidden' });
  const neighbour = marie.page.getByRole('list', { name: 'Neighbours you may call' }).getByRole('listitem').filter({ hasText: 'shop / api' });
  await neighbour.getByText('not running', { exact: true }).waitFor();
  await marie.typeInTerminal(`curl -s ${ADDRESS}/`);
  await marie.terminalShows(/^Nobody runs this service right now/m);
});

chapter('the owner sees who shares what, and ends it; no one else’s browser is sent the words of it', async () => {
  const { page } = paul;
  await page.getByRole('navigation', { name: 'Activity' }).getByRole('button', { name: /^Ports/ }).click();
  await page.getByRole('button', { name: 'Share port 8000 as a service' }).first().click();
  await page.getByRole('menuitem', { name: 'Share as service of shop / api' }).click();
  await page.getByRole('navigation', { name: 'Activity' }).getByRole('button', { name: /^Run/ }).click();
  const shared = page.getByRole('list', { name: 'Shared from this workspace' });
  await shared.waitFor();
  await owner.goTo('/workspaces');
  await owner.createWorkspace('bench');
  await owner.openWorkspace('bench');
  await owner.page.getByRole('navigation', { name: 'Activity' }).getByRole('button', { name: /^Run/ }).click();
  const all = owner.page.getByRole('list', { name: 'Shared by everyone' });
  await all.getByRole('listitem').filter({ hasText: 'shop / api' }).getByText('Paul Dubois, back, port 8000').waitFor();
  await all.getByRole('button', { name: 'Stop sharing shop / api from back of Paul Dubois' }).click();
  await all.waitFor({ state: 'hidden' });
  await shared.waitFor({ state: 'hidden' });
  const [theirs, mine] = await Promise.all([marie, owner].map((one) => one.page.content()));
  assert.ok(mine?.includes('Shared by everyone') === true && theirs?.includes('Shared by everyone') === false);
});
