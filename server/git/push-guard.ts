import { readdir, stat } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';

import type { Log } from '../log.ts';
import { isBackup, MAX_BACKUP_BYTES, writableBackup } from './backup-ref.ts';
import type { BackendProcess } from './backend-process.ts';
import type { GitGuard } from './git-guard.ts';
import type { GitPrincipal } from './git-principal.ts';
import { gitText, type GitText } from './git-texts.ts';
import { hookMessages } from './hook-messages.ts';
import { NO_COMMIT, proposalNamespace, refusalsOf, type PushRefusal } from './push-rules.ts';
import type { NamedModule } from '../grants/module-rights.ts';
import type { RefChange, Repositories } from './repositories.ts';
import { runGit } from './run-git.ts';

const MAX_TOLD_REFS = 20;

export type PushAbout = { readonly who: GitPrincipal; readonly module: Pick<NamedModule, 'id'>; readonly french: boolean };

/** What became of a push: refs that changed, or why nothing was let in; both empty: it never came to be asked. */
export type PushOutcome = { readonly changed: readonly RefChange[]; readonly refused: readonly PushRefusal[] };

export type PushGuardDeps = { readonly guard: Pick<GitGuard, 'again'>; readonly repositories: Pick<Repositories, 'folder' | 'git'>; readonly log: Pick<Log, 'error' | 'warn'> };

/**
 * Talks with the hooks of one push, over pipes that only its processes have. The objects are checked and in
 * quarantine when it is asked; it reads anew who the member is, what they may, and says yes or no to all of it.
 */
export class PushGuard {
  readonly #deps: PushGuardDeps;
  readonly #about: PushAbout;
  #admitted: readonly RefChange[] = [];
  #refused: readonly PushRefusal[] = [];
  #changed: readonly RefChange[] | null = null;

  constructor(deps: PushGuardDeps, about: PushAbout) {
    this.#deps = deps;
    this.#about = about;
  }

  /** Until the hooks have nothing more to say. Never rejects. @param onChanged called at once when refs have changed */
  async attend(backend: BackendProcess, onChanged: (refs: readonly RefChange[]) => void): Promise<void> {
    const { from, to } = backend.hookPipes;
    // A push that ends early closes them; what that means is told by its end.
    to.on('error', () => to.destroy());
    try {
      for await (const message of hookMessages(from)) {
        if (message.hook === 'post-receive') {
          this.#changed = message.refs;
          onChanged(message.refs);
        } else if (await this.#admits(message)) {
          backend.mustFinish();
          this.#admitted = message.refs;
          to.end('yes\n');
        } else {
          to.end(`no\n${this.#words().join('\n')}\n`);
        }
      }
    } catch (error) {
      this.#deps.log.error({ err: error, moduleId: this.#about.module.id }, 'a push could not be checked');
      this.#refused = [{ ref: '', text: 'noAnswer' }];
      to.end(`no\n${this.#words().join('\n')}\n`);
      from.destroy();
    }
  }

  /** Once the push's process has ended. Refs that changed without the last hook (its client went) are looked up. */
  async outcome(): Promise<PushOutcome> {
    const changed = this.#changed ?? (await this.#stored());
    return { changed, refused: this.#refused };
  }

  async #admits(asked: { readonly refs: readonly RefChange[]; readonly quarantine: string }): Promise<boolean> {
    const { who, module } = this.#about;
    const now = await this.#deps.guard.again(who, module.id);
    const allowed = now !== null && who.scope === 'read' ? { ...now, access: 'read' as const } : now;
    this.#refused = await refusalsOf({ memberId: who.memberId, module: allowed, refs: asked.refs, isFastForward: (change) => this.#isFastForward(change, asked.quarantine), backup: writableBackup(who) });
    if (this.#refused.length === 0 && asked.refs.some(({ ref }) => isBackup(ref)) && (await bytesIn(asked.quarantine)) > MAX_BACKUP_BYTES) this.#refused = [{ ref: '', text: 'backupTooLarge' }];
    return this.#refused.length === 0;
  }

  async #isFastForward({ before, after }: RefChange, quarantine: string): Promise<boolean> {
    const folder = this.#deps.repositories.folder(this.#about.module.id);
    const objects = join(folder, 'objects');
    const place = relative(objects, quarantine);
    const isInside = place !== '' && !place.startsWith('..') && !isAbsolute(place);
    // The new commits are not in the repository yet: that is the point.
    const env: Record<string, string> = isInside ? { GIT_OBJECT_DIRECTORY: quarantine, GIT_ALTERNATE_OBJECT_DIRECTORIES: objects } : {};
    const { exitCode } = await runGit({ folder, env, args: ['merge-base', '--is-ancestor', '--end-of-options', before, after], allowExit: [1] });
    return exitCode === 0;
  }

  async #stored(): Promise<RefChange[]> {
    if (this.#admitted.length === 0) return [];
    const { stdout } = await this.#deps.repositories.git(this.#about.module.id, ['for-each-ref', '--format=%(objectname) %(refname)']);
    const stored = new Map(stdout.toString('utf8').split('\n').map((line) => [line.slice(41), line.slice(0, 40)]));
    return this.#admitted.filter(({ ref, after }) => (stored.get(ref) ?? NO_COMMIT) === after);
  }

  #words(): string[] {
    const { who, french } = this.#about;
    const text = (key: GitText): string => gitText(key, { french, values: { namespace: proposalNamespace(who.memberId).slice('refs/heads/'.length) } });
    const lines = this.#refused.slice(0, MAX_TOLD_REFS).map(({ ref, text: key }) => (ref === '' ? text(key) : `${ref.replace(/^refs\/(heads|tags)\//, '')}: ${text(key)}`));
    return ['', ...lines, ''];
  }
}

/** Of the objects that a push brings. */
async function bytesIn(quarantine: string): Promise<number> {
  const entries = await readdir(quarantine, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(entries.filter((entry) => entry.isFile()).map((entry) => stat(join(entry.parentPath, entry.name))));
  return sizes.reduce((sum, { size }) => sum + size, 0);
}
