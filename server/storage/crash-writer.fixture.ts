import { writeSync } from 'node:fs';

import { openStorage } from './open.ts';

/**
 * The victim of the crash tests: writes a thousand settings, a few at a time, and prints each id once its
 * write is acknowledged. Arguments: data folder, MongoDB URI or nothing.
 */
const [, , dataFolder = '', mongoUri] = process.argv;
const storage = await openStorage({ dataFolder, mongoUri });
let next = 0;
const write = async (): Promise<void> => {
  while (next < 1000) {
    const id = `s${(next += 1)}`;
    await storage.settings.insert(id, { value: id.repeat(50) });
    // Synchronously: what is printed is acknowledged, and what is acknowledged is printed at once.
    writeSync(1, `${id}\n`);
  }
};
await Promise.all([write(), write(), write(), write()]);
await storage.close();
