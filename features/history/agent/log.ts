import type { Repository } from '../../../agent/git/repositories.ts';
import { resolveCommit } from '../../../agent/git/revision.ts';
import { streamGit } from '../../../agent/git/stream-git.ts';
import { FIRST_PIECE, MAX_COMMITS, PIECE, type CommitRow, type LogPiece, type SearchIn } from '../contract.ts';
import { asText } from './git-text.ts';
import { readRefs, type Refs } from './refs.ts';

const FIELDS = 6;
const FORMAT = '--format=%H%x00%P%x00%at%x00%an%x00%ae%x00%s';
/** Looking only: nothing that the repository's configuration names is run. */
const QUIET = ['-c', 'core.fsmonitor=false', '-c', 'log.showSignature=false', '-c', 'core.hooksPath=/dev/null'];
const PLAIN = ['--no-show-signature', '--no-ext-diff', '--no-textconv', '--no-color'];
const TELL_EVERY_MS = 100;
const FOUND_AT_ONCE = 200;

export type Env = Readonly<Record<string, string>>;

/** How far who reads wants to have it; `wait` resolves when that is further than `have`. */
export class Wanted {
  #upTo: number;
  #wake = Promise.withResolvers<void>();

  constructor(upTo: number) {
    this.#upTo = upTo;
  }

  more(upTo: number): void {
    this.#upTo = Math.max(this.#upTo, upTo);
    this.#wake.resolve();
    this.#wake = Promise.withResolvers<void>();
  }

  async wait(have: number, signal: AbortSignal): Promise<void> {
    while (have >= this.#upTo && !signal.aborted) {
      const aborted = Promise.withResolvers<void>();
      signal.addEventListener('abort', () => aborted.resolve(), { once: true });
      await Promise.race([this.#wake.promise, aborted.promise]);
    }
  }
}

export type LogOf = { readonly repository: Repository; readonly env: Env; readonly refs: string; readonly wanted: Wanted; readonly signal: AbortSignal };

/** The commits in pieces, no faster than they are wanted: git waits meanwhile. */
export async function* logOf({ repository, env, refs, wanted, signal }: LogOf): AsyncGenerator<LogPiece, void, undefined> {
  const known = await readRefs(repository.look);
  yield { kind: 'start', refs: [...known.refs], head: known.head, branch: known.branch, main: known.main };
  const tips = await tipsOf(repository, { refs, known });
  if (tips === null) {
    yield { kind: 'total', count: 0 };
    yield { kind: 'end' };
    return;
  }
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  signal.addEventListener('abort', stop);
  let counted: number | null = null;
  const counting = repository.look(['rev-list', '--count', ...tips], { signal: abort.signal }).then(
    ({ stdout }) => (counted = Number(stdout.toString('latin1'))),
    () => undefined, // stopped, or git will say the same below
  );
  let have = 0;
  let isTold = false;
  const total = (): LogPiece[] => {
    if (counted === null || isTold) return [];
    isTold = true;
    return [{ kind: 'total', count: counted }];
  };
  try {
    for await (const commits of piecesOf(rowsOf(streamGit({ root: repository.root.path, env, signal: abort.signal, args: [...QUIET, 'log', '-z', `--max-count=${MAX_COMMITS}`, ...PLAIN, FORMAT, ...tips, '--'] })))) {
      have += commits.length;
      yield { kind: 'commits', commits };
      yield* total();
      if (!isTold && have >= FIRST_PIECE) {
        // Said as soon as it is known, not only with the next piece.
        await Promise.race([counting, wanted.wait(have, abort.signal)]);
        yield* total();
      }
      await wanted.wait(have, abort.signal);
      if (signal.aborted) return;
    }
    await counting;
    yield* total();
    yield { kind: 'end' };
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
    await counting;
  }
}

/** As arguments; null: there is no commit. @throws AtelierError not_found: no such ref */
async function tipsOf(repository: Repository, { refs, known }: { readonly refs: string; readonly known: Refs }): Promise<string[] | null> {
  const [from, to] = refs.split('..');
  if (from !== undefined && to !== undefined) return [await resolveCommit(repository.look, to), `^${await resolveCommit(repository.look, from)}`];
  if (refs !== 'all') return [await resolveCommit(repository.look, refs)];
  if (known.head === null && known.refs.length === 0) return null;
  return ['--branches', '--remotes', '--tags', ...(known.head === null ? [] : ['HEAD'])];
}

async function* rowsOf(tokens: AsyncIterable<string>): AsyncGenerator<CommitRow, void, undefined> {
  let fields: string[] = [];
  for await (const token of tokens) {
    fields.push(token);
    if (fields.length < FIELDS) continue;
    const [hash = '', parents = '', seconds = '0', author = '', email = '', subject = ''] = fields;
    fields = [];
    const at = Number(seconds);
    yield [hash, parents, Number.isFinite(at) ? at : 0, asText(author, 100), asText(email, 200), asText(subject, 300)];
  }
}

/** A small one first, so that there is something to see; then larger ones. */
async function* piecesOf(rows: AsyncIterable<CommitRow>): AsyncGenerator<CommitRow[], void, undefined> {
  let piece: CommitRow[] = [];
  let size = FIRST_PIECE;
  for await (const row of rows) {
    if (piece.push(row) < size) continue;
    yield piece;
    piece = [];
    size = PIECE;
  }
  if (piece.length > 0) yield piece;
}

export type SearchOf = { readonly repository: Repository; readonly env: Env; readonly refs: string; readonly in: SearchIn; readonly text: string; readonly isPattern: boolean; readonly signal: AbortSignal };

/** Hashes of commits that have it, in the order of the log, as they are found. */
export async function* searchOf({ repository, env, refs, signal, ...asked }: SearchOf): AsyncGenerator<{ hashes: string[]; isDone: boolean }, void, undefined> {
  const tips = await tipsOf(repository, { refs, known: await readRefs(repository.look) });
  let hashes: string[] = [];
  if (tips !== null) {
    const { options, paths } = criterion(asked);
    let toldMs = performance.now();
    for await (const hash of streamGit({ root: repository.root.path, env, signal, args: [...QUIET, 'log', '-z', `--max-count=${MAX_COMMITS}`, ...PLAIN, '--format=%H', ...options, ...tips, '--', ...paths] })) {
      hashes.push(hash);
      if (hashes.length < FOUND_AT_ONCE && performance.now() - toldMs < TELL_EVERY_MS) continue;
      yield { hashes, isDone: false };
      hashes = [];
      toldMs = performance.now();
    }
  }
  if (!signal.aborted) yield { hashes, isDone: true };
}

/** What is looked for is always part of an option or behind `--`, never an argument by itself. */
function criterion({ in: place, text, isPattern }: { readonly in: SearchIn; readonly text: string; readonly isPattern: boolean }): { options: string[]; paths: string[] } {
  const how = isPattern ? ['--regexp-ignore-case', '--extended-regexp'] : ['--regexp-ignore-case', '--fixed-strings'];
  if (place === 'message') return { options: [...how, `--grep=${text}`], paths: [] };
  if (place === 'author') return { options: [...how, `--author=${text}`], paths: [] };
  if (place === 'path') return { options: [], paths: [`:(icase)*${text}*`] };
  return { options: isPattern ? [`-G${text}`] : [`-S${text}`], paths: [] };
}
