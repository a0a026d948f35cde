import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type { BrowserContext } from 'playwright-core';

import { openBrowser } from '../harness/browser.ts';
import { startPublicHost, type PublicHost } from '../harness/public-host.ts';
import { fetchRealProjects } from '../harness/real-projects.ts';
import { startServer, type RunningServer } from '../harness/server.ts';
import { until } from '../harness/until.ts';
import { removeWorkspaces } from './clean-up.ts';
import { OWNER, Person } from './person.ts';
import { createStory } from './story.ts';

/** The main job, from a bare server to a changed answer in the preview, on projects that nobody here wrote. */
let server: RunningServer;
let internet: PublicHost;
let browser: BrowserContext;
let owner: Person;
const chapter = createStory();

before(async () => {
  [server, internet] = await Promise.all([startServer(), startPublicHost()]);
  await fetchRealProjects(internet.folder);
  browser = await openBrowser();
  owner = new Person(browser.pages()[0] ?? (await browser.newPage()), server);
});

after(async () => {
  await browser?.close();
  await removeWorkspaces(server, OWNER);
  await Promise.all([server?.stop(), internet?.stop()]);
});

chapter('a person with the code of the console becomes the owner', async () => {
  await owner.becomeOwner();
  await owner.page.getByText('Create your first workspace').waitFor();
  const again = await fetch(`${server.url}/setup`);
  assert.equal(again.status, 404);
});

chapter('the owner creates a workspace and sees it run', async () => {
  await owner.createWorkspace('premier');
  await owner.workspaceRow('premier').getByText('Running').waitFor({ timeout: 300_000 });
  await owner.page.getByRole('region', { name: 'This machine' }).getByText(/^Proved/).waitFor();
});

chapter('a workspace opens with its files and a prompt', async () => {
  await owner.openWorkspace('premier');
});

chapter('express from npm: cloned, installed, changed in the editor, its answer changes in the preview', async () => {
  await owner.runInTerminal(`git clone --quiet ${internet.url}/express.git && cd express && npm install --silent --no-audit --no-fund`);
  await owner.runInTerminal(`printf '%s\\n' "const app = require('./index')();" "app.get('/', (request, response) => response.send('answer one'));" "app.listen(8080);" > app.js`);
  await owner.openFile('home', 'express', 'app.js');
  await owner.editorShows('answer one');
  await owner.typeInTerminal('node --watch app.js');
  const opened = browser.waitForEvent('page');
  await owner.page.getByRole('button', { name: /Open preview/ }).first().click();
  const preview = await opened;
  await preview.getByText('answer one').waitFor();
  assert.match(new URL(preview.url()).hostname, /^8080--w[0-9a-z]{12}[.]localhost$/);

  await owner.replaceText("const app = require('./index')();\napp.get('/', (request, response) => response.send('answer two'));\napp.listen(8080);\n");
  await owner.save();
  await until('the preview answers with the new text', async () => {
    await preview.reload().catch(() => undefined); // cut off by a change of the network: the next try
    return (await preview.content()).includes('answer two');
  });
  await preview.close();
  await owner.page.keyboard.press('Escape');
});

chapter('flask from PyPI: its own example runs and answers', async () => {
  await owner.newTerminal();
  await owner.runInTerminal(`cd && git clone --quiet ${internet.url}/flask.git && cd flask && python3 -m venv .venv && .venv/bin/pip install --quiet .`, 240_000);
  await owner.runInTerminal(`cd examples/tutorial && ../../.venv/bin/flask --app flaskr init-db`);
  await owner.typeInTerminal('../../.venv/bin/flask --app flaskr run --port 5000 --debug');
  await owner.terminalShows(/Running on/);
  await owner.page.getByRole('navigation', { name: 'Activity' }).getByRole('button', { name: /^Ports/ }).click();
  const opened = browser.waitForEvent('page');
  await owner.page.getByRole('button', { name: 'Open preview of port 5000' }).first().click();
  const preview = await opened;
  await preview.getByRole('heading', { name: 'Flaskr' }).waitFor();
  await preview.close();
});

chapter('tinyxml2 from Debian: built, and its own tests run', async () => {
  await owner.newTerminal();
  await owner.runInTerminal(`git clone --quiet ${internet.url}/tinyxml2.git && cd tinyxml2 && make --silent xmltest && ./xmltest > ../xmltest.log`, 240_000);
  await owner.runInTerminal('grep -q "^Pass [0-9]*, Fail 0$" ../xmltest.log');
});

chapter('the laptop closes; another browser finds the tabs, the terminals and their text', async () => {
  await browser.close();
  browser = await openBrowser();
  owner = new Person(browser.pages()[0] ?? (await browser.newPage()), server);
  await owner.goTo('/workspaces');
  await owner.signIn();
  await owner.goTo('/w/premier');
  await owner.connected();
  const terminals = owner.page.getByRole('tablist', { name: 'Terminals' }).getByRole('tab');
  await until('the terminals are there', async () => (await terminals.count()) === 3);
  await terminals.first().click();
  await owner.terminalShows(/Restarting 'app.js'/);
  await terminals.nth(1).click();
  await owner.terminalShows(/GET \/ HTTP/);
});
