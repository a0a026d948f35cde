import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

import type { AgentKernel } from '../../../agent/feature.ts';
import { TerminalId } from '../../../shared/ids.ts';
import { KIB, MIB } from '../../../shared/units.ts';
import { MAX_NAME_CHARACTERS, MAX_TERMINALS, TerminalColour, TerminalProfile, TerminalSize } from '../contract.ts';

/** Of one terminal; a full scrollback of ordinary lines is about as long. */
export const MAX_TEXT_CHARACTERS = 512 * KIB;
/** No file of ours is larger: what is was not written by us, and is not read. */
const MAX_FILE_BYTES = 4 * MIB;

/** One terminal as it is kept beyond its container: everything but its program. */
export const Snapshot = z.object({
  version: z.literal(1),
  id: TerminalId,
  createdAtMs: z.number(),
  savedAtMs: z.number(),
  profile: TerminalProfile,
  name: z.string().max(MAX_NAME_CHARACTERS).nullable(),
  colour: TerminalColour.nullable(),
  group: z.string().max(100),
  /** Where its tab stood. */
  position: z.number().int().nonnegative(),
  folder: z.string().startsWith('/').max(4096),
  size: TerminalSize,
  nonce: z.string().regex(/^[0-9a-z]{1,64}$/),
  /** Prints what stood on it. */
  text: z.string(),
});
export type Snapshot = z.infer<typeof Snapshot>;

/**
 * What stood on terminals, in a folder of the workspace's home that only its user reads: one file each, replaced whole.
 * The files are a member's own to change or remove, so what does not parse is not there.
 */
export class Snapshots {
  readonly #folder: string;
  readonly #log: AgentKernel['log'];
  /** One after another: of two saves of a terminal the later one stays. */
  #work: Promise<void> = Promise.resolve();

  constructor(folder: string, log: AgentKernel['log']) {
    this.#folder = folder;
    this.#log = log;
  }

  /** What is kept, in the order of the tabs; at most MAX_TERMINALS. Called once, before terminals are made. */
  load(): Snapshot[] {
    const found = this.#names().flatMap((name) => this.#read(join(this.#folder, name)) ?? []);
    return found.sort((a, b) => a.position - b.position).slice(0, MAX_TERMINALS);
  }

  /** Resolves when it is kept, or when the log says why it is not: a full disk must not end anything. */
  save(snapshot: Snapshot): Promise<void> {
    return this.#then('kept', async () => {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      const path = this.#pathOf(snapshot.id);
      const fresh = `${path}.new`;
      const file = await open(fresh, 'w', 0o600);
      try {
        await file.writeFile(JSON.stringify(snapshot));
      } finally {
        await file.close();
      }
      await rename(fresh, path);
    });
  }

  remove(id: TerminalId): Promise<void> {
    return this.#then('removed', () => rm(this.#pathOf(id), { force: true }));
  }

  /** Resolves when all that was asked for is done. */
  async settled(): Promise<void> {
    await this.#work;
  }

  async #then(what: string, work: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(work).catch((error: unknown) => this.#log.warn({ err: error }, `A terminal's text could not be ${what}.`));
    await this.#work;
  }

  #pathOf(id: TerminalId): string {
    return join(this.#folder, `${id}.json`);
  }

  #names(): string[] {
    try {
      return readdirSync(this.#folder).filter((name) => /^t[0-9a-z]{12}\.json$/.test(name)).slice(0, MAX_TERMINALS * 2);
    } catch {
      return []; // there is none yet
    }
  }

  #read(path: string): Snapshot | null {
    let file: number | null = null;
    try {
      // A pipe of that name would hold up the agent's start for ever.
      file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
      const about = fstatSync(file);
      if (!about.isFile() || about.size > MAX_FILE_BYTES) return null;
      return Snapshot.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data ?? null;
    } catch {
      return null; // not ours, or cut off in the middle
    } finally {
      if (file !== null) closeSync(file);
    }
  }
}
