import type { BenchContext } from '../context.ts';
import type { Figure, Row } from '../figure.ts';
import { largeText } from '../fixtures.ts';
import { openIde, TEXT_OF_FILE, treeItem } from '../ide.ts';
import { timeFromInput } from '../page-clock.ts';
import { median, repeat } from '../statistics.ts';
import { HOME } from '../workspace.ts';

const TIMES = 3;
const SIZES = [
  { megabytes: 10, atMost: 300 },
  { megabytes: 50, atMost: 600 },
] as const;

export const largeFiles: Figure = {
  name: 'large-files',
  about: 'the click on a file of 10 and of 50 MB to its text, Monaco being there',
  async measure(context) {
    const rows: Row[] = [];
    for (const { megabytes, atMost } of SIZES) {
      const text = largeText(megabytes * 1e6);
      const first = `first of ${megabytes * 1e6}`;
      const name = `large-${megabytes}.txt`;
      await (await context.workspace()).put(`${HOME}/${name}`, text);
      await (await context.workspace()).put(`${HOME}/small.txt`, 'something small\n');
      const samples = await repeat(context.times(TIMES), async () => await timeOpening(context, name, first));
      const limits = await repeat(context.times(TIMES), async () => await timePlain(context, (await context.plain()).offer(name, text), first));
      const limit = { what: 'plain Monaco page', value: median(limits) };
      rows.push({ what: `open ${megabytes} MB`, unit: 'ms', value: median(samples), of: `median of ${samples.length}`, limit, goal: { atMost } });
    }
    return rows;
  },
};

async function timeOpening(context: BenchContext, name: string, first: string): Promise<number> {
  const page = await openIde(context);
  try {
    await treeItem(page, 'small.txt').click();
    await page.evaluate((spot) => globalThis.atelierBench.when(spot), { selector: TEXT_OF_FILE, text: 'something small' });
    // One click shows a file without keeping it open: the next page starts without it.
    const elapsedMs = await timeFromInput(page, { selector: TEXT_OF_FILE, text: first }, () => treeItem(page, name).click());
    await page.getByRole('tablist', { name: 'Open editors' }).getByRole('tab', { name: new RegExp(name) }).press('Delete');
    return elapsedMs;
  } finally {
    await page.close();
  }
}

async function timePlain(context: BenchContext, path: string, first: string): Promise<number> {
  const plain = await context.plain();
  const page = await context.page();
  try {
    await page.goto(`${plain.url}/monaco.html?file=${plain.offer('small.txt', 'something small\n')}`);
    await page.evaluate((spot) => globalThis.atelierBench.when(spot), { selector: TEXT_OF_FILE, text: 'something small' });
    return await page.evaluate(async ({ spot, detail }) => {
      const startedMs = performance.now();
      dispatchEvent(new CustomEvent('open-file', { detail }));
      return (await globalThis.atelierBench.when(spot)) - startedMs;
    }, { spot: { selector: TEXT_OF_FILE, text: first }, detail: path });
  } finally {
    await page.close();
  }
}
