import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

import { KIB } from '../../../shared/units.ts';
import type { RecentCommand } from '../contract.ts';

const MAX_COMMANDS = 200;
const MAX_HISTORY_BYTES = 256 * KIB;
const MAX_CHARACTERS = 2000;

/** What was run in the terminals since the agent began, each text once, and before that what the shell's history file has. */
export class RecentCommands {
  #commands: RecentCommand[] = [];

  /** A command that begins with a space is one that the member wants no history of. */
  add({ text, folder }: { readonly text: string; readonly folder: string | null }): void {
    const trimmed = text.trim();
    if (trimmed === '' || text.startsWith(' ') || trimmed.length > MAX_CHARACTERS) return;
    this.#commands = [{ text: trimmed, folder, atMs: Date.now() }, ...this.#commands.filter((known) => known.text !== trimmed)].slice(0, MAX_COMMANDS);
  }

  /** The last one first. @param historyFile null: there is none */
  async list(historyFile: string | null): Promise<RecentCommand[]> {
    const known = new Set(this.#commands.map(({ text }) => text));
    const older = historyFile === null ? [] : await readHistory(historyFile);
    const fresh = [...new Set(older)].filter((text) => !known.has(text)).map((text) => ({ text, folder: null, atMs: null }));
    return [...this.#commands, ...fresh].slice(0, MAX_COMMANDS);
  }
}

/** The last one first. None when it cannot be read: it is no more than a help for the memory. */
async function readHistory(path: string): Promise<string[]> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const about = await file.stat();
      if (!about.isFile()) return [];
      const length = Math.min(about.size, MAX_HISTORY_BYTES);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, about.size - length);
      const lines = buffer.toString('utf8', 0, bytesRead).split('\n').slice(length < about.size ? 1 : 0);
      return lines.map((line) => line.trim()).filter((line) => line !== '' && !/^#\d+$/.test(line) && line.length <= MAX_CHARACTERS).reverse();
    } finally {
      await file.close();
    }
  } catch {
    return [];
  }
}
