import { randomInt } from 'node:crypto';
import { EventEmitter, on } from 'node:events';
import { statSync } from 'node:fs';

import { AtelierError } from '../../../shared/errors.ts';
import { TerminalId } from '../../../shared/ids.ts';
import { MAX_TERMINALS, type TerminalSize, type TerminalView } from '../contract.ts';
import { shellFor } from './shell-environment.ts';
import { Terminal } from './terminal.ts';

export type TerminalsOptions = {
  readonly defaultFolder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Called for every key and every output: cheap. */
  onActivity(): void;
  readonly stuckAfterMs?: number;
};

/** All terminals of a workspace, at most `MAX_TERMINALS`; one whose program has ended counts until it is closed. */
export class Terminals {
  readonly #options: TerminalsOptions;
  readonly #byId = new Map<TerminalId, Terminal>();
  readonly #changes = new EventEmitter().setMaxListeners(0);

  constructor(options: TerminalsOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#byId.size;
  }

  get attachedCount(): number {
    return [...this.#byId.values()].filter((terminal) => terminal.isAttached).length;
  }

  /** In the order in which they were created. */
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

  /** @throws `limit_reached` with `{ limit }`; `not_a_folder` when the shell cannot start in `folder`. */
  create(request: { readonly size: TerminalSize; readonly folder?: string | undefined }): TerminalView {
    if (this.#byId.size >= MAX_TERMINALS) throw new AtelierError('limit_reached', { limit: MAX_TERMINALS });
    const id = newTerminalId();
    const terminal = this.#start(id, { size: request.size, cwd: request.folder ?? this.#options.defaultFolder });
    this.#byId.set(id, terminal);
    this.#changes.emit('change');
    return terminal.view;
  }

  find(id: TerminalId): Terminal | null {
    return this.#byId.get(id) ?? null;
  }

  /** @throws `not_found`. */
  close(id: TerminalId): void {
    const terminal = this.#byId.get(id);
    if (terminal === undefined) throw new AtelierError('not_found');
    this.#byId.delete(id);
    terminal.close();
    this.#changes.emit('change');
  }

  closeAll(): void {
    for (const id of this.#byId.keys()) this.close(id);
  }

  #start(id: TerminalId, { size, cwd }: { size: TerminalSize; cwd: string }): Terminal {
    if (!isFolder(cwd)) throw new AtelierError('not_a_folder');
    const { env, stuckAfterMs } = this.#options;
    return new Terminal(
      { id, createdAtMs: Date.now(), pty: { ...shellFor(env['HOME']), cwd, env, size }, ...(stuckAfterMs === undefined ? {} : { stuckAfterMs }) },
      { onActivity: () => this.#options.onActivity(), onChange: () => this.#changes.emit('change') },
    );
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';

function newTerminalId(): TerminalId {
  let id = 't';
  for (let count = 0; count < 12; count += 1) id += ALPHABET[randomInt(ALPHABET.length)];
  return TerminalId.parse(id);
}
