import type { Page } from 'playwright-core';

import { until } from '#tests/harness/until.ts';
import type { BenchContext } from '../context.ts';
import type { Figure, Row } from '../figure.ts';
import { sourceText } from '../fixtures.ts';
import { openFile, openIde, PROMPT, SCREEN, TEXT_OF_FILE } from '../ide.ts';
import { timeToText, type Spot } from '../page-clock.ts';
import { median, repeat } from '../statistics.ts';
import { HOME } from '../workspace.ts';

const TIMES = 5;
const VISITS_UNTIL_WARM = 2;
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
    const ours: Visit[] = [];
    const plains: Visit[] = [];
    // In turn, so that a moment when the machine is busy meets both.
    await repeat(context.times(TIMES), async () => {
      ours.push(await visits(context, url, { around: { selector: SCREEN, text: PROMPT } }));
      plains.push(await visits(context, plainUrl));
      return 0;
    });
    const of = `median of ${ours.length}`;
    const row = (what: string, figure: keyof Visit, goal: Row['goal']): Row => ({
      what, unit: figure === 'transferredMb' ? 'MB' : 'ms', value: medianOf(ours, figure), of, goal,
      limit: figure === 'coldMs' || figure === 'warmMs' ? { what: 'plain Monaco page', value: medianOf(plains, figure) } : null,
    });
    return [
      row('page cold → text of a file', 'coldMs', { atMostTimesLimit: 1.3 }),
      row('page cold → workbench and prompt around it', 'aroundMs', {}),
      row('page warm → text of a file', 'warmMs', { atMostTimesLimit: 1.5 }),
      row('transferred cold', 'transferredMb', { atMost: 1.6 }),
    ];
  },
};

/** `around` is what is waited for besides the text, on the same page. */
type Visit = { readonly coldMs: number; readonly aroundMs: number; readonly warmMs: number; readonly transferredMb: number };

function medianOf(all: readonly Visit[], of: keyof Visit): number {
  return median(all.map((one) => one[of]));
}

/**
 * First with an empty cache; then so often that the browser has what it keeps of a page that is opened every day,
 * compiled code included: Chromium makes that at the second visit and uses it from the third on.
 */
async function visits(context: BenchContext, url: string, { around = SPOT }: { around?: Spot } = {}): Promise<Visit> {
  const cold = await visit(context, url, { around, cold: true });
  for (let count = 0; count < VISITS_UNTIL_WARM; count += 1) await visit(context, url, { around });
  const warm = await visit(context, url, { around });
  return { coldMs: cold.textMs, aroundMs: cold.aroundMs, transferredMb: cold.bytes / 1e6, warmMs: warm.textMs };
}

/** A visit in a new tab; `bytes` are those of every response until nothing comes any more, workers' included. */
async function visit(context: BenchContext, url: string, { around, cold = false }: { around: Spot; cold?: boolean }): Promise<{ textMs: number; aroundMs: number; bytes: number }> {
  const page = await context.page();
  try {
    if (cold) await clearCache(page);
    const traffic = countTraffic(page);
    const textMs = await timeToText(page, url, SPOT);
    const aroundMs = await page.evaluate((spot) => globalThis.atelierBench.when(spot), around);
    return { textMs, aroundMs, bytes: cold ? await traffic.bytes() : 0 };
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

/** Of every page: compiled code is kept with the cache's entries and goes with them. */
async function clearCache(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.clearBrowserCache');
  await session.detach();
}
