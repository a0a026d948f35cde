import { writeFile } from 'node:fs/promises';

import type { Figure } from '../figure.ts';
import { openFile, openIde, showing, TEXT_OF_FILE } from '../ide.ts';
import { median, repeat } from '../statistics.ts';
import { HOME } from '../workspace.ts';

const TIMES = 15;
const FILE = 'changing.txt';

export const diskChange: Figure = {
  name: 'disk-change',
  about: 'a program writes an open file, to the new text in the editor',
  async measure(context) {
    const workspace = await context.workspace();
    await workspace.put(`${HOME}/${FILE}`, 'version 0 of it\n');
    const page = await openIde(context);
    try {
      await openFile(page, FILE, 'version 0 of it');
      const path = await workspace.outside(`${HOME}/${FILE}`);
      const samples = await repeat(context.times(TIMES), async (index) => {
        const text = `version ${index + 1} of it`;
        const shown = page.evaluate(
          async (spot) => performance.timeOrigin + (await globalThis.atelierBench.when(spot)),
          { selector: TEXT_OF_FILE, text },
        );
        // Asked for anything, the page has the line before in hand.
        await showing(page, { selector: TEXT_OF_FILE, text: `version ${index} of it` });
        const writtenMs = performance.timeOrigin + performance.now();
        await writeFile(path, `${text}\n`);
        return (await shown) - writtenMs;
      });
      return [{ what: 'change on disk → editor', unit: 'ms', value: median(samples), of: `median of ${samples.length}`, limit: null, goal: { atMost: 60 } }];
    } finally {
      await page.close();
    }
  },
};
