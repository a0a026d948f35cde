import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';

import { openStorage } from './open.ts';

const VICTIM = join(import.meta.dirname, 'crash-writer.fixture.ts');

/** Kills a process with SIGKILL in the middle of a thousand writes; every write it acknowledged must be there. */
export async function crashContract(where: { dataFolder: string; mongoUri?: string }, killAfter: number): Promise<void> {
  const child = spawn(process.execPath, [VICTIM, where.dataFolder, ...(where.mongoUri === undefined ? [] : [where.mongoUri])], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
    if (printed.split('\n').length > killAfter) child.kill('SIGKILL');
  });
  const signal = await new Promise((resolve) => child.once('close', (_code, by) => resolve(by)));
  assert.equal(signal, 'SIGKILL');
  const acknowledged = printed.split('\n').filter((line, index, lines) => line !== '' && index < lines.length - 1);
  assert.ok(acknowledged.length >= killAfter && acknowledged.length < 1000, `${acknowledged.length} acknowledged`);

  const storage = await openStorage(where);
  const found = new Map((await storage.settings.find()).map((setting) => [setting.id, setting.value]));
  for (const id of acknowledged) assert.equal(found.get(id), id.repeat(50), id);
  // The database is whole and takes writes again.
  await storage.settings.insert('after', { value: 'the crash' });
  await storage.close();
}
