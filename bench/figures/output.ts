import type { BenchContext } from '../context.ts';
import type { Figure, Row } from '../figure.ts';
import { colouredText, hidden, printedLines, printLines } from '../fixtures.ts';
import { focusTerminal, openIde, SCREEN } from '../ide.ts';
import { timeFromInput } from '../page-clock.ts';
import { median, repeat } from '../statistics.ts';
import { HOME } from '../workspace.ts';

const TIMES = 3;
const LINES_BYTES = 50_000_000;
const COLOURED_BYTES = 5_000_000;

export const output: Figure = {
  name: 'output',
  about: 'Enter to the last line of much output, drawn',
  async measure(context) {
    await (await context.workspace()).put(`${HOME}/coloured.txt`, colouredText(COLOURED_BYTES));
    const plain = await context.plain();
    return [
      await measureOne(context, {
        what: '50 MB of lines', bytes: LINES_BYTES, goal: 14,
        command: (marker) => printLines(LINES_BYTES, marker),
        plainFile: plain.offer('lines.txt', printedLines(LINES_BYTES)),
      }),
      await measureOne(context, {
        what: '5 MB of coloured long lines', bytes: COLOURED_BYTES, goal: 9,
        command: (marker) => `cat coloured.txt; echo ${hidden(marker)}`,
        plainFile: plain.offer('coloured.txt', colouredText(COLOURED_BYTES)),
      }),
    ];
  },
};

type Printing = { what: string; bytes: number; goal: number; command: (marker: string) => string; plainFile: string };

async function measureOne(context: BenchContext, { what, bytes, goal, command, plainFile }: Printing): Promise<Row> {
  const page = await openIde(context);
  try {
    const samples = await repeat(context.times(TIMES), async (index) => {
      const marker = `done-${bytes}-${index}`;
      await focusTerminal(page);
      await page.keyboard.insertText(command(marker));
      return await timeFromInput(page, { selector: SCREEN, text: marker }, () => page.keyboard.press('Enter'));
    });
    const limits = await repeat(context.times(TIMES), async () => await drawPlain(context, plainFile));
    const speed = (times: readonly number[]): number => bytes / 1e6 / (median(times) / 1000);
    return { what, unit: 'MB/s', value: speed(samples), of: `median of ${samples.length}`, limit: { what: 'xterm.js alone', value: speed(limits) }, goal: { atLeast: goal } };
  } finally {
    await page.close();
  }
}

async function drawPlain(context: BenchContext, file: string): Promise<number> {
  const page = await context.page();
  try {
    await page.goto(`${(await context.plain()).url}/xterm.html?file=${file}`, { waitUntil: 'commit' });
    await page.waitForFunction(() => document.title.startsWith('drawn '), null, { timeout: 60_000 });
    return Number((await page.title()).slice('drawn '.length));
  } finally {
    await page.close();
  }
}
