import type { RepositoryFile } from '../../../agent/git/repositories.ts';
import { resolveCommit } from '../../../agent/git/revision.ts';
import { AtelierError } from '../../../shared/errors.ts';
import type { BlameCommit, BlamePiece, TextRevision } from '../contract.ts';

export type BlameOf = { readonly text?: string | undefined; readonly revision?: TextRevision | undefined };

/** Piece by piece, as git finds out. Ends git when the reader stops. @throws AtelierError not_found: git has no such file */
export async function* blame(file: RepositoryFile, { text, revision }: BlameOf, signal: AbortSignal | undefined): AsyncGenerator<BlamePiece, void, undefined> {
  const { repository: { look, root }, path } = file;
  // A name that is no UTF-8 cannot be an argument of git's.
  if (/[\udc80-\udcff]/.test(path)) throw new AtelierError('not_found');
  const commit = revision === undefined || revision === 'index' ? [] : [await resolveCommit(look, revision)];
  const contents = text === undefined || commit.length > 0 ? [] : ['--contents', '-'];
  const args = ['blame', '--incremental', '--no-textconv', '--encoding=UTF-8', ...contents, ...commit, '--', path.slice(root.path.length + 1)];
  const parser = new BlameParser();
  const ended = new AbortController();
  const stop = (): void => ended.abort();
  signal?.addEventListener('abort', stop);
  let wake = Promise.withResolvers<void>();
  let isDone = false;
  const whole = look(args, { input: text ?? '', signal: ended.signal, onOutput: (chunk) => {
    parser.push(chunk);
    wake.resolve();
  } }).finally(() => {
    isDone = true;
    wake.resolve();
  });
  whole.catch(() => undefined); // awaited below
  try {
    while (!isDone) {
      await wake.promise;
      wake = Promise.withResolvers();
      const piece = parser.take();
      if (piece.lines.length > 0) yield piece;
    }
    await whole;
  } catch (error) {
    throw error instanceof AtelierError && /no such path|no such ref/.test(String(error.details['detail'])) ? new AtelierError('not_found', {}, { cause: error }) : error;
  } finally {
    signal?.removeEventListener('abort', stop);
    ended.abort();
  }
}

/** `git blame --incremental`: a head for each stretch of lines, and what is to be known of a commit the first time it comes. */
export class BlameParser {
  #rest = '';
  #known = new Set<string>();
  #commits: BlameCommit[] = [];
  #lines: BlamePiece['lines'] = [];
  #now: { hash: string; from: number; count: number; fields: Map<string, string> } | null = null;
  readonly #decoder = new TextDecoder();

  push(chunk: Buffer): void {
    const lines = (this.#rest + this.#decoder.decode(chunk, { stream: true })).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#read(line);
  }

  /** What came since the last time. */
  take(): BlamePiece {
    const piece = { commits: this.#commits, lines: this.#lines };
    this.#commits = [];
    this.#lines = [];
    return piece;
  }

  #read(line: string): void {
    if (this.#now === null) {
      const [, hash = '', from = '0', count = '0'] = /^([0-9a-f]{40,64}) \d+ (\d+) (\d+)$/.exec(line) ?? [];
      if (hash !== '') this.#now = { hash, from: Number(from), count: Number(count), fields: new Map() };
      return;
    }
    const space = line.indexOf(' ');
    const [name, value] = space < 0 ? [line, ''] : [line.slice(0, space), line.slice(space + 1)];
    if (name !== 'filename') {
      this.#now.fields.set(name, value);
      return;
    }
    const { hash, from, count, fields } = this.#now;
    this.#now = null;
    this.#lines.push({ hash, from, count });
    if (this.#known.has(hash)) return;
    this.#known.add(hash);
    this.#commits.push({ hash, author: fields.get('author') ?? '', email: (fields.get('author-mail') ?? '').replace(/^<|>$/g, ''), atMs: Number(fields.get('author-time') ?? 0) * 1000, subject: fields.get('summary') ?? '' });
  }
}
