import type { Root } from '../../../shared/agent-protocol.ts';
import { PIECE_HITS, type FileHits, type SearchEvent, type SearchQuery } from '../contract.ts';
import { countGroups } from '../replacement.ts';
import { globArgs } from './globs.ts';
import { bytesOf, hitsOf, type Match } from './hits.ts';
import { pathOf } from './path-bytes.ts';
import { runRipgrep } from './ripgrep.ts';

/** What was found waits so long for more of it; the first does not wait. */
const GATHER_MS = 25;
/** ripgrep waits while so many pieces are not yet taken. */
const MAX_WAITING = 16;
/** A message longer than this is of a line that nobody reads: it is left out, and the search says that there is more. */
const MAX_MESSAGE_BYTES = 32 * 1024 * 1024;
const MAX_GROUPS = 20;
/** Memory that a pattern may cost. */
const PATTERN_LIMITS = ['--regex-size-limit=32M', '--dfa-size-limit=128M'];
/** Between groups: what stands in no text. */
const DELIMITER = '\u001f\u0001\u001f';
const NEWLINE = 0x0a;
/** `{"type":"match"`: the tenth byte tells. */
const KIND_AT = 9;
const MATCH = 'm'.charCodeAt(0);

export type SearchText = { readonly query: SearchQuery; readonly roots: readonly Root[]; readonly signal: AbortSignal; readonly now: () => number };

/** Text in all files of the roots, as it is found. The search ends when who asked goes, by whatever way. */
export async function* searchText({ query, roots, signal, now }: SearchText): AsyncGenerator<SearchEvent, void, undefined> {
  const startedAtMs = now();
  yield { type: 'begun', asOfMs: startedAtMs };
  const stop = new AbortController();
  const pieces = new Pieces(query, { enough: () => stop.abort() });
  const running = runRipgrep({ args: argsOf(query, roots), signal: AbortSignal.any([signal, stop.signal]), onOutput: (bytes) => pieces.add(bytes) }).then(
    () => pieces.end(null),
    (error: unknown) => pieces.end({ error }),
  );
  try {
    for (;;) {
      const files = await pieces.take();
      if (signal.aborted) return;
      if (files === null) break;
      yield { type: 'hits', files };
    }
    yield { type: 'done', isCapped: pieces.isCapped, tookMs: now() - startedAtMs };
  } finally {
    stop.abort();
    pieces.leave();
    await running;
  }
}

export function argsOf(query: SearchQuery, roots: readonly Root[]): string[] {
  const isMultiline = query.text.includes('\n') || (query.isRegex && /\\n/.test(query.text));
  // A line's end is either; that needs an expression.
  const pattern = isMultiline ? (query.isRegex ? query.text : escapeRegex(query.text)).replace(/\r?\n|(?<!\\)((?:\\\\)*)\\n/g, '$1\\r?\\n') : query.text;
  const groups = query.isRegex ? countGroups(query.text, MAX_GROUPS) : 0;
  const asked = Array.from({ length: groups + 1 }, (_, at) => `\${${at}}`).join(DELIMITER);
  return [
    '--json',
    ...PATTERN_LIMITS,
    ...(query.isRegex || isMultiline ? ['--crlf'] : ['--fixed-strings']),
    ...(isMultiline ? ['--multiline'] : []),
    query.matchCase ? '--case-sensitive' : '--ignore-case',
    ...(query.wholeWord ? ['--word-regexp'] : []),
    ...(groups > 0 ? [`--replace=${asked}`] : []),
    ...globArgs(query, roots),
    '--',
    pattern,
    ...roots.map(({ path }) => path),
  ];
}

function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|#&~-]/g, String.raw`\$&`);
}

/** From ripgrep's messages to pieces of an answer, with room for a few that are not taken yet. */
class Pieces {
  isCapped = false;
  private readonly query: SearchQuery;
  private readonly delimiter: string | null;
  private readonly enough: () => void;
  private rest: Buffer[] = [];
  private restBytes = 0;
  private isSkipping = false;
  private gathering: FileHits[] = [];
  private gathered = 0;
  private total = 0;
  private readonly waiting: FileHits[][] = [];
  private timer: NodeJS.Timeout | null = null;
  private wake: () => void = () => undefined;
  private drained: () => void = () => undefined;
  private ended: { readonly failure: { readonly error: unknown } | null } | null = null;

  constructor(query: SearchQuery, { enough }: { readonly enough: () => void }) {
    this.query = query;
    this.enough = enough;
    this.delimiter = query.isRegex && countGroups(query.text, MAX_GROUPS) > 0 ? DELIMITER : null;
  }

  add(output: Buffer): void | Promise<void> {
    if (this.ended !== null) return undefined;
    let start = 0;
    for (let end = output.indexOf(NEWLINE); end !== -1; end = output.indexOf(NEWLINE, start)) {
      this.message(this.whole(output.subarray(start, end)));
      start = end + 1;
      if (this.isCapped && this.total >= this.query.maxHits) return undefined;
    }
    this.keep(output.subarray(start));
    if (this.waiting.length < MAX_WAITING) return undefined;
    return new Promise((resolve) => (this.drained = resolve));
  }

  /** The next piece; null after the last. @throws what the search failed with */
  async take(): Promise<FileHits[] | null> {
    for (;;) {
      const piece = this.waiting.shift();
      if (piece !== undefined) {
        if (this.waiting.length < MAX_WAITING) this.drained();
        return piece;
      }
      if (this.ended !== null) {
        if (this.ended.failure !== null) throw this.ended.failure.error;
        return null;
      }
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  end(failure: { readonly error: unknown } | null): void {
    this.flush();
    this.ended = { failure };
    this.wake();
  }

  /** Nobody takes any more. */
  leave(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.drained();
  }

  private whole(last: Buffer): Buffer | null {
    const { isSkipping, rest } = this;
    this.isSkipping = false;
    this.rest = [];
    this.restBytes = 0;
    if (isSkipping) return null;
    return rest.length === 0 ? last : Buffer.concat([...rest, last]);
  }

  private keep(part: Buffer): void {
    if (part.length === 0 || this.isSkipping) return;
    this.rest.push(part);
    this.restBytes += part.length;
    if (this.restBytes <= MAX_MESSAGE_BYTES) return;
    this.isSkipping = true;
    this.isCapped = true;
    this.rest = [];
  }

  private message(line: Buffer | null): void {
    if (line === null || line[KIND_AT] !== MATCH) return;
    // ripgrep's own, a hundred thousand of them: its shape is not checked again.
    const match = JSON.parse(line.toString('utf8')) as Match;
    const room = this.query.maxHits - this.total;
    const path = pathOf(bytesOf(match.data.path));
    if (path === null) return;
    const hits = hitsOf(match, { delimiter: this.delimiter, most: room });
    this.total += hits.length;
    this.gathered += hits.length;
    const last = this.gathering.at(-1);
    if (last?.path === path) last.hits.push(...hits);
    else this.gathering.push({ path, hits });
    if (match.data.submatches.length > hits.length || this.total >= this.query.maxHits) {
      this.isCapped = true;
      this.enough();
    }
    const isFirst = this.total === hits.length;
    if (isFirst || this.gathered >= PIECE_HITS) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), GATHER_MS);
  }

  private flush(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (this.gathering.length === 0) return;
    this.waiting.push(this.gathering);
    this.gathering = [];
    this.gathered = 0;
    this.wake();
  }
}
