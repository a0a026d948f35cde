/**
 * `npm run bench [-- figure … --quick --json FILE]`: measures the figures against the production build and real parts,
 * each beside its limit measured in the same run. Without names, all of them. JSON goes to .cache/bench/latest.json.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

import { createContext } from './context.ts';
import type { Row } from './figure.ts';
import { FIGURES } from './figures.ts';
import { json, table } from './report.ts';

const CACHE = join(import.meta.dirname, '../.cache/bench');
const FIGURE_TIMEOUT_MS = 150_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string', default: join(CACHE, 'latest.json') }, quick: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
});
const unknown = positionals.filter((name) => !FIGURES.some((figure) => figure.name === name));
if (values.help || unknown.length > 0) {
  if (unknown.length > 0) console.error(`Unknown: ${unknown.join(', ')}`);
  console.log(FIGURES.map(({ name, about }) => `${name.padEnd(14)} ${about}`).join('\n'));
  process.exit(unknown.length > 0 ? 1 : 0);
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const context = createContext({ say, quick: values.quick });
const rows: Row[] = [];
const failed: string[] = [];
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void context.close().finally(() => process.exit(1)));

for (const figure of FIGURES.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
  say(`${figure.name}: ${figure.about}`);
  try {
    rows.push(...(await within(FIGURE_TIMEOUT_MS, figure.measure(context))));
  } catch (error) {
    failed.push(figure.name);
    await context.pictureAndClose(join(CACHE, `${figure.name}.png`)).catch(() => undefined);
    say(`  could not be measured: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}
const about = { measuredAt: new Date().toISOString(), processors: availableParallelism(), load: loadavg(), failed };
await context.close();
await mkdir(dirname(values.json), { recursive: true });
await writeFile(values.json, json(rows, about));
console.log(table(rows));
if (failed.length > 0) say(`Not measured: ${failed.join(', ')}`);
// A figure that was given up may have left a page or a process open.
process.exit(failed.length > 0 ? 1 : 0);

async function within<Value>(timeoutMs: number, work: Promise<Value>): Promise<Value> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`not within ${timeoutMs} ms`)), timeoutMs);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
