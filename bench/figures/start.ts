import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { freePort } from '#tests/harness/free-port.ts';
import type { Figure } from '../figure.ts';
import { median, repeat } from '../statistics.ts';

const TIMES = 3;
const POLL_MS = 4;
const LEAST = "require('node:http').createServer((_, response) => response.end()).listen(process.env.ATELIER_PORT, '127.0.0.1')";

export const start: Figure = {
  name: 'start',
  about: '`npm start`, everything being prepared, to the first 200 of /healthz',
  async measure(context) {
    const dataFolder = await mkdtemp(join(tmpdir(), 'atelier-bench-'));
    try {
      // The first one prepares whatever is missing and is not counted.
      const samples = await repeat(context.times(TIMES) + 1, async () => await timeStart(['npm', 'start'], dataFolder));
      const limits = await repeat(context.times(TIMES), async () => await timeStart([process.execPath, '-e', LEAST], dataFolder));
      const limit = { what: 'node:http alone', value: median(limits) / 1000 };
      return [{ what: 'npm start, second time → /healthz', unit: 's', value: median(samples.slice(1)) / 1000, of: `median of ${samples.length - 1}`, limit, goal: { atMost: 2 } }];
    } finally {
      await rm(dataFolder, { recursive: true, force: true });
    }
  },
};

async function timeStart([program, ...args]: readonly [string, ...string[]], dataFolder: string): Promise<number> {
  const port = await freePort();
  const startedMs = performance.now();
  const child = spawn(program, args, {
    cwd: join(import.meta.dirname, '../..'),
    env: { ...process.env, ATELIER_DATA: dataFolder, ATELIER_PORT: String(port), ATELIER_EXTRA_CA: process.env['ATELIER_EXTRA_CA'] ?? process.env['NODE_EXTRA_CA_CERTS'] ?? '' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    while (!(await isHealthy(port))) {
      if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}`);
      await delay(POLL_MS);
    }
    return performance.now() - startedMs;
  } finally {
    await end(child);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

function isHealthy(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const asking = get({ port, host: '127.0.0.1', path: '/healthz', agent: false, headers: { host: `localhost:${port}` } }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    asking.on('error', () => resolve(false));
  });
}
