import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';

import type { BenchContext } from '../context.ts';
import type { Figure, Row } from '../figure.ts';
import { focusTerminal, newTerminal, openIde, runInTerminal, SCREEN } from '../ide.ts';
import { timeKey } from '../page-clock.ts';
import { quantile, repeat } from '../statistics.ts';
import type { BenchWorkspace } from '../workspace.ts';

const KEYS = 300;
const KEYS_PER_LINE = 60;
/**
 * Between two keys, as somebody types who is fast. A key that follows at once meets the frame in which the echo of the
 * one before was drawn, and waits for the display's next: that alone is most of 16.7 ms, for any terminal.
 */
const KEY_PAUSE_MS = 50;
/** Spreads the keys evenly over the display's rhythm. */
const FRAME_MS = 17;

/** One byte into a pty whose line discipline echoes it, and back: no program can answer faster. */
const PTY_ECHO = `
import json, os, pty, time
parent, child = pty.openpty()
times = []
for _ in range(500):
    started = time.perf_counter()
    os.write(parent, b"x")
    os.read(parent, 16)
    times.append((time.perf_counter() - started) * 1000)
print(json.dumps(times))
`;

export const keyEcho: Figure = {
  name: 'key-echo',
  about: "a key's event to the drawn character, alone and while another terminal floods",
  async measure(context) {
    const workspace = await context.workspace();
    const pty = await ptyEchoes(workspace);
    const limits = await plainEchoes(context, context.times(KEYS));
    const page = await openIde(context);
    try {
      const alone = await typeKeys(page, context.times(KEYS));
      await newTerminal(page);
      await focusTerminal(page);
      await page.keyboard.insertText('yes');
      await page.keyboard.press('Enter');
      await newTerminal(page);
      const flooded = await typeKeys(page, context.times(KEYS));
      return [
        ...rows('key → echo on screen', alone, { limits, goals: [5, 27] }),
        ...rows('same while another terminal floods', flooded, { limits, goals: [6, 30] }),
        { what: 'echo of the pty alone', unit: 'ms', value: quantile(pty, 0.5), of: `p50 of ${pty.length}`, limit: null, goal: {} },
      ];
    } finally {
      await workspace.kill('yes');
      await page.close();
    }
  },
};

async function ptyEchoes(workspace: BenchWorkspace): Promise<number[]> {
  const times = await workspace.python(PTY_ECHO);
  if (!Array.isArray(times)) throw new Error('no times');
  return times.map(Number);
}

/** What the browser and xterm.js need where nothing has to be asked. */
async function plainEchoes(context: BenchContext, keys: number): Promise<number[]> {
  const page = await context.page();
  try {
    await page.goto(`${(await context.plain()).url}/xterm.html`);
    await page.getByRole('textbox', { name: 'Terminal input' }).focus();
    return await repeat(keys, async (count) => {
      await pauseBefore(count);
      return await timeKey(page, '.xterm-rows', 'x');
    });
  } finally {
    await page.close();
  }
}

async function typeKeys(page: Page, keys: number): Promise<number[]> {
  await runInTerminal(page, 'cat', 'cat');
  const samples: number[] = [];
  for (let count = 0; count < keys; count += 1) {
    if (count > 0 && count % KEYS_PER_LINE === 0) await page.keyboard.press('Control+C').then(() => runInTerminal(page, 'clear; cat', 'cat'));
    await pauseBefore(count);
    samples.push(await timeKey(page, SCREEN, 'x'));
  }
  await page.keyboard.press('Control+C');
  return samples;
}

/** Even steps that have no divisor in common with the frame visit every millisecond of it. */
async function pauseBefore(count: number): Promise<void> {
  await delay(KEY_PAUSE_MS + ((count * 5) % FRAME_MS));
}

function rows(what: string, samples: readonly number[], { limits, goals }: { limits: readonly number[]; goals: readonly [number, number] }): Row[] {
  return ([[0.5, 'p50', goals[0]], [0.99, 'p99', goals[1]]] as const).map(([share, name, atMost]) => ({
    what: `${what}, ${name}`, unit: 'ms', value: quantile(samples, share), of: `${name} of ${samples.length}`,
    limit: { what: 'xterm.js alone', value: quantile(limits, share) }, goal: { atMost },
  }));
}
