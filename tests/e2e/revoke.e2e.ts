import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WebSocket } from 'playwright-core';

import { openBrowser } from '../harness/browser.ts';
import { SOON_MS } from '../harness/soon.ts';
import { until } from '../harness/until.ts';
import { Ide } from './ide.ts';
import { OWNER, Person } from './person.ts';

test('a revoked session: the other browser’s open workspace loses its sockets at once and offers to sign in', async () => {
  await using ide = await Ide.open();
  const elsewhere = await openBrowser();
  try {
    const other = await Person.at(elsewhere, ide.server);
    const sockets: WebSocket[] = [];
    other.page.on('websocket', (socket) => sockets.push(socket));
    await other.goTo('/login');
    await other.signIn();
    await other.openWorkspace(ide.workspace);
    const isOpen = (socket: WebSocket): boolean => !socket.isClosed();
    assert.ok(sockets.filter(isOpen).length >= 2, 'the connection and a terminal');

    const { page } = ide.owner;
    await ide.owner.goTo('/account');
    await page.getByRole('row').nth(2).waitFor();
    await page.getByRole('button', { name: /^Revoke .*, / }).first().waitFor();
    await page.getByRole('button', { name: /^Revoke the / }).click();
    await until('every socket of the revoked session is closed', () => !sockets.some(isOpen), SOON_MS);

    await other.page.getByText('You are signed out. Your text is kept.').first().waitFor();
    const opened = elsewhere.waitForEvent('page');
    await other.page.getByRole('link', { name: 'Sign in in a new tab' }).click();
    const signIn = new Person(await opened, ide.server);
    await signIn.arrivesAt(/\/login/);
    await signIn.page.getByRole('textbox', { name: 'Email' }).fill(OWNER.email);
    await signIn.page.getByLabel('Password', { exact: true }).fill(OWNER.password);
    await signIn.page.getByRole('button', { name: 'Sign in' }).click();
    await signIn.arrivesAt(/^[^/]+\/\/[^/]+\/(?!login)/);
    await signIn.page.close();
    await other.page.getByRole('button', { name: 'Try now' }).click();
    await other.connected();
  } finally {
    await elsewhere.close();
  }
});
