import type { AgentKernel } from '../../../agent/feature.ts';
import type { TerminalId } from '../../../shared/ids.ts';
import { SECOND_MS } from '../../../shared/units.ts';
import { MAX_TEXT_CHARACTERS, type Snapshot, Snapshots } from './snapshots.ts';
import type { Terminal } from './terminal.ts';

/** A crash of the container costs so much of a terminal's text at most; a stop costs nothing. */
const EVERY_MS = 20 * SECOND_MS;
/** The container is killed some seconds after it was asked to stop; what takes longer than this stays as it was. */
const LAST_SAVE_MS = 3 * SECOND_MS;

export type SnapshotKeeperDeps = {
  readonly folder: string | null;
  readonly log: AgentKernel['log'];
  readonly everyMs?: number | undefined;
  /** In the order of their tabs. */
  list(): readonly Terminal[];
};

/** Decides when what stands on terminals is kept: some time after a change, and when the agent ends. */
export class SnapshotKeeper {
  readonly #deps: SnapshotKeeperDeps;
  readonly #snapshots: Snapshots | null;
  #timer: NodeJS.Timeout | null = null;
  #saving: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(deps: SnapshotKeeperDeps) {
    this.#deps = deps;
    this.#snapshots = deps.folder === null ? null : new Snapshots(deps.folder, deps.log);
  }

  load(): Snapshot[] {
    return this.#snapshots?.load() ?? [];
  }

  /** Something may have changed. Cheap: it is called for every key. */
  look(): void {
    if (this.#timer !== null || this.#closed || this.#snapshots === null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#saving = this.#saving.then(() => this.#saveAll());
    }, this.#deps.everyMs ?? EVERY_MS).unref();
  }

  forget(id: TerminalId): void {
    void this.#snapshots?.remove(id);
  }

  /** Keeps what has changed, for as long as there is time. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const { promise: tooLate, resolve } = Promise.withResolvers<void>();
    const limit = setTimeout(resolve, LAST_SAVE_MS);
    await Promise.race([this.#saving.then(() => this.#saveAll()).then(() => this.#snapshots?.settled()), tooLate]);
    clearTimeout(limit);
  }

  async #saveAll(): Promise<void> {
    for (const terminal of this.#deps.list()) await this.#save(terminal);
  }

  async #save(terminal: Terminal): Promise<void> {
    if (this.#snapshots === null || !terminal.takeChange()) return;
    if (!terminal.isKept) return this.#snapshots.remove(terminal.id);
    const text = await terminal.ending(MAX_TEXT_CHARACTERS);
    const position = this.#deps.list().indexOf(terminal);
    if (text === null || position < 0) return; // it was closed meanwhile
    const { id, createdAtMs, profile, name, colour, group } = terminal.view;
    await this.#snapshots.save({ version: 1, id, createdAtMs, savedAtMs: Date.now(), profile, name, colour, group, position, folder: terminal.folder(), size: terminal.size, nonce: terminal.nonce, text });
    if (!this.#deps.list().includes(terminal)) await this.#snapshots.remove(id);
  }
}
