import { watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Page } from 'playwright-core';

import type { Figure } from '../figure.ts';
import { largeText } from '../fixtures.ts';
import { openFile, openIde, TEXT_OF_FILE } from '../ide.ts';
import { median, repeat } from '../statistics.ts';
import { HOME, type BenchWorkspace } from '../workspace.ts';

const TIMES = 15;
const BYTES = 1_000_000;
const FILE = 'saved.txt';

/** Temporary file, fsync, rename, in the same folder: what a safe save cannot do without. */
const SAFE_WRITE = `
const fs = require('node:fs');
const content = Buffer.alloc(${BYTES}, 'x');
const times = [];
for (let count = 0; count < ${TIMES}; count += 1) {
  const started = performance.now();
  const file = fs.openSync('${HOME}/.limit.tmp', 'w');
  fs.writeSync(file, content);
  fs.fsyncSync(file);
  fs.closeSync(file);
  fs.renameSync('${HOME}/.limit.tmp', '${HOME}/limit.bin');
  times.push(performance.now() - started);
}
fs.rmSync('${HOME}/limit.bin');
console.log(JSON.stringify(times));
`;

export const save: Figure = {
  name: 'save',
  about: 'Ctrl+S on 1 MB to the new file at its place on the disk',
  async measure(context) {
    const workspace = await context.workspace();
    await workspace.put(`${HOME}/${FILE}`, largeText(BYTES));
    const limits = await workspace.node(SAFE_WRITE);
    if (!Array.isArray(limits)) throw new Error('no times');
    const page = await openIde(context);
    try {
      await openFile(page, FILE, `first of ${BYTES}`);
      await page.locator(TEXT_OF_FILE).click();
      const samples = await repeat(context.times(TIMES), async () => await timeSave(page, workspace));
      const limit = { what: 'write + fsync + rename', value: median(limits.map(Number)) };
      return [{ what: 'Ctrl+S → bytes on disk (1 MB)', unit: 'ms', value: median(samples), of: `median of ${samples.length}`, limit, goal: { atMost: 12 } }];
    } finally {
      await page.close();
    }
  },
};

/** The page and this process read the same clock of the machine. */
async function timeSave(page: Page, workspace: BenchWorkspace): Promise<number> {
  await page.keyboard.type('z');
  const replaced = await whenReplaced(await workspace.outside(`${HOME}/${FILE}`));
  await page.evaluate(() => void (globalThis.atelierBench.awaited = globalThis.atelierBench.inputAt('keydown')));
  await page.keyboard.press('Control+S');
  const pressedMs = await page.evaluate(async () => performance.timeOrigin + ((await globalThis.atelierBench.awaited) ?? Number.NaN));
  return (await replaced.atMs) - pressedMs;
}

/** Watches at once; `atMs` is the moment when another file is at the path, as a time of `Date.now()`, finer. */
async function whenReplaced(path: string): Promise<{ atMs: Promise<number> }> {
  const { ino } = await stat(path);
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const watcher = watch(dirname(path), (kind, name) => {
    const atMs = performance.timeOrigin + performance.now();
    if (name === FILE && kind === 'rename') stat(path).then((now) => { if (now.ino !== ino) resolve(atMs); }, reject);
  });
  return { atMs: promise.finally(() => watcher.close()) };
}
