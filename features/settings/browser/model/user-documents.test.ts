import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AtelierError } from '../../../../shared/errors.ts';
import type { Preferences } from '../../contract.ts';
import { UserDocuments, type UserDocumentsDeps } from './user-documents.ts';

/** A server with one member, and tabs of theirs. */
function server() {
  let now: Preferences = { settings: { text: '', revision: 0 }, keybindings: { text: '', revision: 0 } };
  const listeners = new Set<(now: Preferences) => void>();
  const deps: UserDocumentsDeps = {
    get: () => Promise.resolve(now),
    save: ({ name, text, revision }) => {
      if (revision !== now[name].revision) return Promise.reject(new AtelierError('conflict'));
      now = { ...now, [name]: { text, revision: revision + 1 } };
      for (const listener of listeners) listener(now);
      return Promise.resolve(now[name]);
    },
    follow: (receive) => {
      listeners.add(receive);
      receive(now);
      return new Promise(() => undefined);
    },
    onError: (error) => assert.fail(String(error)),
  };
  return { deps, deaf: { ...deps, follow: (receive: (now: Preferences) => void) => (receive(now), new Promise<never>(() => undefined)) }, now: () => now };
}

test('two tabs that change at the same moment both are heard', async () => {
  const { deps, deaf, now } = server();
  const [one, other] = [new UserDocuments(deaf), new UserDocuments(deps)];
  await Promise.all([one.change('settings', (text) => `${text}a`), other.change('settings', (text) => `${text}b`), one.change('settings', (text) => `${text}c`), one.change('keybindings', () => '[]')]);
  assert.equal(now().settings.text.split('').toSorted().join(''), 'abc');
  assert.equal(now().keybindings.text, '[]');
  assert.equal(other.current.get()?.settings.text, now().settings.text);
});

test('a change that changes nothing asks nobody, and one that cannot be made is told', async () => {
  const { deps, now } = server();
  const documents = new UserDocuments(deps);
  await documents.change('settings', (text) => text);
  assert.equal(now().settings.revision, 0);
  await assert.rejects(documents.change('settings', () => { throw new AtelierError('invalid_input'); }), { code: 'invalid_input' });
  await documents.change('settings', () => '{}');
  assert.equal(documents.current.get()?.settings.revision, 1);
});
