import type { Page } from 'playwright-core';

import { run } from '#tests/harness/run.ts';
import { until } from '#tests/harness/until.ts';
import type { BenchContext } from '../context.ts';
import { createAndStart } from '../engine.ts';
import type { Figure } from '../figure.ts';
import { PROMPT, SCREEN, TREE } from '../ide.ts';
import { median, repeat } from '../statistics.ts';

const TIMES = 5;

export const openStopped: Figure = {
  name: 'open-stopped',
  about: 'the click on a stopped workspace to its tree and a prompt',
  async measure(context) {
    const { container } = await context.workspace();
    const image = (await run(['docker', 'inspect', '--format', '{{.Config.Image}}', container])).trim();
    const limits = await repeat(context.times(TIMES), async () => await createAndStart(image));
    const samples = await repeat(context.times(TIMES), async () => await timeOpening(context));
    const limit = { what: "the engine's create + start", value: median(limits) };
    return [{ what: 'open a stopped workspace: click → prompt and tree', unit: 'ms', value: median(samples), of: `median of ${samples.length}`, limit, goal: { atMost: 1500, atMostTimesLimit: 2.5 } }];
  },
};

async function timeOpening(context: BenchContext): Promise<number> {
  const { id, name } = await context.workspace();
  const { workspaces } = (await context.owner()).api;
  await workspaces.stop({ workspaceId: id });
  await until('the workspace is stopped', async () => (await workspaces.get({ workspaceId: id })).state.phase === 'stopped');
  const page = await context.page();
  try {
    await page.addInitScript(rememberTimes, [{ selector: TREE, text: 'home' }, { selector: SCREEN, text: PROMPT }]);
    await page.goto(`${(await context.server()).url}/workspaces`);
    await page.getByRole('link', { name, exact: true }).click();
    await page.waitForURL('**/w/*');
    return await elapsed(page);
  } finally {
    await page.close();
  }
}

/** The opening may or may not be a navigation: the click's moment is kept where both kinds of page find it. */
function rememberTimes(spots: { selector: string; text: string }[]): void {
  addEventListener('click', (event) => sessionStorage.setItem('benchClickedAtMs', String(performance.timeOrigin + event.timeStamp)), true);
  globalThis.atelierBench.awaited = Promise.all(spots.map((spot) => globalThis.atelierBench.when(spot))).then((times) => performance.timeOrigin + Math.max(...times));
}

async function elapsed(page: Page): Promise<number> {
  return await page.evaluate(async () => ((await globalThis.atelierBench.awaited) ?? Number.NaN) - Number(sessionStorage.getItem('benchClickedAtMs')));
}
