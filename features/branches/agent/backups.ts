import type { AgentKernel } from '../../../agent/feature.ts';
import type { Repository } from '../../../agent/git/repositories.ts';
import { commitSnapshot, keepSafe, restoreTree, takeSnapshot } from '../../../agent/git/safety.ts';
import { AtelierError } from '../../../shared/errors.ts';
import type { MemberId } from '../../../shared/ids.ts';
import { MINUTE_MS } from '../../../shared/units.ts';
import { BACKUP_AFTER_PAUSE_MS, BACKUP_EVERY_MS, MAX_BACKED_UP_BYTES, MAX_BACKED_UP_FILE_BYTES, type Backup, type BackupState, type Done } from '../contract.ts';
import { lines, text, tipOf } from './branches.ts';

const PREFIX = 'refs/atelier/backup/';
/** Nobody asked for it: no hook runs, and nothing asks. */
const QUIET = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false', '-c', 'gc.auto=0', '-c', 'push.gpgSign=false'];
const PUSH_TIMEOUT_MS = 5 * MINUTE_MS;

type Known = { readonly key: string; readonly state: BackupState };
export type BackupsDeps = { readonly kernel: AgentKernel; readonly now: () => number; readonly everyMs?: number; readonly pauseMs?: number };

/**
 * Brings what is only in this workspace to the server every few minutes, soon after a pause, and before it stops: commits that were never pushed, changes that
 * are not committed, new files. Under a ref that only this workspace writes and only its member reads. Index, branches
 * and stash are not touched; while nobody does anything here, nothing runs. `close` ends it.
 */
export class Backups {
  readonly #deps: BackupsDeps;
  readonly #known = new Map<string, Known>();
  readonly #listeners = new Set<(root: string) => void>();
  readonly #running = new Map<string, Promise<BackupState>>();
  #timer: NodeJS.Timeout | undefined;
  #lookedAtMs = 0;
  #isLooking = false;

  constructor(deps: BackupsDeps) {
    this.#deps = deps;
  }

  start(): void {
    if (this.#deps.kernel.config.memberId === undefined) return;
    const { everyMs = BACKUP_EVERY_MS, pauseMs = BACKUP_AFTER_PAUSE_MS } = this.#deps;
    // Only two times are compared while nothing happens.
    this.#timer = setInterval(() => this.#isDue({ everyMs, pauseMs }) && void this.#lookNow(), Math.min(everyMs, pauseMs / 2)).unref();
  }

  /** What the server does not have goes there now, whoever wrote it and whether or not the member was at work. */
  async beforeStop(): Promise<void> {
    await Promise.allSettled(this.#running.values());
    await this.#lookNow();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.allSettled(this.#running.values());
  }

  /** @throws AtelierError upstream_failed, timeout: the server did not take it */
  async now(repository: Repository, memberId: MemberId): Promise<BackupState> {
    const state = await this.#run(repository, memberId);
    if (state.state === 'failed') throw new AtelierError('upstream_failed', { detail: 'backup' });
    return state;
  }

  async *watch(repository: Repository, signal: AbortSignal): AsyncGenerator<BackupState, void, undefined> {
    let wake = Promise.withResolvers<void>();
    const listener = (root: string): void => (root === repository.root.path ? wake.resolve() : undefined);
    const end = (): void => wake.resolve();
    this.#listeners.add(listener);
    signal.addEventListener('abort', end);
    try {
      while (!signal.aborted) {
        yield this.#known.get(repository.root.path)?.state ?? { savedAtMs: null, state: this.#deps.kernel.config.memberId === undefined ? 'off' : 'waiting', leftOut: 0 };
        await wake.promise;
        wake = Promise.withResolvers<void>();
      }
    } finally {
      this.#listeners.delete(listener);
      signal.removeEventListener('abort', end);
    }
  }

  /** The member's own, of this and of other workspaces of theirs. */
  async list({ git, look }: Repository, memberId: MemberId): Promise<Backup[]> {
    const { stdout } = await git([...QUIET, 'ls-remote', '--refs', 'origin', `${PREFIX}${memberId}/*`]);
    const refs = lines(stdout).map((line) => ({ hash: line.slice(0, line.indexOf('\t')), ref: line.slice(line.indexOf('\t') + 1) })).filter(({ ref }) => ref.startsWith(`${PREFIX}${memberId}/`));
    if (refs.length === 0) return [];
    await git([...QUIET, 'fetch', '--quiet', '--no-tags', '--no-write-fetch-head', 'origin', ...refs.map(({ ref }) => ref)], { timeoutMs: PUSH_TIMEOUT_MS });
    const backups: Backup[] = [];
    for (const { hash, ref } of refs) {
      const said = text((await look(['log', '-1', '--no-show-signature', '--format=%ct%n%B', hash, '--'])).stdout).split('\n');
      const branch = said.find((line) => line.startsWith('branch: '))?.slice('branch: refs/heads/'.length) ?? '';
      const head = await look(['log', '-1', '--no-show-signature', '--format=%s', `${hash}^1`, '--'], { allowExit: [128] });
      backups.push({ ref, hash, atMs: Number(said[0]) * 1000, isHere: ref === this.#refOf(memberId), branch: branch === '' ? null : branch, message: head.exitCode === 0 ? text(head.stdout).slice(0, 300) : '' });
    }
    return backups.sort((one, other) => Number(other.isHere) - Number(one.isHere) || other.atMs - one.atMs);
  }

  /** @throws AtelierError not_found: no backup of theirs */
  async restore(repository: Repository, { ref, memberId }: { readonly ref: string; readonly memberId: MemberId }): Promise<Done> {
    const { git } = repository;
    const found = (await this.list(repository, memberId)).find((backup) => backup.ref === ref);
    if (found === undefined) throw new AtelierError('not_found');
    const undo = await keepSafe(repository, this.#deps.now());
    await restoreTree({ git }, found.hash);
    // Nothing is staged: what the backup has is in the files, to be looked at.
    if ((await tipOf(git, 'HEAD')) !== null) await git(['reset', '--quiet', '--mixed']);
    return { outcome: 'done', undo };
  }

  #refOf(memberId: MemberId): string {
    return `${PREFIX}${memberId}/${this.#deps.kernel.config.workspaceId}`;
  }

  get #lastMs(): number {
    return this.#deps.kernel.lastActivityAtMs?.() ?? this.#deps.now();
  }

  #isDue({ everyMs, pauseMs }: { readonly everyMs: number; readonly pauseMs: number }): boolean {
    const nowMs = this.#deps.now();
    const lastMs = this.#lastMs;
    return !this.#isLooking && lastMs >= this.#lookedAtMs && (nowMs - lastMs >= pauseMs || nowMs - this.#lookedAtMs >= everyMs);
  }

  async #lookNow(): Promise<void> {
    const { kernel, now } = this.#deps;
    const { memberId } = kernel.config;
    if (memberId === undefined) return;
    this.#lookedAtMs = now();
    this.#isLooking = true;
    for (const repository of kernel.repositories.writable) {
      await this.#run(repository, memberId).catch((error: unknown) => kernel.log.warn({ error: String(error), root: repository.root.path }, 'a backup failed'));
    }
    this.#isLooking = false;
  }

  #run(repository: Repository, memberId: MemberId): Promise<BackupState> {
    const { path } = repository.root;
    const running = this.#running.get(path) ?? this.#backUp(repository, memberId).finally(() => {
      this.#running.delete(path);
      for (const listener of this.#listeners) listener(path);
    });
    this.#running.set(path, running);
    return running;
  }

  async #backUp(repository: Repository, memberId: MemberId): Promise<BackupState> {
    const { git, root } = repository;
    const before = this.#known.get(root.path);
    const keep = (key: string, state: BackupState): BackupState => {
      this.#known.set(root.path, { key, state });
      return state;
    };
    try {
      const snapshot = await takeSnapshot(repository, { maxFileBytes: MAX_BACKED_UP_FILE_BYTES, maxBytes: MAX_BACKED_UP_BYTES });
      const head = await tipOf(git, 'HEAD');
      const branch = text((await git(['symbolic-ref', '--quiet', 'HEAD'], { allowExit: [1, 128] })).stdout);
      const key = `${head ?? ''} ${branch} ${snapshot.tree} ${snapshot.index ?? ''}`;
      if (before?.key === key) return before.state;
      if (await this.#isAllThere(repository, { head, ...snapshot })) return keep(key, { savedAtMs: before?.state.savedAtMs ?? null, state: 'nothing', leftOut: snapshot.leftOut });
      const commit = await commitSnapshot(repository, { snapshot, about: { branch } });
      await git([...QUIET, 'push', '--quiet', '--no-verify', '--force', 'origin', `${commit}:${this.#refOf(memberId)}`], { timeoutMs: PUSH_TIMEOUT_MS });
      return keep(key, { savedAtMs: this.#deps.now(), state: 'saved', leftOut: snapshot.leftOut });
    } catch (error) {
      if (!(error instanceof AtelierError)) throw error;
      this.#deps.kernel.log.warn({ error: error.code, root: root.path }, 'a backup was not taken');
      // Tried again with the next look, not at once.
      return keep('', { savedAtMs: before?.state.savedAtMs ?? null, state: 'failed', leftOut: 0 });
    }
  }

  /** Whether the server has all of it already: nothing changed since a commit that was pushed. */
  async #isAllThere({ git }: Repository, { head, tree, index }: { readonly head: string | null; readonly tree: string; readonly index: string | null }): Promise<boolean> {
    if (head === null) return text((await git(['hash-object', '-t', 'tree', '/dev/null'])).stdout) === tree;
    const committed = text((await git(['rev-parse', `${head}^{tree}`])).stdout);
    if (committed !== tree || (index !== null && committed !== index)) return false;
    return Number(text((await git(['rev-list', '--count', '--max-count=1', 'HEAD', '--branches', '--not', '--remotes=origin'])).stdout)) === 0;
  }
}
