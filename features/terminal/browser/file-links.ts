import type { IBufferRange, ILink, ILinkProvider, Terminal } from '@xterm/xterm';

import type { CommandTracker } from '../../../shared/command-tracker.ts';
import type { LocatedPath } from '../contract.ts';
import { MAX_LINKS_AT_ONCE } from '../contract.ts';
import { findPaths, type PathCandidate } from './find-paths.ts';

export type FileLinkDeps = {
  /** Which of the texts are files or folders, counted from `folder` (null: where the shell is). */
  locate(folder: string | null, texts: readonly string[]): Promise<readonly (LocatedPath | null)[]>;
  open(link: LocatedPath & { readonly line?: number; readonly column?: number }): void;
  hover(isOver: boolean): void;
};

/** A line that wraps over more rows is no message. */
const MAX_ROWS = 20;
/** Files come and go: after this they are asked for again. */
const KNOWN_FOR_MS = 3000;
const MAX_KNOWN = 500;

type Known = { readonly at: number; readonly located: Promise<LocatedPath | null> };

/** Paths of files and folders that are there, as links: asked for when the pointer comes to their line, all of them at once. */
export class FileLinks implements ILinkProvider {
  readonly #terminal: Terminal;
  readonly #commands: CommandTracker;
  readonly #deps: FileLinkDeps;
  readonly #known = new Map<string, Known>();

  constructor(terminal: Terminal, commands: CommandTracker, deps: FileLinkDeps) {
    this.#terminal = terminal;
    this.#commands = commands;
    this.#deps = deps;
  }

  provideLinks(row: number, tell: (links: ILink[] | undefined) => void): void {
    const line = this.#lineAt(row - 1);
    if (line === null) return tell(undefined);
    const candidates = findPaths(line.text).slice(0, MAX_LINKS_AT_ONCE);
    if (candidates.length === 0) return tell(undefined);
    void (async () => tell(await this.#linksOf(line, { candidates, folder: this.#folderAt(row - 1) })))();
  }

  async #linksOf(line: Line, { candidates, folder }: { readonly candidates: readonly PathCandidate[]; readonly folder: string | null }): Promise<ILink[] | undefined> {
    try {
      const located = await this.#locate(folder, candidates);
      return candidates.flatMap((candidate, at) => this.#link(candidate, located[at] ?? null, line) ?? []);
    } catch {
      return undefined; // the connection is gone: no links for now
    }
  }

  async #locate(folder: string | null, candidates: readonly PathCandidate[]): Promise<(LocatedPath | null)[]> {
    const now = performance.now();
    const key = (path: string): string => `${folder ?? ''}\0${path}`;
    const missing = [...new Set(candidates.map(({ path }) => path))].filter((path) => now - (this.#known.get(key(path))?.at ?? -Infinity) > KNOWN_FOR_MS);
    if (missing.length > 0) {
      const answer = this.#deps.locate(folder, missing);
      for (const [at, path] of missing.entries()) this.#know(key(path), { at: now, located: answer.then((found) => found[at] ?? null) });
      await answer;
    }
    return Promise.all(candidates.map(async ({ path }) => (await this.#known.get(key(path))?.located) ?? null));
  }

  #know(key: string, known: Known): void {
    known.located.catch(() => this.#known.delete(key));
    this.#known.delete(key);
    this.#known.set(key, known);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= MAX_KNOWN) break;
      this.#known.delete(oldest);
    }
  }

  /** Where the command ran whose output that row is. */
  #folderAt(row: number): string | null {
    const command = this.#commands.commands.findLast(({ prompt }) => prompt.line <= row);
    return command?.folder ?? null;
  }

  #link({ start, end, line, column }: PathCandidate, located: LocatedPath | null, { text, cells }: Line): ILink | null {
    const [first, last] = [cells[start], cells[end - 1]];
    if (located === null || first === undefined || last === undefined) return null;
    const range: IBufferRange = { start: { x: first.x + 1, y: first.y + 1 }, end: { x: last.x + 1, y: last.y + 1 } };
    return {
      range,
      text: text.slice(start, end),
      activate: (event) => {
        if (event.ctrlKey || event.metaKey) this.#deps.open({ ...located, ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) });
      },
      hover: () => this.#deps.hover(true),
      leave: () => this.#deps.hover(false),
    };
  }

  /** The whole line that a row is part of, with the cell of each of its UTF-16 units; null where it is too long. */
  #lineAt(row: number): Line | null {
    const { active } = this.#terminal.buffer;
    let first = row;
    while (active.getLine(first)?.isWrapped === true && row - first < MAX_ROWS) first -= 1;
    let text = '';
    const cells: Cell[] = [];
    for (let y = first; y === first || active.getLine(y)?.isWrapped === true; y += 1) {
      if (y - first > MAX_ROWS) return null;
      const line = active.getLine(y);
      for (let x = 0; line !== undefined && x < line.length; x += 1) {
        const cell = line.getCell(x);
        if (cell === undefined || cell.getWidth() === 0) continue;
        const characters = cell.getChars() || ' ';
        text += characters;
        for (let unit = 0; unit < characters.length; unit += 1) cells.push({ x, y });
      }
    }
    return { text: text.trimEnd(), cells };
  }
}

type Cell = { readonly x: number; readonly y: number };
type Line = { readonly text: string; readonly cells: readonly Cell[] };
