import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { ModuleId } from '../../../shared/ids.ts';
import type { Inside } from './inside.ts';
import { probeSearch } from './probe-contents.ts';
import type { Subject } from './subject.ts';
import { Tally } from './tally.ts';

const HIDDEN = { id: ModuleId.parse('r0000000hide1'), projectSlug: 'shop', slug: 'api' };
const SECRET = 'DATABASE_PASSWORD=rosebud1\n';
const PROGRAM = join(import.meta.dirname, 'inside.cjs');

/** The probe with a folder in place of a container. */
async function searched(content: string): Promise<{ holes: readonly { answer: string }[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-search-'));
  try {
    writeFileSync(join(folder, 'a'), content);
    const hash = execFileSync('git', ['hash-object', '--stdin'], { input: SECRET, encoding: 'utf8' }).trim();
    const listing = Buffer.from(`100644 blob ${hash} ${SECRET.length}\t.env\0`);
    const repositories = { git: async (id: ModuleId) => ({ exitCode: 0, stdout: id === HIDDEN.id ? listing : Buffer.alloc(0) }) };
    const tally = new Tally('search');
    let told = '';
    const look = async (work: string, job: object): Promise<unknown> => {
      told = JSON.stringify(job);
      return JSON.parse(execFileSync(process.execPath, [PROGRAM], { input: JSON.stringify({ ...job, folders: [folder], work }), encoding: 'utf8' }));
    };
    await probeSearch({ look } as unknown as Inside, { held: [], hidden: [HIDDEN] } as unknown as Subject, { tally, repositories });
    assert.ok(!told.includes(hash.slice(0, 4)));
    return { holes: tally.result().holes };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('what runs with the member’s uid is told too little of a hidden file to try guesses at it, and finds it all the same', async () => {
  const { holes } = await searched(SECRET);
  assert.equal(holes.length, 1);
  assert.match(holes[0]?.answer ?? '', /its content is at/);
});

test('a file of the size of a hidden one with another content is no hole', async () => {
  assert.deepEqual((await searched('x'.repeat(SECRET.length))).holes, []);
});
