import type { BenchContext } from '../context.ts';
import type { Figure } from '../figure.ts';
import { entryNames } from '../fixtures.ts';
import { openIde, TREE, treeItem } from '../ide.ts';
import { timeFromInput } from '../page-clock.ts';
import { scrolled } from '../scroll.ts';
import { median, repeat } from '../statistics.ts';
import { HOME, type BenchWorkspace } from '../workspace.ts';

const TIMES = 7;
const FOLDER = 'five-thousand';

const READDIR = `
const fs = require('node:fs');
const times = [];
for (let count = 0; count < 20; count += 1) {
  const started = performance.now();
  fs.readdirSync('${HOME}/${FOLDER}', { withFileTypes: true });
  times.push(performance.now() - started);
}
console.log(JSON.stringify(times));
`;

export const folder: Figure = {
  name: 'folder',
  about: 'the click that expands a folder of 5,000 to its first rows, and scrolling through them',
  async measure(context) {
    const workspace = await context.workspace();
    await fill(workspace);
    const readdir = await workspace.node(READDIR);
    if (!Array.isArray(readdir)) throw new Error('no times');
    const plain = await repeat(context.times(TIMES), async () => await timePlain(context));
    // A new page each time: what was read once may be kept.
    const samples = await repeat(context.times(TIMES), async () => {
      const page = await openIde(context);
      try {
        const elapsedMs = await timeFromInput(page, { selector: TREE, text: 'file-0000.txt' }, () => treeItem(page, FOLDER).click());
        await treeItem(page, FOLDER).click(); // the next page would show it expanded
        await treeItem(page, 'file-0000.txt').waitFor({ state: 'detached' });
        return elapsedMs;
      } finally {
        await page.close();
      }
    });
    const page = await openIde(context);
    await treeItem(page, FOLDER).click();
    await treeItem(page, 'file-0000.txt').waitFor();
    const scroll = await scrolled(page.locator(TREE), 'a folder of 5,000');
    // Its own row is drawn at the top alone.
    await page.locator(TREE).evaluate((tree) => (tree.scrollTop = 0));
    await treeItem(page, FOLDER).click(); // other figures' pages would show it expanded
    await page.close();
    const row = { what: 'expand a folder of 5,000', unit: 'ms' as const, value: median(samples), of: `median of ${samples.length}` };
    return [
      { ...row, limit: { what: 'plain page', value: median(plain) }, goal: { atMost: 100 } },
      { ...row, what: 'same, beside readdir alone', limit: { what: 'readdir', value: median(readdir.map(Number)) }, goal: {} },
      scroll,
    ];
  },
};

async function fill(workspace: BenchWorkspace): Promise<void> {
  await workspace.node(`
    const fs = require('node:fs');
    fs.mkdirSync('${HOME}/${FOLDER}', { recursive: true });
    for (const name of ${JSON.stringify(entryNames())}) fs.writeFileSync('${HOME}/${FOLDER}/' + name, '');
    console.log('0');
  `);
}

async function timePlain(context: BenchContext): Promise<number> {
  const plain = await context.plain();
  plain.offer('names.json', JSON.stringify(entryNames()));
  const page = await context.page();
  try {
    await page.goto(`${plain.url}/folder.html`);
    return await timeFromInput(page, { selector: '#rows', text: 'file-0000.txt' }, () => page.getByRole('button', { name: 'Expand' }).click());
  } finally {
    await page.close();
  }
}
