import type { Figure } from '../figure.ts';
import { hidden } from '../fixtures.ts';
import { focusTerminal, openIde, SCREEN, showing } from '../ide.ts';
import { timeFromInput } from '../page-clock.ts';
import { median, repeat } from '../statistics.ts';

const TIMES = 7;
const FRAMES_OF_FLOOD = 60;

export const interrupt: Figure = {
  name: 'interrupt',
  about: 'Ctrl+C while `yes` floods, to the prompt',
  async measure(context) {
    const page = await openIde(context);
    try {
      const samples = await repeat(context.times(TIMES), async (index) => {
        const prompt = `again-${index}`;
        await focusTerminal(page);
        // A prompt of its own each time, so that an older one on the screen is not mistaken for it.
        await page.keyboard.insertText(`clear; PROMPT_COMMAND=; PS1=${hidden(prompt)}'$ '; yes flood`);
        await page.keyboard.press('Enter');
        await showing(page, { selector: SCREEN, text: 'flood' });
        await page.evaluate(frames, FRAMES_OF_FLOOD);
        return await timeFromInput(page, { selector: SCREEN, text: prompt }, () => page.keyboard.press('Control+C'));
      });
      return [{ what: 'Ctrl+C in a flood → prompt', unit: 'ms', value: median(samples), of: `median of ${samples.length}`, limit: null, goal: { atMost: 70 } }];
    } finally {
      await (await context.workspace()).kill('yes');
      await page.close();
    }
  },
};

/** Resolves when the page has drawn so many times. */
async function frames(count: number): Promise<void> {
  for (let drawn = 0; drawn < count; drawn += 1) await new Promise(requestAnimationFrame);
}
