import { chmod, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { AtelierError } from '../../shared/errors.ts';
import type { ModuleId } from '../../shared/ids.ts';
import { DEFAULT_BRANCH, MAX_PUSH_BYTES } from '../../shared/projects.ts';
import type { Clock } from '../clock.ts';
import { KeyedQueue } from '../../shared/keyed-queue.ts';
import type { Log } from '../log.ts';
import { fastImportStream } from './commit-files.ts';
import { Housekeeping } from './housekeeping.ts';
import { KnownFacts } from './known-facts.ts';
import { receiveBundle } from './receive-bundle.ts';
import { replaceFile } from './replace-file.ts';
import type { GitOptions, Pushed, Repositories } from './repositories.ts';
import { repositoryConfig } from './repository-config.ts';
import { runGit } from './run-git.ts';

export const HOOKS_FOLDER = join(import.meta.dirname, 'hooks');
const NOTHING = '0'.repeat(40);

export type RepositoriesDeps = { readonly dataFolder: string; readonly log: Pick<Log, 'warn' | 'error'>; readonly clock: Clock; readonly maxPushBytes?: number };

/** Repositories at `<data>/git/<moduleId>.git`. `close` before the process ends. */
export function createRepositories({ dataFolder, log, clock, maxPushBytes = MAX_PUSH_BYTES }: RepositoriesDeps): Repositories {
  const root = join(dataFolder, 'git');
  const config = repositoryConfig({ hooksFolder: HOOKS_FOLDER, maxPushBytes });
  const queue = new KeyedQueue();
  const housekeeping = new Housekeeping({ log });
  const listeners = new Set<(pushed: Pushed) => void>();
  const configured = new Map<ModuleId, Promise<void>>();
  const known = new KnownFacts();

  const folder = (moduleId: ModuleId): string => join(root, `${moduleId}.git`);

  /** Once for each repository in this process. @throws AtelierError not_found */
  const ensureConfigured = (moduleId: ModuleId): Promise<void> => {
    const before = configured.get(moduleId);
    if (before !== undefined) return before;
    const now = configure(folder(moduleId), config);
    configured.set(moduleId, now);
    now.catch(() => configured.delete(moduleId));
    return now;
  };

  const git = async (moduleId: ModuleId, args: readonly string[], options: GitOptions = {}): Promise<{ exitCode: number; stdout: Buffer }> => {
    await ensureConfigured(moduleId);
    const { exitCode, stdout } = await runGit({ folder: folder(moduleId), args, ...options });
    return { exitCode, stdout };
  };

  const pushed = (about: Pushed): void => {
    known.forget(about.moduleId);
    for (const listener of listeners) {
      try {
        listener(about);
      } catch (error) {
        log.error({ err: error, moduleId: about.moduleId }, 'a listener of pushes failed');
      }
    }
    housekeeping.plan(about.moduleId, folder(about.moduleId));
  };

  /** @throws AtelierError conflict */
  const mustBeEmpty = async (moduleId: ModuleId): Promise<void> => {
    // A workspace may have backed something up already.
    const { stdout } = await git(moduleId, ['for-each-ref', '--count=1', 'refs/heads', 'refs/tags', 'refs/notes']);
    if (stdout.length > 0) throw new AtelierError('conflict');
  };

  return {
    folder,
    ready: ensureConfigured,
    has: (moduleId) => isThere(join(folder(moduleId), 'HEAD')),
    git,
    pushed,
    tidy: (moduleId) => housekeeping.plan(moduleId, folder(moduleId)),
    create: (moduleId) =>
      queue.run(moduleId, async () => {
        if (await isThere(folder(moduleId))) return;
        // Made beside and renamed: what has the name is whole, also after a crash.
        const making = join(root, `.making-${moduleId}`);
        await rm(making, { recursive: true, force: true });
        await mkdir(making, { recursive: true });
        await chmod(root, 0o711);
        await runGit({ folder: making, args: ['init', '--quiet', '--bare', '--template=', `--initial-branch=${DEFAULT_BRANCH}`, making] });
        await configure(making, config);
        await rename(making, folder(moduleId));
      }),
    remove: (moduleId) =>
      queue.run(moduleId, async () => {
        housekeeping.forget(moduleId);
        configured.delete(moduleId);
        known.forget(moduleId);
        // What a removal or a making left that was cut off: nothing of it stays.
        const leaving = join(root, `.leaving-${moduleId}`);
        for (const left of [leaving, join(root, `.making-${moduleId}`)]) await rm(left, { recursive: true, force: true });
        if (!(await isThere(folder(moduleId)))) return;
        await rename(folder(moduleId), leaving);
        await rm(leaving, { recursive: true, force: true });
      }),
    receiveBundle: (moduleId, bundle, options) =>
      queue.run(moduleId, async () => {
        await mustBeEmpty(moduleId);
        pushed({ moduleId, refs: await receiveBundle(folder(moduleId), bundle, options), memberId: null });
      }),
    commitFiles: (moduleId, commit) =>
      queue.run(moduleId, async () => {
        const input = fastImportStream(commit, clock.now());
        await mustBeEmpty(moduleId);
        await git(moduleId, ['fast-import', '--quiet', '--done', '--date-format=raw'], { input });
        const ref = `refs/heads/${DEFAULT_BRANCH}`;
        const { stdout } = await git(moduleId, ['rev-parse', '--verify', ref]);
        const after = stdout.toString('utf8').trim();
        pushed({ moduleId, refs: [{ ref, before: NOTHING, after }], memberId: null });
        return after;
      }),
    facts: async (moduleId) => {
      await ensureConfigured(moduleId);
      return known.of(moduleId, { folder: folder(moduleId), git: (args, options) => git(moduleId, args, options) });
    },
    rememberedFacts: (moduleId) => known.remembered(moduleId),
    onPushed: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: async () => {
      await housekeeping.close();
      await queue.idle();
    },
  };
}

/** Writes the server's configuration where another stands. @throws AtelierError not_found: no repository */
async function configure(folder: string, config: string): Promise<void> {
  const path = join(folder, 'config');
  let present: string;
  try {
    present = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new AtelierError('not_found', {}, { cause: error });
    throw error;
  }
  if (present === config) return;
  await replaceFile(path, config);
  // Read by one-off containers as another user; the data folder above keeps everybody else out.
  await chmod(folder, 0o755);
}

async function isThere(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
}
