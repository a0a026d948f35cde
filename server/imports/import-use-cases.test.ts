import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';

import { isAtelier } from '../../shared/errors.ts';
import { createAuditLog } from '../audit/create-audit-log.ts';
import { createRepositories } from '../git/create-repositories.ts';
import { createLog } from '../log.ts';
import { lea, ProjectsServer } from '../projects/projects.fixture.ts';
import { ImportJobs } from './jobs.ts';
import { ImportUseCases } from './import-use-cases.ts';

/** What git would have made of an archive. */
function bundleOf(folder: string): Buffer {
  const git = (...args: string[]): unknown => execFileSync('git', ['-C', folder, '-c', 'user.name=x', '-c', 'user.email=x@x', ...args]);
  git('init', '--quiet', '--initial-branch=main', 'source');
  writeFileSync(join(folder, 'source', 'main.py'), 'print(1)\n');
  git('-C', 'source', 'add', '--all');
  git('-C', 'source', 'commit', '--quiet', '--message=Begin');
  git('-C', 'source', 'bundle', 'create', '--quiet', join(folder, 'source.bundle'), '--all');
  return readFileSync(join(folder, 'source.bundle'));
}

test('of two archives for one import, or two runs of one plan, at the same moment one is taken and the other told', async () => {
  await using server = await ProjectsServer.start();
  const { storage, projects, repositories, folder } = server;
  const clock = { now: () => server.nowMs };
  const log = createLog('silent');
  const bundle = bundleOf(folder);
  let jobs = 0;
  const runtime = {
    stream: async (_job: unknown, { stdout }: { stdout: NodeJS.WritableStream }) => {
      jobs += 1;
      stdout.end(bundle);
      return { exitCode: 0 };
    },
    removeVolumes: async () => undefined,
  };
  const staged = createRepositories({ dataFolder: join(folder, 'imports'), log, clock });
  const imports = new ImportUseCases({
    storage, projects, repositories, staged, clock, log,
    jobs: new ImportJobs(runtime), images: { ensure: async () => ({ reference: 'x', sizeBytes: 0 }) }, audit: createAuditLog({ storage, clock, log }),
  });
  const { id: importId } = await imports.upload(lea, 'a.zip');
  const ask = { ...lea, importId };
  const refused = (outcomes: PromiseSettledResult<unknown>[]): boolean[] => outcomes.map((outcome) => outcome.status === 'rejected' && isAtelier(outcome.reason, 'conflict'));
  const uploads = await Promise.allSettled([imports.receive(ask, Readable.from(['a'])), imports.receive(ask, Readable.from(['b']))]);
  assert.deepEqual([refused(uploads), uploads[0]?.status, jobs], [[false, true], 'fulfilled', 1]);
  const [view] = await imports.list();
  assert.equal(view?.phase, 'ready');
  const plan = view.plan ?? assert.fail();
  const runs = await Promise.allSettled([imports.run(ask, plan), imports.run(ask, plan)]);
  assert.deepEqual([refused(runs), runs[0]?.status], [[false, true], 'fulfilled']);
  await imports.close();
  await staged.close();
});
