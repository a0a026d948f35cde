import { Store } from '../../../../components/workbench/store.ts';
import { isAtelier } from '../../../../shared/errors.ts';
import { KeyedQueue } from '../../../../shared/keyed-queue.ts';
import { fromWireError } from '../../../../shared/procedures.ts';
import type { PreferenceDocument, PreferenceName, Preferences } from '../../contract.ts';

export type UserDocumentsDeps = {
  readonly get: () => Promise<Preferences>;
  readonly save: (input: { readonly name: PreferenceName; readonly text: string; readonly revision: number }) => Promise<PreferenceDocument>;
  /** Receives them again after each change, for as long as the signal lasts. */
  readonly follow: (receive: (now: Preferences) => void, signal: AbortSignal) => Promise<never>;
  readonly onError: (error: unknown) => void;
};

const MAX_TRIES = 4;

/** The member's own documents: followed, and changed without losing what another tab changed. */
export class UserDocuments {
  /** null until the server has said. */
  readonly current = new Store<Preferences | null>(null);
  private readonly deps: UserDocumentsDeps;
  private readonly writing = new KeyedQueue();
  private readonly stop = new AbortController();

  constructor(deps: UserDocumentsDeps) {
    this.deps = deps;
    deps.follow((now) => this.receive(now), this.stop.signal).catch((error: unknown) => {
      if (!this.stop.signal.aborted) deps.onError(error);
    });
  }

  /**
   * Writes what `change` makes of the text that is there; of the newer one when somebody was faster.
   * @throws AtelierError what `change` throws, too_large, invalid_input, conflict (again and again), unavailable, …
   */
  async change(name: PreferenceName, change: (text: string) => string): Promise<void> {
    await this.writing.run(name, async () => {
      let present = this.current.get() ?? (await this.read());
      for (let attempt = 1; ; attempt += 1) {
        const { text, revision } = present[name];
        const next = change(text);
        if (next === text) return;
        try {
          const saved = await this.deps.save({ name, text: next, revision });
          this.receive({ ...(this.current.get() ?? present), [name]: saved });
          return;
        } catch (error) {
          const failure = fromWireError(error);
          if (!isAtelier(failure, 'conflict') || attempt === MAX_TRIES) throw failure;
          present = await this.read();
        }
      }
    });
  }

  dispose(): void {
    this.stop.abort();
  }

  private async read(): Promise<Preferences> {
    const now = await this.deps.get();
    this.receive(now);
    return now;
  }

  /** The older of two answers may come later. */
  private receive(now: Preferences): void {
    this.current.update((known) => (known === null ? now : { settings: newer(known.settings, now.settings), keybindings: newer(known.keybindings, now.keybindings) }));
  }
}

function newer(one: PreferenceDocument, other: PreferenceDocument): PreferenceDocument {
  return other.revision >= one.revision ? other : one;
}
