import type { Locator } from 'playwright-core';

import { until } from '../harness/until.ts';

/** Waits until the last of the screens shows it; what it shows instead is in the error. */
export function lastScreenShows(screens: () => Locator, pattern: RegExp, timeoutMs = 20_000): Promise<RegExpExecArray> {
  const text = async (): Promise<string> => screens().last().innerText({ timeout: 1000 }).catch(() => '');
  return until(`the terminal shows ${pattern}`, async () => pattern.exec(await text()), timeoutMs).catch(async (error: unknown) => {
    throw new Error(`${String(error)}\n--- the terminal:\n${await text()}`);
  });
}
