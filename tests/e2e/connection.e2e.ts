import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type { Locator } from 'playwright-core';

import { MINUTE_MS } from '#shared/units.ts';
import { until } from '../harness/until.ts';
import { Ide } from './ide.ts';
import { Person } from './person.ts';
import { createStory } from './story.ts';

/** The page while its workspace, its session or the network goes away: it says so, and keeps what was typed. */
let ide: Ide;
let owner: Person;
const chapter = createStory();

before(async () => {
  ide = await Ide.open();
  ({ owner } = ide);
  await ide.inside.run('printf base > kept.txt');
  await ide.openByAddress('/home/ws/kept.txt');
  await owner.editorShows('base');
});
after(() => ide?.[Symbol.asyncDispose]());

const unsaved = (): Locator => owner.page.getByRole('tab', { name: 'kept.txt, not saved' });
const status = (text: string | RegExp): Locator => owner.page.getByRole('status', { name: 'Connection' }).filter({ hasText: text });

async function savedIs(text: string): Promise<void> {
  await owner.save();
  assert.equal(await ide.inside.text('/home/ws/kept.txt'), text);
}

chapter('the workspace is stopped elsewhere: the text is kept, and saved once it was started again', async () => {
  await owner.replaceText('typed before the stop');
  await ide.api.api.workspaces.stop({ workspaceId: ide.workspaceId });
  await owner.page.getByText('The workspace is stopped. Your text is kept, its files too.').waitFor();
  await status('The workspace stopped').waitFor();
  await owner.editorShows('typed before the stop');
  await owner.replaceText('typed while it was stopped');
  await owner.page.keyboard.press('Control+S');
  await owner.page.getByText(/^Not saved\./).waitFor();
  await unsaved().waitFor();
  await owner.page.getByRole('button', { name: 'Start', exact: true }).click();
  await owner.connected();
  await owner.editorShows('typed while it was stopped');
  await savedIs('typed while it was stopped');
});

chapter('the network goes: the page says so, and what was typed is saved when it is back', async () => {
  await ide.browser.setOffline(true);
  // Well before a socket that stays open and silent would be noticed by the usual ping: that takes 12 s at least.
  await status(/Reconnecting/).waitFor();
  await owner.replaceText('typed without a network');
  await owner.page.keyboard.press('Control+S');
  await owner.page.getByText(/^Not saved\./).waitFor();
  await ide.browser.setOffline(false);
  await owner.connected();
  await savedIs('typed without a network');
});

chapter('a person who types into the page keeps the session, by a request now and then', async () => {
  const person = await ide.anotherPage();
  const askedFor: string[] = [];
  person.page.on('request', (request) => askedFor.push(new URL(request.url()).pathname));
  await person.page.keyboard.press('Shift');
  await person.page.clock.setSystemTime(Date.now() + 11 * MINUTE_MS);
  assert.deepEqual(askedFor.filter((path) => path === '/api/account'), [], 'not at each key, and not by itself');
  const kept = person.page.waitForResponse((response) => new URL(response.url()).pathname === '/api/account');
  await person.page.keyboard.press('Shift');
  assert.equal((await kept).status(), 200);
  await person.page.close();
});

chapter('the server is killed during a save: the file is whole, old or new, and the text is saved in the end', async () => {
  await ide.inside.run('yes "a line of a large file" | head -n 200000 > large.txt');
  await ide.openByAddress('/home/ws/large.txt');
  await owner.editorShows('a line of a large file');
  await owner.editor.click();
  await owner.page.keyboard.press('Control+Home');
  await owner.page.keyboard.type('!');
  await Promise.all([owner.page.keyboard.press('Control+S'), ide.server.kill()]);
  assert.match(await ide.inside.run('wc -c < large.txt; tail -n 1 large.txt'), /^460000[01]\na line of a large file\n$/);
  await ide.startServerAgain();
  await owner.connected();
  await owner.save();
  assert.equal(await ide.inside.run('wc -c < large.txt; head -n 1 large.txt'), '4600001\n!a line of a large file\n');
});

chapter('the session is revoked: sockets close, the page offers to sign in, the text is kept', async () => {
  await owner.page.getByRole('tab', { name: 'kept.txt' }).click();
  await owner.replaceText('typed while signed out');
  const sessions = await ide.api.api.members.account.sessions();
  const ofThePage = sessions.filter((session) => !session.current);
  for (const { id } of ofThePage) await ide.api.api.members.account.revokeSession({ sessionId: id });
  await owner.page.getByText('You are signed out. Your text is kept.').first().waitFor();
  const opened = ide.browser.waitForEvent('page');
  await owner.page.getByRole('link', { name: 'Sign in in a new tab' }).click();
  const login = await opened;
  await new Person(login, ide.server).signIn();
  await login.close();
  await owner.page.bringToFront();
  await until('the page is connected again', async () => {
    if (await status('Connected').isVisible()) return true;
    await owner.page.getByRole('button', { name: 'Try now' }).click({ timeout: 1000 }).catch(() => undefined); // it may have come back by itself
    return false;
  });
  await owner.editorShows('typed while signed out');
  await savedIs('typed while signed out');
});
