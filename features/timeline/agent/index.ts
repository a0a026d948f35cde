import { implement } from '@orpc/server';
import { stat } from 'node:fs/promises';

import { needs } from '../../../agent/capabilities.ts';
import type { AgentContext, AgentFeature, AgentKernel } from '../../../agent/feature.ts';
import { watchRefs } from '../../../agent/git/refs-watch.ts';
import type { Repository } from '../../../agent/git/repositories.ts';
import { wireStream } from '../../../agent/streams.ts';
import { AtelierError, isAtelier } from '../../../shared/errors.ts';
import { pathToBytes, type FilePath } from '../../../shared/file-path.ts';
import { MAX_KEPT_BYTES, MAX_SHOWN_BYTES, timelineContract, type Timeline, type TimelineEvent, type Version } from '../contract.ts';
import { commitsOf, fileOfCommit } from './commits.ts';
import { FolderRestore } from './folder-restore.ts';
import { Recorder, readNow } from './recorder.ts';
import { refuseGitsOwn, removeFile, replaceFile } from './restore.ts';
import type { SaveRecord } from './save-records.ts';
import { SaveStore } from './save-store.ts';

/** Below the home of the workspace, and so outside of every repository. */
const PLACE = '.local/share/atelier/saves';

/** What files were: saves that this agent keeps, and commits. */
export function createTimelineFeature(kernel: AgentKernel, { now = Date.now }: { readonly now?: () => number } = {}): AgentFeature & { readonly idle: () => Promise<void> } {
  const { config, log, repositories, saves } = kernel;
  const home = config.roots.find(({ kind }) => kind === 'home') ?? config.roots[0];
  const store = new SaveStore({ folder: `${home?.path ?? ''}/${PLACE}`, now });
  const watching = new Set<(path: FilePath) => void>();
  const tell = (path: FilePath): void => watching.forEach((listener) => listener(path));
  const recorder = new Recorder({ store, log, now, onRecorded: ({ path }) => tell(path) });
  const endListening = saves.listen({ changing: (event) => recorder.changing(event), saved: (event) => recorder.saved(event), moved: (event) => recorder.moved(event) });

  const contract = implement(timelineContract).$context<AgentContext>();
  const reads = contract.use(needs('files.read'));
  const writes = contract.use(needs('files.write', kernel));

  const repositoryAt = (path: FilePath): Repository | null => repositories.all.find(({ root }) => path === root.path || path.startsWith(`${root.path}/`)) ?? null;

  const list = async (path: FilePath, { limit, signal }: { limit: number; signal?: AbortSignal | undefined }): Promise<Timeline> => {
    await recorder.idle();
    const is = await kindOf(path);
    const repository = repositoryAt(path);
    const [saved, commits] = await Promise.all([store.list(path, limit + 1), repository === null ? [] : commitsOf(repository, { path, isFolder: is === 'folder' || path === repository.root.path, limit: limit + 1, signal })]);
    const events = merge(saved.map(eventOf), commits);
    return { is, events: events.slice(0, limit), hasMore: events.length > limit };
  };

  async function contentOf(version: Version): Promise<{ content: Buffer; ofMs: number }> {
    if (version.kind === 'save') {
      const { content, record } = await store.read(version.id);
      return { content, ofMs: record.atMs };
    }
    const { repository } = repositories.file(version.path);
    const { stdout } = await repository.look(['show', '--no-patch', '--format=%ct', '--end-of-options', `${version.hash}^{commit}`, '--']);
    return { content: await fileOfCommit(repository, { ...version, maxBytes: MAX_KEPT_BYTES }), ofMs: Number(stdout.toString('latin1')) * 1000 };
  }

  const put = async (path: FilePath, { content, ofMs, context }: { content: Buffer; ofMs: number; context: AgentContext }): Promise<void> => {
    await replaceFile(path, { content, context });
    await store.add({ path, content, cause: 'restored', ofMs, atMs: now(), memberId: context.actor.memberId });
    tell(path);
  };

  const folders = new FolderRestore({ store, recorder, put, mayWrite: (content, context) => context.capabilities.has('transfer') || isText(content), onRemoved: tell });

  return {
    name: 'timeline',
    router: contract.router({
      list: reads.list.handler(({ input, signal }) => list(input.path, { limit: input.limit, signal })),
      watch: reads.watch.handler(({ input, signal }) => wireStream(watchTimeline(input.path, { watching, repository: repositoryAt(input.path), signal: signal ?? new AbortController().signal }))),
      text: reads.text.handler(async ({ input }) => ({ text: asText((await store.read(input.id)).content) })),
      restore: writes.restore.handler(async ({ input: { path, version }, context }) => {
        refuseGitsOwn(path, context);
        const { content, ofMs } = await contentOf(version);
        // Who may not transfer files has no other bytes than text, from here either.
        if (!context.capabilities.has('transfer')) asText(content);
        const before = await recorder.keepNow(path);
        if (before === null && (await kindOf(path)) !== 'gone') throw new AtelierError('too_large', { maxBytes: MAX_KEPT_BYTES });
        await put(path, { content, ofMs, context });
        return { undo: before?.id ?? null };
      }),
      undoRestore: writes.undoRestore.handler(async ({ input: { path, undo }, context }) => {
        if (undo !== null) {
          const { content, record } = await store.read(undo);
          await recorder.keepNow(path);
          await put(path, { content, ofMs: record.atMs, context });
          return {};
        }
        const [present, restored] = await Promise.all([readNow(path), store.latest(path)]);
        const kept = restored?.cause === 'restored' ? (await store.read(restored.id)).content : null;
        if (present === null || present === 'same' || kept === null || !present.content.equals(kept)) throw new AtelierError('changed_since');
        await removeFile(path);
        tell(path);
        return {};
      }),
      restoreFolder: writes.restoreFolder.handler(({ input: { path, to }, context }) => folders.restore(path, { to, repository: repositoryAt(path), context })),
      undoFolder: writes.undoFolder.handler(async ({ input, context }) => {
        await folders.undo(input.undo, context);
        return {};
      }),
    }),
    idle: () => recorder.idle(),
    close: async () => {
      endListening();
      await recorder.idle();
      await store.idle();
    },
  };
}

/** Each is newest first already; a save that is said to be as old as a commit was before it. */
function merge(saves: readonly TimelineEvent[], commits: readonly TimelineEvent[]): TimelineEvent[] {
  const merged: TimelineEvent[] = [];
  let [at, to] = [0, 0];
  while (at < saves.length || to < commits.length) {
    const [save, commit] = [saves[at], commits[to]];
    // A commit's time has whole seconds: a save within that second came before it, as saves do.
    if (save !== undefined && (commit === undefined || save.atMs >= commit.atMs + 1000)) {
      merged.push(save);
      at += 1;
    } else if (commit !== undefined) {
      merged.push(commit);
      to += 1;
    }
  }
  return merged;
}

function eventOf({ hash: _hash, storedBytes: _storedBytes, ...event }: SaveRecord): TimelineEvent {
  return event;
}

async function kindOf(path: FilePath): Promise<Timeline['is']> {
  const stats = await stat(Buffer.from(pathToBytes(path))).catch(() => null);
  if (stats === null) return 'gone';
  return stats.isDirectory() ? 'folder' : 'file';
}

/** @throws AtelierError too_large, invalid_text */
function asText(content: Buffer): string {
  if (content.length > MAX_SHOWN_BYTES) throw new AtelierError('too_large', { maxBytes: MAX_SHOWN_BYTES });
  if (content.includes(0)) throw new AtelierError('invalid_text');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch (error) {
    throw new AtelierError('invalid_text', {}, { cause: error });
  }
}

function isText(content: Buffer): boolean {
  try {
    asText(content);
    return true;
  } catch (error) {
    if (isAtelier(error)) return false;
    throw error;
  }
}

type Watching = { readonly watching: Set<(path: FilePath) => void>; readonly repository: Repository | null; readonly signal: AbortSignal };

async function* watchTimeline(path: FilePath, { watching, repository, signal }: Watching): AsyncGenerator<Record<never, never>, void, undefined> {
  let wake = Promise.withResolvers<void>();
  const go = (): void => wake.resolve();
  const saved = (at: FilePath): void => {
    if (at === path || at.startsWith(`${path}/`)) go();
  };
  const abort = new AbortController();
  const end = (): void => {
    abort.abort();
    go();
  };
  signal.addEventListener('abort', end);
  watching.add(saved);
  // The first item says that from here on all is told: whoever lists then misses nothing.
  const begun = Promise.withResolvers<void>();
  const following = repository === null ? Promise.resolve() : follow(repository, { signal: abort.signal, begun: begun.resolve, go });
  following.catch(go).finally(begun.resolve);
  try {
    if (repository !== null) await begun.promise;
    while (!signal.aborted) {
      yield {};
      await wake.promise;
      wake = Promise.withResolvers<void>();
    }
  } finally {
    signal.removeEventListener('abort', end);
    watching.delete(saved);
    abort.abort();
    await following;
  }
}

/** `begun` is called when the present state has been read, `go` for each that is another. */
async function follow(repository: Repository, { signal, begun, go }: { readonly signal: AbortSignal; readonly begun: () => void; readonly go: () => void }): Promise<void> {
  let tell = begun;
  for await (const _refs of watchRefs(repository, signal)) {
    tell();
    tell = go;
  }
}
