import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type { Locator } from 'playwright-core';

import { until } from '../harness/until.ts';
import { Ide } from './ide.ts';
import type { Person } from './person.ts';
import { createStory } from './story.ts';

/** Files in the editor: what reaches the disk, what happens when somebody else writes, and what is never lost. */
let ide: Ide;
let owner: Person;
const chapter = createStory();

before(async () => {
  ide = await Ide.open();
  ({ owner } = ide);
});
after(() => ide?.[Symbol.asyncDispose]());

const tab = (name: string, person = owner): Locator => person.page.getByRole('tablist', { name: 'Open editors' }).getByRole('tab', { name, exact: true });
const conflict = (person = owner): Locator => person.page.getByRole('alertdialog', { name: /changed on disk since you opened it/ });
const button = (name: string): Locator => owner.page.getByRole('button', { name, exact: true });

/** A file with a text, opened in a new page, changed without saving. */
async function changedInEditor(name: string, text: string, typed: string): Promise<void> {
  await ide.inside.run(`printf '%s' '${text}' > ${name}`);
  await ide.openByAddress(`/home/ws/${name}`);
  await owner.editorShows(text.split('\n')[0] ?? '');
  await owner.replaceText(typed);
  await tab(`${name}, not saved`).waitFor();
}

async function ctrlS(person = owner): Promise<void> {
  await person.page.keyboard.press('Control+S');
}

chapter('who types into a file goes on typing there when the first terminal of the workspace comes', async () => {
  await ide.inside.run('printf base > typed.txt');
  // What draws terminals comes late: by then the person types.
  const typed = Promise.withResolvers<void>();
  const late: string[] = [];
  await owner.page.route(/\/chunks\/.*\.js/, async (route) => {
    const response = await route.fetch();
    if ((await response.text()).includes('xterm-helper-textarea')) {
      late.push(route.request().url());
      await typed.promise;
    }
    await route.fulfill({ response });
  });
  await ide.openByAddress('/home/ws/typed.txt');
  await owner.editorShows('base');
  await owner.replaceText('before, ');
  typed.resolve();
  await owner.terminalShows(/[$#] ?$/m);
  assert.ok(late.length > 0, 'terminals were drawn too early for the test to say anything');
  await owner.page.keyboard.insertText('and after');
  await owner.editorShows('before, and after');
  await owner.page.unrouteAll({ behavior: 'wait' });
  await owner.save();
  assert.equal(await ide.inside.text('/home/ws/typed.txt'), 'before, and after');
});

chapter('a save puts exactly the typed bytes on disk; CRLF and byte order mark stay', async () => {
  await ide.inside.run(String.raw`printf '\xef\xbb\xbfone\r\ntwo\r\n' > windows.txt`);
  await ide.openByAddress('/home/ws/windows.txt');
  await owner.editorShows('one');
  await owner.page.getByText('UTF-8 with BOM').waitFor();
  await owner.editor.click();
  await owner.page.keyboard.press('Control+Home');
  await owner.page.keyboard.type('zéro');
  await owner.page.keyboard.press('Enter');
  await owner.save();
  assert.equal(await ide.inside.text('/home/ws/windows.txt'), '\u{feff}zéro\r\none\r\ntwo\r\n');
});

chapter('the text of the file in the address is there before the workbench, and stays when that comes', async () => {
  await ide.inside.run(String.raw`printf 'first\nlast\n' > early.txt`);
  const page = await owner.page.context().newPage();
  // What one saw, in order: whether the text was there, and whether the workbench was.
  await page.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { seen });
    const look = (): void => {
      const text = [...document.querySelectorAll('.monaco-editor .view-lines')].some((lines) => lines.textContent?.includes('first') && lines.checkVisibility());
      const now = `${text ? 'text' : 'no text'}, ${document.querySelector('.wb') === null ? 'no workbench' : 'workbench'}`;
      if (seen.at(-1) !== now) seen.push(now);
    };
    new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
  });
  await page.goto(`${ide.server.url}/w/${ide.workspace}?file=/home/ws/early.txt`);
  await page.getByRole('button', { name: 'Ln 1, Col 1', exact: true }).waitFor();
  assert.deepEqual(
    await page.evaluate(() => Reflect.get(globalThis, 'seen') as string[]),
    ['no text, no workbench', 'text, no workbench', 'text, workbench'],
  );
  await page.locator('.monaco-editor[role="code"]').click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('typed');
  await page.keyboard.press('Control+S');
  await until('the file has what was typed', async () => (await ide.inside.text('/home/ws/early.txt')) === 'first\nlast\ntyped');
  assert.equal(await page.locator('.monaco-editor[role="code"]').count(), 1);
  await page.close();
});

chapter('a clean text follows the disk by itself, and the cursor stays on its line', async () => {
  await ide.inside.run(`printf 'one\\ntwo\\nthree\\n' > followed.txt`);
  await ide.openByAddress('/home/ws/followed.txt');
  await owner.editorShows('three');
  await owner.editor.click();
  await owner.page.keyboard.press('Control+Home');
  await owner.page.keyboard.press('ArrowDown');
  await owner.page.keyboard.press('End');
  await button('Ln 2, Col 4').waitFor();
  await ide.inside.run(`sed -i '1i zero' followed.txt`);
  await owner.editorShows('zero');
  await button('Ln 3, Col 4').waitFor();
  await tab('followed.txt').waitFor();
});

chapter('a file that was only touched asks nothing', async () => {
  await changedInEditor('mode.sh', 'echo one', 'echo two');
  await ide.inside.run('chmod +x mode.sh');
  await owner.save();
  assert.equal(await ide.inside.run('./mode.sh'), 'two\n', 'the mode that the program gave it is kept');
});

chapter('a conflict can be looked at side by side, and decided there', async () => {
  await changedInEditor('compared.txt', 'base', 'mine');
  await ide.inside.run('printf theirs > compared.txt');
  await owner.page.getByText(/Changed on disk .*, not saved here/).waitFor();
  await ctrlS();
  await conflict().getByRole('button', { name: 'Compare' }).click();
  const comparison = owner.page.getByRole('region', { name: 'Comparison of compared.txt' });
  await comparison.getByText('theirs').waitFor();
  await comparison.getByText('mine').waitFor();
  assert.equal(await ide.inside.text('/home/ws/compared.txt'), 'theirs');
  await button('Keep mine').click();
  await comparison.waitFor({ state: 'hidden' });
  await owner.save();
  assert.equal(await ide.inside.text('/home/ws/compared.txt'), 'mine');
});

chapter('a conflict can be overwritten', async () => {
  await changedInEditor('overwritten.txt', 'base', 'mine');
  await ide.inside.run('printf theirs > overwritten.txt');
  await ctrlS();
  await conflict().getByRole('button', { name: 'Overwrite' }).click();
  await tab('overwritten.txt, not saved').waitFor({ state: 'hidden' });
  assert.equal(await ide.inside.text('/home/ws/overwritten.txt'), 'mine');
});

chapter('a conflict can be given up for the disk, and undone', async () => {
  await changedInEditor('reloaded.txt', 'base', 'mine');
  await ide.inside.run('printf theirs > reloaded.txt');
  await ctrlS();
  await conflict().getByRole('button', { name: 'Reload from disk' }).click();
  await owner.editorShows('theirs');
  await tab('reloaded.txt').waitFor();
  await owner.editor.click();
  await owner.page.keyboard.press('Control+Z');
  await owner.editorShows('mine');
  assert.equal(await ide.inside.text('/home/ws/reloaded.txt'), 'theirs');
});

chapter('A28 two pages save the same file: the second gets the conflict, and neither text is lost', async () => {
  await changedInEditor('shared.txt', 'base', 'of the first page');
  const second = await ide.anotherPage(`/w/${ide.workspace}?file=/home/ws/shared.txt`);
  await second.editorShows('base');
  await second.replaceText('of the second page');
  await owner.save();
  await second.page.bringToFront();
  await ctrlS(second);
  await conflict(second).waitFor();
  assert.equal(await ide.inside.text('/home/ws/shared.txt'), 'of the first page');
  await second.page.getByRole('button', { name: 'Cancel' }).click();
  await second.editorShows('of the second page');
  await tab('shared.txt, not saved', second).waitFor();
  await ctrlS(second);
  await conflict(second).getByRole('button', { name: 'Overwrite' }).click();
  await tab('shared.txt, not saved', second).waitFor({ state: 'hidden' });
  await owner.page.bringToFront();
  await owner.editorShows('of the second page');
  await second.page.close();
});

chapter('unsaved text survives a reload, and is no draft any more once it is saved', async () => {
  await changedInEditor('draft.txt', 'base', 'typed before the reload');
  await owner.reload();
  await owner.connected();
  await owner.editorShows('typed before the reload');
  await tab('draft.txt, not saved').waitFor();
  assert.equal(await ide.inside.text('/home/ws/draft.txt'), 'base');
  await owner.save();
  await until('no draft is kept', async () => !(await owner.keptDrafts()).some(({ path }) => path === '/home/ws/draft.txt'));
  await ide.openByAddress('/home/ws/draft.txt');
  await owner.editorShows('typed before the reload');
  await tab('draft.txt').waitFor();
});

chapter('unsaved text survives a crash of the page', async () => {
  await changedInEditor('crash.txt', 'base', 'typed before the crash');
  await until('the draft is kept', async () => (await owner.keptDrafts()).some(({ path }) => path === '/home/ws/crash.txt'));
  const { page } = owner;
  const crashed = page.waitForEvent('crash');
  const debug = await ide.browser.newCDPSession(page);
  debug.send('Page.crash').catch(() => undefined); // nobody is left to answer
  await crashed;
  ide.owner = owner = await ide.anotherPage(`/w/${ide.workspace}`);
  await page.close();
  await tab('crash.txt, not saved').click();
  await owner.editorShows('typed before the crash');
  await owner.save();
  assert.equal(await ide.inside.text('/home/ws/crash.txt'), 'typed before the crash');
});

chapter('a file that is deleted while it is open says so, and saving makes it again', async () => {
  await ide.inside.run('printf kept > deleted.txt');
  await ide.openByAddress('/home/ws/deleted.txt');
  await owner.editorShows('kept');
  await ide.inside.run('rm deleted.txt');
  await owner.page.getByText('Deleted on disk. Saving makes the file again.').waitFor();
  await tab('deleted.txt, not on disk').waitFor();
  await button('Save again').click();
  await tab('deleted.txt').waitFor();
  assert.equal(await ide.inside.text('/home/ws/deleted.txt'), 'kept');
});

chapter('A29 on a full disk a save says so, the old content is intact and the text stays', async () => {
  await ide.inside.run('mkdir /tmp/full && ln -s /tmp/full full && printf old > full/x.txt');
  await ide.openByAddress('/home/ws/full/x.txt');
  await owner.editorShows('old');
  await owner.replaceText('new');
  await ide.inside.run('dd if=/dev/zero of=/tmp/full/ballast bs=1M 2>/dev/null; cat /dev/zero > /tmp/full/rest 2>/dev/null; test "$(df --output=avail /tmp | tail -1)" -eq 0');
  await ctrlS();
  await owner.page.getByText(/Not saved: the disk of the workspace is full/).waitFor();
  await tab('x.txt, not saved').waitFor();
  assert.equal(await ide.inside.run('cat full/x.txt'), 'old');
  await ide.inside.run('rm /tmp/full/ballast /tmp/full/rest');
  await button('Save again').click();
  await tab('x.txt, not saved').waitFor({ state: 'hidden' });
  assert.equal(await ide.inside.run('cat full/x.txt; ls -A full'), 'newx.txt\n');
});

chapter('A25 A26 what is no text says what it is', async () => {
  await ide.inside.run(`mkfifo pipe && mkdir folder.d && head -c 4096 /dev/urandom > noise.bin && printf '\\0' >> noise.bin && truncate -s 2G huge.log && ln -s /dev/zero zero`);
  const panels = [
    ['pipe', 'pipe is not a file'],
    ['zero', 'zero is not a file'],
  ] as const;
  for (const [name, title] of panels) {
    await owner.treeItem(name).click();
    await owner.page.getByText(title).waitFor();
  }
  for (const name of ['noise.bin', 'huge.log']) {
    await owner.treeItem(name).click();
    await owner.page.getByRole('region', { name: `Bytes of ${name}` }).getByText('00000010').waitFor();
  }
  await ide.openByAddress('/home/ws/folder.d');
  await owner.page.getByText('folder.d is not a file').waitFor();
});
