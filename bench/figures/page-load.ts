import type { Page } from 'playwright-core';

import { until } from '#tests/harness/until.ts';
import type { BenchContext } from '../context.ts';
import type { Figure } from '../figure.ts';
import { sourceText } from '../fixtures.ts';
import { openFile, openIde, TEXT_OF_FILE } from '../ide.ts';
import { timeToText } from '../page-clock.ts';
import { median, repeat } from '../statistics.ts';
import { HOME } from '../workspace.ts';

const TIMES = 5;
/** Nothing for so long, and the page has what it wants. */
const QUIET_MS = 1500;
const FILE = 'source.ts';
const SPOT = { selector: TEXT_OF_FILE, text: 'first line of the file' };

export const pageLoad: Figure = {
  name: 'page-load',
  about: 'navigation to the text of a 2,000-line file that was open, with an empty and a full cache; what was transferred',
  async measure(context) {
    const plain = await context.plain();
    const plainUrl = `${plain.url}/monaco.html?file=${plain.offer(FILE, sourceText())}`;
    await (await context.workspace()).put(`${HOME}/${FILE}`, sourceText());
    const page = await openIde(context);
    await openFile(page, FILE, SPOT.text);
    await page.close();

    const url = `${await context.workspaceUrl()}?file=${HOME}/${FILE}`;
    const samples = { cold: [] as number[], warm: [] as number[], plainCold: [] as number[], plainWarm: [] as number[], bytes: [] as number[] };
    // In turn, so that a moment when the machine is busy meets both.
    await repeat(context.times(TIMES), async () => {
      const cold = await visit(context, url, { cold: true });
      samples.cold.push(cold.elapsedMs);
      samples.bytes.push(cold.bytes);
      samples.plainCold.push((await visit(context, plainUrl, { cold: true })).elapsedMs);
      samples.warm.push((await visit(context, url)).elapsedMs);
      samples.plainWarm.push((await visit(context, plainUrl)).elapsedMs);
      return 0;
    });
    const of = `median of ${samples.cold.length}`;
    const limit = (value: number) => ({ what: 'plain Monaco page', value });
    return [
      { what: 'page cold → text of a file', unit: 'ms', value: median(samples.cold), of, limit: limit(median(samples.plainCold)), goal: { atMostTimesLimit: 1.3 } },
      { what: 'page warm → text of a file', unit: 'ms', value: median(samples.warm), of, limit: limit(median(samples.plainWarm)), goal: { atMostTimesLimit: 1.5 } },
      { what: 'transferred cold', unit: 'MB', value: median(samples.bytes) / 1e6, of, limit: null, goal: { atMost: 1.6 } },
    ];
  },
};

/** A visit in a new tab; `bytes` are those of every response until nothing comes any more, workers' included. */
async function visit(context: BenchContext, url: string, { cold = false } = {}): Promise<{ elapsedMs: number; bytes: number }> {
  const page = await context.page();
  try {
    if (cold) await clearCache(page);
    const traffic = countTraffic(page);
    const elapsedMs = await timeToText(page, url, SPOT);
    return { elapsedMs, bytes: cold ? await traffic.bytes() : 0 };
  } finally {
    await page.close();
  }
}

/** Streams that stay open count with their frames when they are WebSockets, and not at all otherwise: some hundred bytes. */
function countTraffic(page: Page): { bytes(): Promise<number> } {
  const sizes: Promise<number>[] = [];
  let streamedBytes = 0;
  let lastMs = performance.now();
  const came = (): void => void (lastMs = performance.now());
  page.on('request', came);
  page.on('requestfinished', (request) => {
    came();
    sizes.push(request.sizes().then(({ responseBodySize, responseHeadersSize }) => responseBodySize + responseHeadersSize, () => 0));
  });
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => (streamedBytes += payload.length)));
  return {
    async bytes() {
      await until('nothing is loaded any more', () => performance.now() - lastMs > QUIET_MS);
      return streamedBytes + (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    },
  };
}

/** Compiled code is kept with the cache's entries and goes with them. */
async function clearCache(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.clearBrowserCache');
  await session.detach();
}
