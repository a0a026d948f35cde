import assert from 'node:assert/strict';
import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import type { BrowserContext } from 'playwright-core';

import { openBrowser } from '../harness/browser.ts';
import { signInOverHttp } from '../harness/http.ts';
import { startServer, type RunningServer } from '../harness/server.ts';
import { removeWorkspaces } from './clean-up.ts';
import { createWorkspace, Inside } from './ide.ts';
import { OWNER, Person } from './person.ts';

/** The picture of the README, of a program that runs. Only ATELIER_SCREENSHOT=1 writes the one that is committed. */
const ROOT = join(import.meta.dirname, '../..');
const PICTURE = join(ROOT, process.env['ATELIER_SCREENSHOT'] === '1' ? 'docs/screenshot.png' : '.cache/screenshots/screenshot.png');
const MAX_PICTURE_BYTES = 300_000;

const SERVER = `const express = require('./index');

const app = express();
const greetings = { en: 'Hello', fr: 'Bonjour', de: 'Guten Tag' };

app.get('/hello/:name', (request, response) => {
  const language = request.acceptsLanguages(Object.keys(greetings)) || 'en';
  response.json({ text: \`\${greetings[language]}, \${request.params.name}\`, language });
});

app.listen(8080, () => console.log('Listening on port 8080'));
`;

let server: RunningServer;
let browser: BrowserContext;
before(async () => {
  server = await startServer({ env: { ATELIER_OWNER_EMAIL: OWNER.email, ATELIER_OWNER_PASSWORD: OWNER.password } });
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await removeWorkspaces(server, OWNER);
  await server?.stop();
});

test('express in the workbench: its files, a program in the editor, its output, its port', async () => {
  const api = await signInOverHttp(server.url, OWNER);
  const inside = new Inside(await createWorkspace(api, 'greetings'), api);
  await inside.run('npm pack --cache /tmp/npm --silent express@5.1.0 && mkdir express && tar -xzf express-5.1.0.tgz --strip-components=1 -C express && rm express-5.1.0.tgz');
  await inside.run('cd express && npm install --cache /tmp/npm --silent --omit=dev --no-audit --no-fund');
  await inside.run(`cat > express/app.js <<'END'\n${SERVER}END`);
  const owner = await Person.at(browser, server);
  await owner.goTo('/login');
  await owner.signIn();
  await owner.openWorkspace('greetings');
  for (const file of ['Readme.md', 'index.js', 'app.js']) await owner.openFile('home', 'express', file);
  await owner.editorShows('acceptsLanguages');
  await owner.typeInTerminal('cd ~/express && node app.js');
  await owner.terminalShows(/^Listening on port 8080/m);
  await owner.newTerminal();
  await owner.typeInTerminal("curl -H 'Accept-Language: fr' localhost:8080/hello/Marie; echo");
  await owner.terminalShows(/^\{"text":"Bonjour, Marie".*\}$/m);
  await owner.page.getByRole('button', { name: /Open preview/ }).first().waitFor();
  await owner.editor.click();
  await owner.page.mouse.move(0, 0);
  await mkdir(dirname(PICTURE), { recursive: true });
  await owner.page.screenshot({ path: PICTURE, animations: 'disabled', caret: 'hide' });
  assert.ok((await stat(PICTURE)).size < MAX_PICTURE_BYTES);
});
