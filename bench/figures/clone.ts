import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { run } from '#tests/harness/run.ts';
import type { BenchContext } from '../context.ts';
import type { Figure } from '../figure.ts';
import { median } from '../statistics.ts';

const TIMES = 5;
const FILES = 1600;
const FILE_BYTES = 128 * 1024;
const COMMITS = 20;
const SLUG = 'bench';
const PLAIN = { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_TERMINAL_PROMPT: '0', no_proxy: '*', NO_PROXY: '*' };

export const clone: Figure = {
  name: 'clone',
  about: '`git clone --bare` of a repository of 200 MB, and its push, over the product and over git http-backend behind a bare node server, by turns',
  async measure(context) {
    const work = await mkdtemp(join(tmpdir(), 'atelier-bench-git-'));
    try {
      const local = join(work, 'local.git');
      await makeRepository(local);
      const { url, moduleId } = await makeModule(context);
      const pushedMs = await time(['git', '-C', local, 'push', '-q', url, 'main']);
      const bare = await startBare(join((await context.server()).dataFolder, 'git'));
      try {
        const samples: number[] = [];
        const limits: number[] = [];
        for (let index = 0; index < context.times(TIMES); index += 1) {
          samples.push(await timeClone(url, join(work, 'copy')));
          limits.push(await timeClone(`${bare.url}/${moduleId}.git`, join(work, 'copy')));
        }
        const of = `median of ${samples.length}`;
        return [
          { what: 'git clone of 200 MB', unit: 's', value: median(samples) / 1000, of, limit: { what: 'git http-backend behind node:http', value: median(limits) / 1000 }, goal: { atMostTimesLimit: 1.2 } },
          { what: 'git push of 200 MB, every object checked', unit: 's', value: pushedMs / 1000, of: 'one', limit: null, goal: {} },
        ];
      } finally {
        await bare.stop();
      }
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  },
};

async function timeClone(url: string, into: string): Promise<number> {
  const elapsedMs = await time(['git', 'clone', '-q', '--bare', url, into]);
  await rm(into, { recursive: true });
  return elapsedMs;
}

async function time(command: readonly [string, ...string[]]): Promise<number> {
  const startedMs = performance.now();
  await run(command, { env: PLAIN });
  return performance.now() - startedMs;
}

/** Files that do not compress, in a history of several commits: 200 MB on the wire too. */
async function makeRepository(folder: string): Promise<void> {
  await run(['git', 'init', '-q', '--bare', '-b', 'main', folder], { env: PLAIN });
  const importing = spawn('git', ['-C', folder, 'fast-import', '--quiet'], { stdio: ['pipe', 'inherit', 'inherit'] });
  const ended = once(importing, 'close');
  const write = async (data: string | Buffer): Promise<void> => {
    if (!importing.stdin.write(data)) await once(importing.stdin, 'drain');
  };
  for (let index = 0; index < FILES; index += 1) {
    if (index % (FILES / COMMITS) === 0) await write(`commit refs/heads/main\ncommitter Bench <bench@atelier.test> ${1_700_000_000 + index} +0000\ndata 4\nMore\n`);
    await write(`M 100644 inline src/${index % 40}/file-${index}.bin\ndata ${FILE_BYTES}\n`);
    await write(randomBytes(FILE_BYTES));
    await write('\n');
  }
  importing.stdin.end();
  const [code] = await ended;
  if (code !== 0) throw new Error(`git fast-import ended with ${String(code)}`);
}

async function makeModule(context: BenchContext): Promise<{ url: string; moduleId: string }> {
  const { api } = await context.owner();
  const project = await api.projects.create({ slug: SLUG });
  const module = await api.projects.modules.create({ projectId: project.id, slug: 'large', kind: 'docs', description: '', templateId: null });
  const { secret } = await api.tokens.create({ name: 'bench', scope: 'write', moduleIds: [module.id], days: 1 });
  const { host, protocol } = new URL((await context.server()).url);
  return { url: `${protocol}//bench:${secret}@${host}/git/${SLUG}/large.git`, moduleId: module.id };
}

async function startBare(root: string): Promise<{ url: string; stop(): Promise<void> }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../bare-git.ts'), root], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const [line] = await once(child.stdout, 'data');
  return {
    url: String(line).trim(),
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
