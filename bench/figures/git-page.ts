import { spawn } from 'node:child_process';
import type { Page } from 'playwright-core';

import { run } from '#tests/harness/run.ts';
import type { BenchContext } from '../context.ts';
import type { Figure, Row } from '../figure.ts';
import { AFTER_IMPORT, COMMITS, FILES, importInto, nameOf } from '../git-history.ts';
import { openIde, showing, TEXT_OF_FILE } from '../ide.ts';
import { timeFromInput } from '../page-clock.ts';
import { frameTimes } from '../scroll.ts';
import { median, repeat } from '../statistics.ts';
import type { BenchWorkspace } from '../workspace.ts';

const ROOT = '/workspace/bench/web';
const GROUP = 'section[aria-label="bench/web"]';
const TIMES = 5;
/** What Atelier may add to what git itself takes. */
const MORE_MS = 100;
const DIFF_MS = 150;
const FIRST_SCREEN_MS = 200;
const FRAME_MS = 50;
/** Rows of the history that one frame goes on by: all of them in some 360 frames. */
const ROWS_A_FRAME = 140;
const ROW_PX = 28;
const SAVED = 5;

export const gitPage: Figure = {
  name: 'git-page',
  about: `source control and history as a person sees them, on ${COMMITS} commits and ${FILES} files: a save, a click on a changed file, the first screen, scrolling through all`,
  async measure(context) {
    const { api } = await context.owner();
    const { id: projectId } = await api.projects.create({ slug: 'bench' });
    await api.projects.modules.create({ projectId, slug: 'web', kind: 'interface', description: '', templateId: null });
    const workspace = await context.anotherWorkspace('git');
    await generate(workspace);
    const page = await openIde(context, workspace);
    try {
      await page.getByRole('navigation', { name: 'Activity' }).getByRole('button', { name: 'Source control' }).click();
      await showing(page, { selector: GROUP, text: 'Nothing changed' });
      return [await saves(context, page, workspace), await diffs(context, page, workspace), ...(await histories(context, page, workspace))];
    } finally {
      await page.close();
    }
  },
};

async function generate(workspace: BenchWorkspace): Promise<void> {
  const git = (args: readonly string[], flags: readonly string[] = []): string[] => ['exec', ...flags, '--workdir', ROOT, workspace.container, 'git', ...args];
  await run(['docker', ...git(['switch', '--quiet', '--orphan', 'main'])]).catch(() => undefined); // it is there already
  await importInto(spawn('docker', git(['fast-import', '--quiet', '--force'], ['-i']), { stdio: ['pipe', 'inherit', 'inherit'] }));
  for (const args of AFTER_IMPORT) await run(['docker', ...git(args)]);
}

/** How long git takes for it inside, in ms. */
async function plainGit(workspace: BenchWorkspace, args: readonly string[]): Promise<number> {
  const times = await workspace.node(`
    const { spawnSync } = require('node:child_process');
    const times = [];
    for (let count = 0; count < ${TIMES}; count += 1) {
      const started = performance.now();
      spawnSync('git', ${JSON.stringify(args)}, { cwd: '${ROOT}', maxBuffer: 1e9 });
      times.push(performance.now() - started);
    }
    console.log(JSON.stringify(times));
  `);
  if (!Array.isArray(times)) throw new Error('no times');
  return median(times.map(Number));
}

const inside = (workspace: BenchWorkspace, script: string): Promise<string> => run(['docker', 'exec', '--workdir', ROOT, workspace.container, 'sh', '-c', script]);

async function saves(context: BenchContext, page: Page, workspace: BenchWorkspace): Promise<Row> {
  await page.keyboard.press('Control+P');
  await page.keyboard.insertText(`file${SAVED}.txt`);
  await page.getByRole('option', { name: new RegExp(`^file${SAVED}\\.txt`) }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.locator(TEXT_OF_FILE).first().click();
  const statuses: number[] = [];
  const samples = await repeat(context.times(TIMES), async () => {
    // One save at a time, as people do: git's own looks stand between them.
    statuses.push(await plainGit(workspace, ['status', '--porcelain=v2', '--branch', '--untracked-files=all']));
    await page.keyboard.type('z');
    const elapsedMs = await timeFromInput(page, { selector: `${GROUP} [data-index]`, text: `file${SAVED}.txt` }, () => page.keyboard.press('Control+S'));
    await inside(workspace, 'git checkout -q -- .');
    await showing(page, { selector: GROUP, text: 'Nothing changed' });
    return elapsedMs;
  });
  const limit = { what: 'git status', value: median(statuses) };
  return { what: 'Ctrl+S → shown in source control', unit: 'ms', value: median(samples), of: `median of ${samples.length}`, limit, goal: { atMost: Math.round(limit.value) + MORE_MS } };
}

async function diffs(context: BenchContext, page: Page, workspace: BenchWorkspace): Promise<Row> {
  const times = context.times(TIMES);
  const changed = Array.from({ length: times + 1 }, (_, index) => index + 20);
  await inside(workspace, changed.map((index) => `echo 'changed here ${index}.' > ${nameOf(index)}`).join('; '));
  await showing(page, { selector: `${GROUP} [data-index]`, text: `file${changed.at(-1)}.txt` });
  const open = (index: number): Promise<number> => timeFromInput(page, { selector: '.monaco-diff-editor .modified .view-lines', text: `changed here ${index}.` }, () => page.locator(`${GROUP} [data-index]`).getByRole('button', { name: `file${index}.txt` }).first().click());
  // The first fetches what compares.
  const [first = 0, ...others] = changed;
  await open(first);
  const samples = await repeat(times, (at) => open(others[at] ?? first));
  await inside(workspace, 'git checkout -q -- .');
  const limit = { what: 'git show', value: await plainGit(workspace, ['show', `:${nameOf(first)}`]) };
  return { what: 'click on a changed file → its diff', unit: 'ms', value: median(samples), of: `median of ${samples.length}`, limit, goal: { atMost: DIFF_MS } };
}

async function histories(context: BenchContext, page: Page, workspace: BenchWorkspace): Promise<readonly Row[]> {
  const newest = `Change ${COMMITS - 1}`;
  /** All but the key that shows it. */
  const choose = async (): Promise<void> => {
    await page.keyboard.press('F1');
    await page.getByRole('dialog', { name: 'Command palette' }).waitFor();
    await page.keyboard.insertText('Show the history');
    await page.getByRole('option', { name: /Show the history/ }).first().waitFor();
  };
  const samples = await repeat(context.times(TIMES) + 1, async () => {
    await choose();
    const elapsedMs = await timeFromInput(page, { selector: '.history .subject', text: newest }, () => page.keyboard.press('Enter'));
    const tab = page.getByRole('tab', { name: /^History/ });
    await tab.click({ button: 'middle' });
    await tab.waitFor({ state: 'detached' });
    return elapsedMs;
  });
  await choose();
  await page.keyboard.press('Enter');
  await showing(page, { selector: '.history .subject', text: newest });
  const list = page.locator('.history .commits');
  const frames = (px: number): Promise<number[]> => frameTimes(list, Array.from({ length: Math.ceil(COMMITS / ROWS_A_FRAME) }, () => px));
  const still = await frames(0);
  const scrolled = await frames(ROWS_A_FRAME * ROW_PX);
  return [
    // The first fetches the tab's code.
    { what: "Enter → history's first screen", unit: 'ms', value: median(samples.slice(1)), of: `median of ${samples.length - 1}`, limit: { what: 'git log -100', value: await plainGit(workspace, ['log', '--all', '-100', '--format=%H %P %an %s']) }, goal: { atMost: FIRST_SCREEN_MS } },
    { what: `longest frame, scrolling ${COMMITS} commits`, unit: 'ms', value: Math.max(...scrolled), of: `of ${scrolled.length}`, limit: { what: 'the same page, still', value: Math.max(...still) }, goal: { atMost: FRAME_MS } },
    { what: 'median frame of the same', unit: 'ms', value: median(scrolled), of: `of ${scrolled.length}`, limit: { what: 'the same page, still', value: median(still) }, goal: {} },
  ];
}
