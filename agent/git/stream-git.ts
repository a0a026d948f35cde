import { AtelierError } from '../../shared/errors.ts';
import { complaint, endGit, gitEnvironment, spawnGit } from './run-git.ts';

const MAX_COMPLAINT_CHARACTERS = 1000;

export type GitStream = {
  readonly root: string;
  /** The workspace's: who commits, and the key to the server. */
  readonly env: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  /** Ends git at once. */
  readonly signal?: AbortSignal | undefined;
};

/**
 * What git prints, in pieces between separators, as it prints them and no faster than they are taken. Git ends when
 * the reader stops. Bytes come as latin1 characters: what they mean is the reader's business.
 * @throws AtelierError of what git complained about, unless it was stopped
 */
export async function* streamGit({ root, env, args, signal }: GitStream): AsyncGenerator<string, void, undefined> {
  const child = spawnGit(args, { root, env: gitEnvironment(root, env) });
  let stderr = '';
  let isStopped = false;
  const stop = (): void => {
    isStopped = true;
    endGit(child);
  };
  const closed = new Promise<number>((resolve, reject) => {
    child.once('error', (error) => reject(new AtelierError('upstream_failed', { detail: 'git' }, { cause: error })));
    child.once('close', (code) => resolve(code ?? -1));
  });
  closed.catch(() => undefined);
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-MAX_COMPLAINT_CHARACTERS)));
  child.stdin.on('error', () => child.stdin.destroy());
  child.stdin.end();
  signal?.addEventListener('abort', stop);
  try {
    if (signal?.aborted) return;
    let rest = '';
    for await (const chunk of child.stdout.setEncoding('latin1')) {
      const pieces = (rest + String(chunk)).split('\0');
      rest = pieces.pop() ?? '';
      yield* pieces;
    }
    if (rest !== '') yield rest;
    const exitCode = await closed;
    if (exitCode !== 0 && !isStopped) throw complaint(stderr, exitCode);
  } finally {
    signal?.removeEventListener('abort', stop);
    if (child.exitCode === null) stop();
  }
}
