import type { Figure } from '../figure.ts';
import { PROMPT, SCREEN } from '../ide.ts';
import { timeToText } from '../page-clock.ts';
import { median, repeat } from '../statistics.ts';

const TIMES = 5;

export const terminalPrompt: Figure = {
  name: 'prompt',
  about: 'navigation to the prompt of a terminal, with a full cache',
  async measure(context) {
    const url = await context.workspaceUrl();
    const samples = await repeat(context.times(TIMES) + 1, async () => {
      const page = await context.page();
      try {
        return await timeToText(page, url, { selector: SCREEN, text: PROMPT });
      } finally {
        await page.close();
      }
    });
    return [{ what: 'navigation → prompt of a terminal', unit: 'ms', value: median(samples.slice(1)), of: `median of ${samples.length - 1}`, limit: null, goal: { atMost: 1000 } }];
  },
};
