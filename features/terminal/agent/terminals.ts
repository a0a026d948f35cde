import { randomInt } from 'node:crypto';
import { EventEmitter, on } from 'node:events';
import { statSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';

import type { AgentKernel } from '../../../agent/feature.ts';
import { AtelierError } from '../../../shared/errors.ts';
import { TerminalId } from '../../../shared/ids.ts';
import { MAX_TERMINALS, type LocatedPath, type RecentCommand, type TerminalProfile, type TerminalSize, type TerminalView } from '../contract.ts';
import { arrange, insertBeside } from './arrange.ts';
import { locatePaths } from './locate-paths.ts';
import { profilesOf, programOf } from './profiles.ts';
import { RecentCommands } from './recent-commands.ts';
import { SnapshotKeeper } from './snapshot-keeper.ts';
import type { Snapshot } from './snapshots.ts';
import { StartFile } from './start-file.ts';
import { Terminal, type TerminalLabel, type TerminalOptions } from './terminal.ts';

export type TerminalsOptions = {
  readonly defaultFolder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Called for every key and every output: cheap. */
  onActivity(): void;
  readonly log: AgentKernel['log'];
  /** Where what stands on terminals is kept beyond the workspace's stop; null: nowhere. */
  readonly snapshotFolder: string | null;
  readonly snapshotEveryMs?: number;
  readonly stuckAfterMs?: number;
};

export type CreateRequest = {
  readonly size: TerminalSize;
  readonly folder?: string | undefined;
  readonly profile?: TerminalProfile | undefined;
  readonly beside?: TerminalId | undefined;
  readonly marks?: boolean | undefined;
};

type StartRequest = { readonly profile: TerminalProfile; readonly folder: string; readonly marks: boolean };

/** All terminals of a workspace, at most `MAX_TERMINALS`; one whose program has ended counts until it is closed. */
export class Terminals {
  readonly #options: TerminalsOptions;
  #byId = new Map<TerminalId, Terminal>();
  readonly #changes = new EventEmitter().setMaxListeners(0);
  readonly #startFile: StartFile;
  readonly #recent = new RecentCommands();
  readonly #keeper: SnapshotKeeper;
  #isClosed = false;

  /** Those that a stop of the workspace ended are there again, without their programs. The owner calls `close`. */
  constructor(options: TerminalsOptions) {
    this.#options = options;
    this.#startFile = new StartFile(options.log);
    this.#keeper = new SnapshotKeeper({ folder: options.snapshotFolder, log: options.log, everyMs: options.snapshotEveryMs, list: () => [...this.#byId.values()] });
    for (const snapshot of this.#keeper.load()) this.#byId.set(snapshot.id, this.#restore(snapshot));
  }

  get count(): number {
    return this.#byId.size;
  }

  get attachedCount(): number {
    return [...this.#byId.values()].filter((terminal) => terminal.isAttached).length;
  }

  /** In the order in which their tabs stand. */
  list(): TerminalView[] {
    return Array.from(this.#byId.values(), (terminal) => terminal.view);
  }

  /** The list now, and again after each change, until `signal` aborts. */
  async *watch(signal: AbortSignal | undefined): AsyncGenerator<TerminalView[]> {
    const changes = on(this.#changes, 'change', { signal });
    try {
      yield this.list();
      for await (const _ of changes) yield this.list();
    } catch (error) {
      if (signal?.aborted !== true) throw error;
    }
  }

  profiles(): TerminalProfile[] {
    return profilesOf(this.#options.env);
  }

  /** @throws `unavailable` once `closeAll` was called; `limit_reached` with `{ limit }`; `not_a_folder` when the program cannot start in `folder`; `not_found` when the image lacks it. */
  create(request: CreateRequest): TerminalView {
    if (this.#isClosed) throw new AtelierError('unavailable');
    if (this.#byId.size >= MAX_TERMINALS) throw new AtelierError('limit_reached', { limit: MAX_TERMINALS });
    const id = newId();
    const places = insertBeside(this.#places(), id, request.beside);
    const label = { name: null, colour: null, group: places.find((place) => place.id === id)?.group ?? id };
    const start = { profile: request.profile ?? this.profiles()[0] ?? 'sh', folder: this.#absolute(request.folder), marks: request.marks ?? true };
    const terminal = this.#make({ id, createdAtMs: Date.now(), label, size: request.size, nonce: newId() }, start);
    this.#byId.set(id, terminal);
    this.#place(places);
    return terminal.view;
  }

  find(id: TerminalId): Terminal | null {
    return this.#byId.get(id) ?? null;
  }

  /** @throws `not_found`. */
  label(id: TerminalId, label: Partial<TerminalLabel>): void {
    this.#existing(id).label(label);
    this.#changed();
  }

  /** @see arrange */
  arrange(groups: readonly (readonly TerminalId[])[]): void {
    this.#place(arrange(this.#places(), groups));
  }

  /** @throws `not_found`. */
  clear(id: TerminalId): void {
    this.#existing(id).clear();
    this.#keeper.look();
  }

  /** @throws `not_found`. */
  locate(id: TerminalId, { folder, texts }: { readonly folder: string | null; readonly texts: readonly string[] }): Promise<(LocatedPath | null)[]> {
    const terminal = this.#existing(id);
    return locatePaths(texts, { folder: folder !== null && isAbsolute(folder) ? folder : terminal.folder(), home: this.#options.env['HOME'] });
  }

  recent(): Promise<RecentCommand[]> {
    const { HOME: home, HISTFILE: historyFile } = this.#options.env;
    return this.#recent.list(historyFile ?? (home === undefined ? null : join(home, '.bash_history')));
  }

  /** @throws `not_found`. */
  close(id: TerminalId): void {
    const terminal = this.#existing(id);
    this.#byId.delete(id);
    terminal.close();
    this.#keeper.forget(id);
    this.#changed();
  }

  /** Ends every program; what stood on their terminals is kept for the workspace's next start. */
  async closeAll(): Promise<void> {
    this.#isClosed = true;
    await this.#keeper.close();
    for (const terminal of this.#byId.values()) terminal.close();
    this.#byId.clear();
    this.#startFile.dispose();
    this.#changes.emit('change');
  }

  #existing(id: TerminalId): Terminal {
    const terminal = this.#byId.get(id);
    if (terminal === undefined) throw new AtelierError('not_found');
    return terminal;
  }

  #make(about: Omit<TerminalOptions, 'launch' | 'stuckAfterMs' | 'profile'>, { profile, folder, marks }: StartRequest): Terminal {
    const { env, stuckAfterMs } = this.#options;
    const launch: TerminalOptions['launch'] = () => {
      const program = programOf(profile, env, marks ? { startFile: this.#startFile.path(), nonce: about.nonce } : null);
      if (program === null) throw new AtelierError('not_found');
      // One that is restored may have lost its folder meanwhile.
      const cwd = about.restored !== undefined && !isFolder(folder) ? this.#options.defaultFolder : folder;
      if (!isFolder(cwd)) throw new AtelierError('not_a_folder');
      return { shell: program.shell, args: program.args, cwd, env: { ...env, ...program.env } };
    };
    return new Terminal(
      { ...about, profile, launch, ...(stuckAfterMs === undefined ? {} : { stuckAfterMs }) },
      {
        onActivity: () => {
          this.#options.onActivity();
          this.#keeper.look();
        },
        onChange: () => this.#changed(),
        onCommand: (command) => this.#recent.add(command),
        onFailure: (error) => this.#options.log.warn({ err: error }, 'A terminal could not be started again.'),
      },
    );
  }

  #restore({ id, createdAtMs, profile, name, colour, group, size, nonce, ...kept }: Snapshot): Terminal {
    const restored = { text: Buffer.from(`${kept.text}${endMark(kept.savedAtMs)}`), folder: kept.folder };
    return this.#make({ id, createdAtMs, label: { name, colour, group }, size, nonce, restored }, { profile, folder: kept.folder, marks: true });
  }

  #places(): { readonly id: TerminalId; readonly group: string }[] {
    return this.list().map(({ id, group }) => ({ id, group }));
  }

  #place(places: readonly { readonly id: TerminalId; readonly group: string }[]): void {
    const ordered = new Map<TerminalId, Terminal>();
    for (const { id, group } of places) {
      const terminal = this.#byId.get(id);
      if (terminal === undefined) continue;
      terminal.label({ group });
      ordered.set(id, terminal);
    }
    this.#byId = ordered;
    this.#changed();
  }

  #changed(): void {
    this.#keeper.look();
    this.#changes.emit('change');
  }

  #absolute(folder: string | undefined): string {
    if (folder === undefined) return this.#options.defaultFolder;
    const home = this.#options.env['HOME'];
    const [, belowHome] = /^~(?:\/(.*))?$/s.exec(folder) ?? [];
    if (home !== undefined && folder.startsWith('~')) return resolve(home, belowHome ?? '');
    return resolve(this.#options.defaultFolder, folder);
  }
}

/** A line of its own with the time; the page says in words what it means. Slanted to be told from what it ends, and not dimmed: it is there to be read. */
function endMark(atMs: number): string {
  const time = new Date(atMs).toISOString().slice(0, 16).replace('T', ' ');
  return `\x1b[m\r\n\x1b[3m──── ${time} UTC ────\x1b[m\r\n`;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';

function newId(): TerminalId {
  let id = 't';
  for (let count = 0; count < 12; count += 1) id += ALPHABET[randomInt(ALPHABET.length)];
  return TerminalId.parse(id);
}
