import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { createGunzip } from 'node:zlib';
import type { Locator, Route } from 'playwright-core';
import { extract } from 'tar-stream';

import { MIB } from '#shared/units.ts';
import { until } from '../harness/until.ts';
import { Ide } from './ide.ts';
import type { Person } from './person.ts';
import { createStory } from './story.ts';

/** The explorer at work: several at once, the trash, copies, drags, what is dimmed and left out, files that come and go. */
let ide: Ide;
let owner: Person;
let folder: string;
/** 9,999 short files in 100 folders, and a long one. */
let local: Promise<void>;
const chapter = createStory();

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-upload-'));
  local = writeLocalFiles(join(folder, 'big'));
  ide = await Ide.open();
  ({ owner } = ide);
  await ide.inside.run('mkdir -p lot/deep other && touch lot/a.txt lot/b.txt lot/c.txt lot/deep/d.txt && printf small > lot/readme && printf LARGE > lot/README');
  await owner.openWorkspace(ide.workspace);
});
after(async () => {
  await ide?.[Symbol.asyncDispose]();
  await local;
  await rm(folder, { recursive: true, force: true });
});

const tree = (): Locator => owner.page.getByRole('tree', { name: 'Files' });
/** By its exact name as it is shown. */
const item = (name: string): Locator => tree().getByRole('treeitem', { name, exact: true });
const list = async (path: string): Promise<string> => (await ide.inside.run(`LC_ALL=C ls -A ${path}`)).trim().replaceAll('\n', ' ');
const press = (key: string): Promise<void> => owner.page.keyboard.press(key);

async function writeLocalFiles(place: string): Promise<void> {
  for (let at = 0; at < 100; at += 1) await mkdir(join(place, `d${at}`), { recursive: true });
  await Promise.all(Array.from({ length: 9999 }, (_, at) => writeFile(join(place, `d${at % 100}`, `f${at}.txt`), `${at}`)));
  await writeFile(join(place, 'long.bin'), Buffer.alloc(20 * MIB, 7));
}

chapter('several are chosen, go to the trash together, and come back by one press', async () => {
  await item('lot').click();
  await item('a.txt').click();
  await item('b.txt').click({ modifiers: ['Control'] });
  await item('c.txt').click({ modifiers: ['Control'] });
  await item('c.txt').click({ modifiers: ['Control'] });
  await press('Delete');
  await owner.page.getByRole('alertdialog', { name: 'Delete 2 items?' }).getByRole('button', { name: 'Delete 2 items' }).click();
  await item('a.txt').waitFor({ state: 'detached' });
  assert.equal(await list('lot'), 'README c.txt deep readme');
  await owner.page.getByRole('button', { name: 'Undo' }).click();
  await item('a.txt').waitFor();
  await item('b.txt').waitFor();
  assert.equal(await list('lot'), 'README a.txt b.txt c.txt deep readme');
});

chapter('copies stand beside what they were made of, and moves are taken back by a key', async () => {
  await item('a.txt').click();
  await tree().focus();
  await press('Control+c');
  await press('Control+v');
  await item('a copy.txt').waitFor();
  await item('c.txt').click();
  await tree().focus();
  await press('Control+x');
  await item('other').click();
  await tree().focus();
  await press('Control+v');
  await until('it was moved', async () => (await list('other')) === 'c.txt');
  await tree().focus();
  await press('Control+z');
  await until('it is back', async () => (await list('lot')).includes('c.txt'));
});

chapter('a name that differs by case is another name; nothing is lost by taking it', async () => {
  await item('readme').click();
  await press('F2');
  const field = owner.page.getByRole('textbox', { name: 'New name of readme' });
  await field.fill('README');
  await press('Enter');
  await owner.page.getByText('It was not renamed to README').first().waitFor();
  await press('Escape');
  assert.equal(await ide.inside.run('cat lot/readme lot/README'), 'smallLARGE');
});

chapter('two are dragged into a folder; a folder is not dragged into itself', async () => {
  await item('a.txt').click();
  await item('b.txt').click({ modifiers: ['Control'] });
  await item('b.txt').dragTo(item('other'));
  await until('both were moved', async () => (await list('other')) === 'a.txt b.txt');
  await item('deep').click();
  await item('d.txt').waitFor();
  await item('lot').dragTo(item('d.txt'));
  await item('deep').dragTo(item('d.txt'));
  assert.equal(await list('lot/deep'), 'd.txt');
});

chapter('what git ignores is dimmed, what is left out does not show, and a filter finds names', async () => {
  await ide.inside.run('mkdir repo && cd repo && git init -q && echo build > .gitignore && mkdir build src && touch build/out src/needle.py src/hay.py');
  await item('repo').click();
  await item('build').and(tree().locator('[data-tone="ignored"]')).waitFor();
  await item('src').click();
  await item('hay.py').waitFor();
  assert.equal(await item('.git').count(), 0);
  await tree().focus();
  await press('Control+f');
  await owner.page.getByRole('textbox', { name: 'Filter files' }).fill('NEEDLE');
  await item('hay.py').waitFor({ state: 'detached' });
  await item('needle.py').waitFor();
  await press('Escape');
  await item('hay.py').waitFor();
});

chapter('a file of the computer is dropped on a folder; on one of its name it asks', async () => {
  const { page } = owner;
  const drop = async (text: string): Promise<void> => {
    const dataTransfer = await page.evaluateHandle((content) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], 'dropped.txt'));
      return transfer;
    }, text);
    const box = await item('other').boundingBox();
    assert.ok(box);
    await tree().dispatchEvent('drop', { dataTransfer, clientX: box.x + 60, clientY: box.y + 10 });
  };
  await drop('first');
  await page.getByText('1 file is in other').waitFor();
  assert.equal(await ide.inside.run('cat other/dropped.txt'), 'first');
  await drop('second time');
  await page.getByRole('alertdialog', { name: 'Replace dropped.txt?' }).getByRole('button', { name: 'Replace it' }).click();
  await until('it was replaced', async () => (await ide.inside.run('cat other/dropped.txt')) === 'second time');
});

chapter('a file of the computer that is dropped among the editors is brought beside the one in front, and opened', async () => {
  const { page } = owner;
  await page.getByRole('region', { name: 'Editor', exact: true }).evaluate((area) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['a note from outside'], 'note.txt'));
    const box = area.getBoundingClientRect();
    const at = { clientX: box.x + box.width / 2, clientY: box.y + box.height / 2 };
    document.elementFromPoint(at.clientX, at.clientY)?.dispatchEvent(new DragEvent('drop', { ...at, dataTransfer, bubbles: true, cancelable: true }));
  });
  await page.getByRole('tab', { name: /^note[.]txt/, selected: true }).waitFor();
  await page.getByText('a note from outside').waitFor();
  assert.equal(await ide.inside.run('find . -name note.txt -exec cat {} +'), 'a note from outside');
});

chapter('10,000 files are uploaded over a connection that is cut in the middle, and all are there', async () => {
  await local;
  const { page } = owner;
  // After eight requests the line is dead: whoever sends hears nothing until it is cut.
  let passed = 0;
  let isCut = false;
  const held: Route[] = [];
  await page.route('**/files/upload?**', async (route) => {
    passed += 1;
    if (passed > 8 && !isCut) held.push(route);
    else await route.continue();
  });
  await item('other').click({ button: 'right' });
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('menuitem', { name: 'Upload a folder…' }).click()]);
  await chooser.setFiles(join(folder, 'big'));
  const strip = page.getByRole('region', { name: 'Upload into other' });
  await strip.getByText(/^[\d,]+ of 10,000 files$/).waitFor();
  await until('the line is dead', () => held.length === 3);
  await ide.browser.setOffline(true);
  isCut = true;
  await Promise.all(held.map((route) => route.abort('connectionreset')));
  await strip.getByText('Waits for the connection').waitFor();
  await ide.browser.setOffline(false);
  await page.getByText('10,000 files are in other').waitFor();
  await page.unroute('**/files/upload?**');
  assert.equal(await ide.inside.run('find other/big -type f | wc -l; cat other/big/d42/f42.txt other/big/d99/f9999.txt 2>/dev/null; stat -c %s other/big/long.bin; find . -name ".atelier-*" | wc -l'), '10000\n4220971520\n0\n');
});

chapter('a folder is downloaded as one archive', async () => {
  await item('repo').click({ button: 'right' });
  const [download] = await Promise.all([owner.page.waitForEvent('download'), owner.page.getByRole('menuitem', { name: 'Download as .tar.gz' }).click()]);
  assert.equal(download.suggestedFilename(), 'repo.tar.gz');
  const names: string[] = [];
  const archive = extract();
  createReadStream(await download.path()).pipe(createGunzip()).pipe(archive);
  for await (const entry of archive) {
    names.push(entry.header.name);
    entry.resume();
  }
  assert.ok(names.includes('repo/src/needle.py') && names.includes('repo/build/out'), names.join(' '));
});

chapter('the trash shows what was deleted, and gives it back', async () => {
  await item('README').click();
  await tree().focus();
  await press('Delete');
  await owner.page.getByRole('alertdialog', { name: 'Delete README?' }).getByRole('button', { name: 'Delete README' }).click();
  await item('README').waitFor({ state: 'detached' });
  await owner.page.getByRole('button', { name: 'More actions' }).first().click();
  await owner.page.getByRole('menuitem', { name: 'Open the trash' }).click();
  const dialog = owner.page.getByRole('dialog', { name: 'Trash' });
  await dialog.getByRole('button', { name: 'Restore README' }).click();
  await dialog.getByText('The trash is empty.').waitFor();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await item('README').waitFor();
  assert.equal(await ide.inside.run('cat lot/README'), 'LARGE');
});
