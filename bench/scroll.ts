import type { Locator } from 'playwright-core';

import type { Row } from './figure.ts';

const STEPS = 120;

/** Scrolls a list by turns a little and a sixtieth of all, a step each frame, and takes the longest frame. */
export async function scrolled(list: Locator, what: string): Promise<Row> {
  const longestMs = await list.evaluate(async (element, steps) => {
    let longest = 0;
    let last = await new Promise<number>(requestAnimationFrame);
    for (let step = 0; step < steps; step += 1) {
      element.scrollTop += step % 2 === 0 ? 1500 : element.scrollHeight / 60;
      const now = await new Promise<number>(requestAnimationFrame);
      longest = Math.max(longest, now - last);
      last = now;
    }
    return longest;
  }, STEPS);
  return { what: `${what} scrolled, longest frame`, unit: 'ms', value: longestMs, of: `worst of ${STEPS}`, limit: null, goal: { atMost: 50 } };
}
