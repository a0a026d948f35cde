import { showToast } from '../../../components/ui/toast.tsx';
import type { FilePath } from '../../../shared/file-path.ts';
import { fromWireError } from '../../../shared/procedures.ts';
import type { Discarded, LineSelection } from '../contract.ts';
import type { GitSession, Question } from './git-session.ts';
import { SIGN_OFF, SMART_COMMIT } from './settings.ts';

const REASONS = ['nothing_to_save', 'nothing_to_send', 'locked', 'unsaved', 'contradiction', 'behind', 'no_branch', 'nothing_staged', 'conflicts_left', 'markers', 'already_sent', 'no_commit', 'filtered'] as const;

/** Why something did not work, and what can be done, in the member's language. */
export function explain(session: GitSession, error: unknown): string {
  const words = session.words.get();
  if (words === null) return '';
  const failure = fromWireError(error);
  const reason = REASONS.find((one) => one === failure.details['because']);
  if (failure.code === 'conflict' && reason !== undefined) return words.t(`because.${reason}`);
  if (failure.code === 'invalid_input') return words.t('because.message');
  const { what, why } = words.errorText(error);
  const detail = failure.code === 'upstream_failed' ? String(failure.details['detail'] ?? '') : '';
  return detail === '' ? `${what} ${why}` : `${what} ${detail}`;
}

/** What the member does to modules and files: each tells when it failed, and how to take it back. */
export class GitDeeds {
  private readonly session: GitSession;

  constructor(session: GitSession) {
    this.session = session;
  }

  stage(root: FilePath, paths: readonly FilePath[] | null): Promise<boolean> {
    return this.run('stage', root, () => this.session.client.stage({ root, paths: paths === null ? null : [...paths] }));
  }

  unstage(root: FilePath, paths: readonly FilePath[] | null): Promise<boolean> {
    return this.run('unstage', root, () => this.session.client.unstage({ root, paths: paths === null ? null : [...paths] }));
  }

  discard(root: FilePath, paths: readonly FilePath[] | null): Promise<boolean> {
    return this.run('discard', root, async () => this.discarded(root, await this.session.client.discard({ root, paths: paths === null ? null : [...paths] })));
  }

  async lines(deed: 'stageLines' | 'unstageLines' | 'discardLines', path: FilePath, lines: LineSelection): Promise<void> {
    const { client } = this.session;
    const root = this.session.moduleOf(path)?.root;
    if (root === undefined) return;
    await this.run(deed === 'stageLines' ? 'stage' : deed === 'unstageLines' ? 'unstage' : 'discard', root, async () => {
      if (deed === 'discardLines') this.discarded(root, await client.discardLines({ path, lines }));
      else await client[deed]({ path, lines });
    });
  }

  /** Asks what has to be asked. Resolves with whether there is a new commit. */
  async commit(root: FilePath, { amend = false, signOff = false }: { readonly amend?: boolean; readonly signOff?: boolean } = {}): Promise<boolean> {
    const { client, messages, workbench: { settings } } = this.session;
    const message = messages.get()[root] ?? '';
    const about = { root, message, amend, signOff: signOff || settings.get(SIGN_OFF), all: false, allowMarkers: false };
    const attempt = async (now: typeof about): Promise<void> => {
      try {
        await client.commit(now);
      } catch (error) {
        const again = await this.ask(root, error, now);
        if (again === null) throw error;
        await attempt(again);
      }
    };
    return await this.run('commit', root, async () => {
      await attempt(about);
      this.session.write(root, '');
      showToast({ title: this.words(amend ? 'done.amended' : 'done.saved') });
    });
  }

  async undoCommit(root: FilePath): Promise<void> {
    const { client } = this.session;
    await this.run('undoCommit', root, async () => {
      const undo = async (force: boolean): Promise<{ message: string }> => {
        try {
          return await client.undoCommit({ root, force });
        } catch (error) {
          if (fromWireError(error).details['because'] !== 'already_sent' || !(await this.question({ kind: 'undoSent', root, count: 0, path: '' }))) throw error;
          return await undo(true);
        }
      };
      const { message } = await undo(false);
      if ((this.session.messages.get()[root] ?? '') === '') this.session.write(root, message);
      showToast({ title: this.words('done.undone') });
    });
  }

  unlock(root: FilePath): Promise<boolean> {
    return this.run('unlock', root, () => this.session.client.unlock({ root }));
  }

  abort(root: FilePath): Promise<boolean> {
    return this.run('abort', root, () => this.session.client.abort({ root }));
  }

  /** Does it, and says why when it did not work. */
  async run(deed: 'stage' | 'unstage' | 'discard' | 'commit' | 'undoCommit' | 'unlock' | 'abort' | 'resolve', root: FilePath, work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (error instanceof Refused) return false;
      const isLocked = fromWireError(error).details['because'] === 'locked' && deed !== 'unlock';
      showToast({
        tone: 'failed',
        title: this.words(`failed.${deed}`),
        text: explain(this.session, error),
        ...(isLocked ? { action: { label: this.words('unlock'), run: () => void this.unlock(root) } } : {}),
      });
      return false;
    }
  }

  private discarded(root: FilePath, { trashId, fileCount }: Discarded): void {
    const undo = (): void => void this.run('discard', root, () => this.session.client.undoDiscard({ root, trashId }));
    showToast({ title: this.words('done.discarded', { count: fileCount }), action: { label: this.words('undo'), run: undo } });
  }

  /** What to try instead; null: nothing. @throws Refused: the member does not want to */
  private async ask<About extends { readonly all: boolean; readonly allowMarkers: boolean }>(root: FilePath, error: unknown, about: About): Promise<About | null> {
    const { details } = fromWireError(error);
    const { settings } = this.session.workbench;
    if (details['because'] === 'nothing_staged') {
      const count = this.session.modules.get()?.find((module) => module.root === root)?.changeCount ?? 0;
      const isSettled = settings.get(SMART_COMMIT);
      if (!isSettled && !(await this.question({ kind: 'commitAll', root, count, path: '' }))) throw new Refused();
      if (!isSettled) settings.asked.emit({ key: SMART_COMMIT.key, value: true });
      return { ...about, all: true };
    }
    if (details['because'] !== 'markers') return null;
    if (!(await this.question({ kind: 'markers', root, count: 0, path: String(details['path'] ?? '') }))) throw new Refused();
    return { ...about, allowMarkers: true };
  }

  private question(about: Omit<Question, 'answer'>): Promise<boolean> {
    return new Promise((resolve) => this.session.asked.set({ ...about, answer: (yes) => {
      this.session.asked.set(null);
      resolve(yes);
    } }));
  }

  private words: (key: Parameters<NonNullable<ReturnType<GitSession['words']['get']>>['t']>[0], values?: Record<string, number>) => string = (key, values) => this.session.words.get()?.t(key, values) ?? '';
}

/** The member was asked, and does not want to: nothing went wrong. */
class Refused extends Error {}
