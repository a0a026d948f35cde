import type { Actor } from '#shared/actor.ts';
import { AtelierError, isAtelier } from '#shared/errors.ts';
import { Changes } from '#server/changes.ts';
import { live } from '#server/live.ts';
import type { Storage } from '#server/storage/storage.ts';

import { MAX_DOCUMENT_BYTES, type PreferenceDocument, type PreferenceName, type Preferences } from '../contract.ts';
import { readArray, readObject } from '../documents.ts';

const NOTHING: PreferenceDocument = { text: '', revision: 0 };

/** What members keep for themselves: read and written by nobody else. */
export class MemberPreferences {
  readonly #storage: Pick<Storage, 'preferences'>;
  readonly #changes = new Changes();

  constructor(storage: Pick<Storage, 'preferences'>) {
    this.#storage = storage;
    storage.preferences.watch(() => this.#changes.tell());
  }

  async get({ memberId }: Actor): Promise<Preferences> {
    const [settings, keybindings] = await Promise.all([this.#document(memberId, 'settings'), this.#document(memberId, 'keybindings')]);
    return { settings, keybindings };
  }

  watch(actor: Actor, signal: AbortSignal | undefined): AsyncGenerator<Preferences> {
    return live(this.#changes, () => this.get(actor), signal);
  }

  /** @throws AtelierError conflict, too_large, invalid_input: as the contract says */
  async save({ memberId }: Actor, { name, text, revision }: { readonly name: PreferenceName; readonly text: string; readonly revision: number }): Promise<PreferenceDocument> {
    const { problem } = name === 'settings' ? readObject(text) : readArray(text);
    if (problem?.problem === 'too_large') throw new AtelierError('too_large', { maxBytes: MAX_DOCUMENT_BYTES });
    if (problem !== null) throw new AtelierError('invalid_input', problem.problem === 'not_json' ? { line: problem.line } : {});
    const document = { memberId, text };
    const { preferences } = this.#storage;
    try {
      const stored = revision === 0 ? await preferences.insert(idOf(memberId, name), document) : await preferences.replace(idOf(memberId, name), revision - FIRST, document);
      return { text, revision: stored.revision + FIRST };
    } catch (error) {
      // Another tab kept its first one a moment earlier.
      throw isAtelier(error, 'already_exists') ? new AtelierError('conflict', {}, { cause: error }) : error;
    }
  }

  async #document(memberId: Actor['memberId'], name: PreferenceName): Promise<PreferenceDocument> {
    const stored = await this.#storage.preferences.get(idOf(memberId, name));
    return stored === null ? NOTHING : { text: stored.text, revision: stored.revision + FIRST };
  }
}

/** The storage counts from 0 or 1, as its adapter likes; here 0 is nothing yet. */
const FIRST = 1;

function idOf(memberId: Actor['memberId'], name: PreferenceName): string {
  return `${memberId}-${name}`;
}
