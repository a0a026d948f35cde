import type { Page } from 'playwright-core';

import type { BenchContext } from '../context.ts';
import type { Figure, Row } from '../figure.ts';
import { openIde } from '../ide.ts';
import { timeFromInput } from '../page-clock.ts';
import { scrolled } from '../scroll.ts';
import { median, repeat } from '../statistics.ts';
import { HOME, type BenchWorkspace } from '../workspace.ts';

const TIMES = 5;
const FOLDERS = 1000;
const FILES_IN_EACH = 100;
const TREE = `${HOME}/hundred-thousand`;
/** Words that stand in one file of a hundred, another one for each sample. */
const WORDS = 10;
const OPTION = '[role="option"]';
const HIT = '.search-row.hit';
const DONE = '.search-sum:not(:has(.search-busy))';

const FILL = `
const fs = require('node:fs');
for (let folder = 0; folder < ${FOLDERS}; folder += 1) {
  const at = '${TREE}/part-' + (folder % 40) + '/folder-' + folder;
  fs.mkdirSync(at, { recursive: true });
  for (let file = 0; file < ${FILES_IN_EACH}; file += 1) {
    const number = folder * ${FILES_IN_EACH} + file;
    const word = number % 100 < ${WORDS} ? 'needle' + (number % 100) : 'nothing';
    fs.writeFileSync(at + '/module-' + number + '.ts', '// the common line of all files\\n' + 'export const value = compute(input, 42);\\n'.repeat(15) + 'const found = ' + word + ';\\n');
  }
}
console.log('0');
`;

/** ripgrep alone in the same container, with what is asked of it here. */
const ripgrep = (args: readonly string[]): string => `
const { spawnSync } = require('node:child_process');
const times = [];
for (let count = 0; count < ${TIMES}; count += 1) {
  const started = performance.now();
  spawnSync('/opt/agent/rg', ${JSON.stringify(args)}, { stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1e9 });
  times.push(performance.now() - started);
}
console.log(JSON.stringify(times));
`;

export const search: Figure = {
  name: 'search',
  about: 'quick open and search in 100,000 files in 1,000 folders; 100,000 hits scrolled',
  async measure(context) {
    const workspace = await context.workspace();
    await workspace.node(FILL);
    const files = await limitOf(workspace, ['--no-config', '--hidden', '--files', '--', HOME]);
    const text = await limitOf(workspace, ['--no-config', '--hidden', '--ignore-case', '--fixed-strings', '--', 'needle0', HOME]);
    const page = await openIde(context);
    try {
      const rows = [...(await quickOpen(page, { context, files })), ...(await find(page, { context, text })), await scroll(page)];
      await workspace.node(`require('node:fs').rmSync('${TREE}', { recursive: true }); console.log('0')`);
      return rows;
    } finally {
      await page.close();
    }
  },
};

async function quickOpen(page: Page, { context, files }: { readonly context: BenchContext; readonly files: number }): Promise<readonly Row[]> {
  const first = await timeQuickOpen(page, 'module-77777');
  const again = await repeat(context.times(TIMES), async (index) => await timeQuickOpen(page, `module-${31_000 + index * 1111}`));
  const limit = { what: 'rg --files', value: files };
  return [
    { what: 'quick open → result, first', unit: 'ms', value: first, of: 'one', limit, goal: { atMost: 130 } },
    { what: 'quick open → result, again', unit: 'ms', value: median(again), of: `median of ${again.length}`, limit: null, goal: { atMost: 40 } },
  ];
}

/** From the key that opens it, the name being put in at once, to the file on the list. */
async function timeQuickOpen(page: Page, name: string): Promise<number> {
  const elapsedMs = await timeFromInput(page, { selector: OPTION, text: `${name}.ts` }, async () => {
    await page.keyboard.press('Control+p');
    await page.keyboard.insertText(name);
  });
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: 'Go to file' }).waitFor({ state: 'hidden' });
  return elapsedMs;
}

async function find(page: Page, { context, text }: { readonly context: BenchContext; readonly text: number }): Promise<readonly Row[]> {
  await page.keyboard.press('Control+Shift+f');
  const field = page.getByRole('textbox', { name: 'Search' });
  await field.waitFor();
  const first: number[] = [];
  const complete: number[] = [];
  for (let index = 0; index < context.times(TIMES); index += 1) {
    // One measures the first hit, the next the end: a clock looks for one text.
    const words = [`needle${index % WORDS}`, `needle${(index + 5) % WORDS}`] as const;
    await field.fill('');
    await page.locator('.search-row').first().waitFor({ state: 'detached' });
    await field.evaluate((element, value) => { (element as HTMLTextAreaElement).focus(); document.execCommand('insertText', false, value); }, words[0]);
    first.push(await timeFromInput(page, { selector: HIT, text: words[0] }, async () => await page.keyboard.press('Enter')));
    await page.locator(DONE).waitFor();
    await field.fill('');
    await page.locator('.search-row').first().waitFor({ state: 'detached' });
    await field.evaluate((element, value) => { (element as HTMLTextAreaElement).focus(); document.execCommand('insertText', false, value); }, words[1]);
    complete.push(await timeFromInput(page, { selector: DONE, text: '1,000 results' }, async () => await page.keyboard.press('Enter')));
  }
  return [
    { what: 'search → first hit', unit: 'ms', value: median(first), of: `median of ${first.length}`, limit: null, goal: { atMost: 60 } },
    { what: 'search → all of 1,000 hits', unit: 'ms', value: median(complete), of: `median of ${complete.length}`, limit: { what: 'rg', value: text }, goal: { atMostTimesLimit: 1.15 } },
  ];
}

async function scroll(page: Page): Promise<Row> {
  await page.getByRole('textbox', { name: 'Search' }).fill('common line');
  await page.locator(DONE).filter({ hasText: '100,000 results' }).waitFor({ timeout: 60_000 });
  return await scrolled(page.getByRole('tree', { name: 'Search results' }), '100,000 hits');
}

async function limitOf(workspace: BenchWorkspace, args: readonly string[]): Promise<number> {
  const times = await workspace.node(ripgrep(args));
  if (!Array.isArray(times)) throw new Error('no times');
  return median(times.map(Number));
}
