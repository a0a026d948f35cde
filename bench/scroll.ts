import type { Locator } from 'playwright-core';

import type { Row } from './figure.ts';

const STEPS = 120;

/** How long each frame took, in ms, while a list was scrolled from one to the next by so many pixels. */
export async function frameTimes(list: Locator, stepsPx: readonly number[]): Promise<number[]> {
  return await list.evaluate(async (element, steps) => {
    const times: number[] = [];
    let last = await new Promise<number>(requestAnimationFrame);
    for (const step of steps) {
      element.scrollTop += step;
      const now = await new Promise<number>(requestAnimationFrame);
      times.push(now - last);
      last = now;
    }
    return times;
  }, stepsPx);
}

/** Scrolls a list by turns a little and a sixtieth of all, a step each frame, and takes the longest frame. */
export async function scrolled(list: Locator, what: string): Promise<Row> {
  const heightPx = await list.evaluate((element) => element.scrollHeight);
  const times = await frameTimes(list, Array.from({ length: STEPS }, (_, step) => (step % 2 === 0 ? 1500 : heightPx / 60)));
  return { what: `${what} scrolled, longest frame`, unit: 'ms', value: Math.max(...times), of: `worst of ${STEPS}`, limit: null, goal: { atMost: 50 } };
}
