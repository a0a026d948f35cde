import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type { Locator } from 'playwright-core';

import { until } from '../harness/until.ts';
import { Ide } from './ide.ts';
import type { Person } from './person.ts';
import { createStory } from './story.ts';
import { lastScreenShows } from './terminals.ts';

/** Terminals of a day's work: arranged, searched, followed to files, moved among the editors, and back after a stop. */
let ide: Ide;
let owner: Person;
const chapter = createStory();

before(async () => {
  ide = await Ide.open({ permissions: ['clipboard-read', 'clipboard-write'] });
  ({ owner } = ide);
  await owner.openWorkspace(ide.workspace);
});
after(() => ide?.[Symbol.asyncDispose]());

const tabs = (): Locator => owner.page.getByRole('tablist', { name: 'Terminals' }).getByRole('tab');
const screens = (): Locator => owner.page.getByRole('document', { name: 'Text of the terminal' });
/** Four by four pixels. */
const RED_PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAIAAAAmkwkpAAAAEElEQVR42mP4z8AARwzEcQCukw/xOF6MEQAAAABJRU5ErkJggg==';
const PROMPT = /[$#] ?$/;

const shows = (pattern: RegExp): Promise<RegExpExecArray> => lastScreenShows(screens, pattern);

const press = (...keys: string[]): Promise<void> => owner.press(...keys);

/** Runs a command of the palette by what it is called. */
async function run(title: string): Promise<void> {
  await press('F1');
  const palette = owner.page.getByRole('dialog', { name: 'Command palette' });
  await palette.getByRole('combobox').fill(`>${title}`);
  await palette.getByRole('option', { name: new RegExp(`^${title}`) }).first().click();
}

const tabNames = (): Promise<string> => tabs().evaluateAll((all) => all.map((tab) => tab.textContent).join(' '));

chapter('terminals are split, named and moved, and a reload finds them so', async () => {
  await owner.page.getByRole('button', { name: 'Split terminal' }).click();
  await until('there are two', async () => (await screens().count()) === 2);
  await shows(PROMPT);
  await owner.page.getByRole('button', { name: 'Split terminal' }).click();
  await until('there are three side by side', async () => (await screens().count()) === 3);
  await shows(PROMPT);
  for (const [at, name] of ['one', 'two', 'three'].entries()) {
    await tabs().nth(at).focus();
    await press('F2');
    const dialog = owner.page.getByRole('dialog', { name: 'Rename the terminal' });
    await dialog.getByRole('textbox').fill(name);
    await press('Enter');
    await tabs().nth(at).filter({ hasText: name }).waitFor();
  }
  await tabs().nth(0).focus();
  await press('Control+Shift+PageDown');
  await until('it stands in the middle', async () => (await tabNames()) === 'two one three');
  await owner.reload();
  await owner.connected();
  await until('they stand so', async () => (await tabNames().catch(() => '')) === 'two one three');
  await until('side by side', async () => (await screens().count()) === 3);
  for (const name of ['two', 'one']) {
    await tabs().filter({ hasText: name }).focus();
    await press('Delete');
    await tabs().filter({ hasText: name }).waitFor({ state: 'detached' });
  }
});

chapter('commands have a sign of how they ended, are gone back to, and run again', async () => {
  await owner.runInTerminal('clear; mkdir -p deep && cd deep && printf "a\\nb\\nc target\\n" > file.txt');
  await owner.typeInTerminal('ls /no-such-folder');
  await owner.page.getByRole('button', { name: /Failed with 2$/ }).waitFor();
  await owner.typeInTerminal('seq 1 300; echo seq-done');
  await shows(/seq-done\n/);
  await press('Control+ArrowUp', 'Control+ArrowUp');
  await shows(/no-such-folder/);
  await press('Control+End');
  await press('Control+Alt+R');
  const dialog = owner.page.getByRole('dialog', { name: 'Run a recent command' });
  await dialog.getByRole('option', { name: /no-such-folder/ }).click();
  await shows(/cannot access '\/no-such-folder'[^]*[$#] ?$/);
});

chapter('text is found in what has scrolled away, with its count', async () => {
  await press('Control+F');
  const bar = owner.page.getByRole('search', { name: 'Find in the terminal' });
  await bar.getByRole('textbox', { name: 'Find' }).fill('29');
  await bar.getByText('13 of 13').waitFor();
  await press('Enter');
  await bar.getByText('12 of 13').waitFor();
  await press('Escape');
  await bar.waitFor({ state: 'hidden' });
  await press('Control+End');
});

/** Drops a file of the computer on the terminal. */
async function dropFile(name: string, text: string): Promise<void> {
  const dataTransfer = await owner.page.evaluateHandle(([called, content]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([content ?? ''], called ?? ''));
    return transfer;
  }, [name, text]);
  await owner.page.locator('.terminal-screen:visible').last().dispatchEvent('drop', { dataTransfer });
}

chapter('files of the computer are dropped where the shell is, and their paths typed unless something else was meanwhile', async () => {
  await owner.typeInTerminal('clear');
  await owner.page.keyboard.type('cat ');
  await dropFile('from outside.txt', 'brought');
  await shows(/cat '\/home\/ws\/deep\/from outside[.]txt'$/);
  await press('Enter');
  await shows(/^brought/m);

  const typed = Promise.withResolvers<void>();
  await owner.page.route('**/files/upload?**', async (route) => {
    await typed.promise;
    await route.continue();
  }, { times: 1 });
  const asked = owner.page.waitForRequest('**/files/upload?**');
  await dropFile('later.txt', 'brought later');
  await asked;
  await owner.typeInTerminal('clear; cat');
  typed.resolve();
  await owner.page.getByText('You have typed since').waitFor();
  assert.equal(await ide.inside.run('cat deep/later.txt'), 'brought later');
  await owner.page.getByRole('button', { name: 'Insert its path' }).click();
  await shows(/^\/home\/ws\/deep\/later[.]txt$/m);
  await press('Control+C');
  await shows(/\^C\n[^]*[$#] ?$/);
});

chapter('pictures in the output are drawn: sixel, and a PNG as iTerm has it', async () => {
  await ide.inside.run(`mkdir -p .config/atelier && printf '{ "terminal.integrated.enableImages": true }' > .config/atelier/settings.json`);
  const red = (): Promise<number> =>
    owner.page.locator('canvas[class*="xterm-image-layer"]').evaluateAll((canvases) => {
      let count = 0;
      for (const canvas of canvases) {
        if (!(canvas instanceof HTMLCanvasElement) || canvas.width === 0) continue;
        const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
        for (let at = 0; at < data.length; at += 4) if (data[at] === 255 && data[at + 1] === 0 && data[at + 3] === 255) count += 1;
      }
      return count;
    });
  // What shows pictures is loaded once the setting says so: what is printed before is not shown.
  await until('twenty by twelve pixels are red', async () => {
    await owner.typeInTerminal(String.raw`clear; echo; printf '\033Pq"1;1;20;12#1;2;100;0;0#1!20~-#1!20~\033\\'; echo; echo six''el`);
    await shows(/^sixel$/m);
    return (await red()) >= 240;
  });
  await owner.typeInTerminal('clear');
  await until('they are gone', async () => (await red()) === 0);
  await owner.typeInTerminal(String.raw`printf '\033]1337;File=inline=1;size=73;width=20px;height=20px:${RED_PNG}\007'; echo; echo pi''cture`);
  await shows(/^picture$/m);
  await until('it is red', async () => (await red()) >= 300);
  await owner.typeInTerminal('clear');
});

chapter('a path with line and column, counted from where its command ran, opens the file there', async () => {
  await owner.typeInTerminal('clear; cd ~; stty size; echo deep/file.txt:3:3');
  const [, rows, cols] = await shows(/^(\d+) (\d+)\ndeep[/]file[.]txt:3:3$/m);
  const box = await owner.page.locator('.xterm-screen:visible').last().boundingBox();
  assert.ok(box !== null);
  const at = { x: box.x + (4.5 * box.width) / Number(cols), y: box.y + (1.5 * box.height) / Number(rows) };
  await until('the path is a link', async () => {
    await owner.page.mouse.move(at.x + 200, at.y);
    await owner.page.mouse.move(at.x, at.y);
    return owner.page.locator('.terminal-screen[title*="opens the link"]').isVisible();
  });
  await owner.page.keyboard.down('Control');
  await owner.page.mouse.click(at.x, at.y);
  await owner.page.keyboard.up('Control');
  await owner.page.getByRole('tab', { name: /^file[.]txt/ }).waitFor();
  await owner.page.getByText('Ln 3, Col 3').waitFor();
});

chapter('several lines are asked about where each would run; a paste by the menu', async () => {
  await owner.typeInTerminal('clear; echo ready; cat');
  await shows(/^ready$/m);
  await owner.page.evaluate(() => navigator.clipboard.writeText('first\nsecond\n'));
  await owner.page.locator('.terminal-screen:visible').last().click({ button: 'right' });
  await owner.page.getByRole('menu', { name: 'Terminal menu' }).getByRole('menuitem', { name: /^Paste/ }).click();
  const dialog = owner.page.getByRole('dialog', { name: 'Paste 2 lines?' });
  await dialog.getByRole('button', { name: 'Paste as one line' }).click();
  await shows(/^first second$/m);
  await press('Control+C');
  await shows(/\^C\n[^]*[$#] ?$/);
});

chapter('a terminal goes among the editors and back, the session with it', async () => {
  await owner.typeInTerminal('clear; me=moved; echo "I am $me"');
  await shows(/^I am moved$/m);
  await run('Terminal: move to the editors');
  await owner.page.getByRole('tab', { name: 'three', selected: true }).waitFor();
  await until('the panel has it no more', async () => (await tabs().count()) === 0);
  await owner.page.getByRole('textbox', { name: 'Terminal input' }).last().focus();
  await owner.page.keyboard.type('echo "still $me"');
  await press('Enter');
  await shows(/^still moved$/m);
  await run('Terminal: move to the panel');
  await until('the panel has it', async () => (await tabNames()) === 'three');
  await owner.typeInTerminal('echo "back $me"');
  await shows(/^back moved$/m);
});

chapter('after the container’s end the text is there, with a mark, and what is typed starts a shell in the same folder', async () => {
  await owner.typeInTerminal('clear; cd deep; echo before-the-stop');
  await shows(/^before-the-stop$/m);
  await ide.api.api.workspaces.stop({ workspaceId: ide.workspaceId });
  await until('it has stopped', async () => (await ide.api.api.workspaces.get({ workspaceId: ide.workspaceId })).state.phase === 'stopped', 60_000);
  await owner.openWorkspace(ide.workspace);
  await tabs().filter({ hasText: 'three' }).waitFor();
  await owner.page.getByText('The program ended with the workspace').waitFor();
  await shows(/before-the-stop\n[^]* UTC /);
  await owner.typeInTerminal('pwd');
  await shows(/UTC[^]*^\/home\/ws\/deep$/m);
});
