import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { MemberId, SessionId } from '#shared/ids.ts';
import { openStorage } from '#server/storage/open.ts';
import type { Storage } from '#server/storage/storage.ts';

import { MAX_DOCUMENT_BYTES, type Preferences } from '../contract.ts';
import { MemberPreferences } from './preferences.ts';

const actor = (id: string) => ({ memberId: MemberId.parse(id), role: 'stagiaire', sessionId: SessionId.parse('stest00000000') }) as const;
const ANN = actor('mann00000000x');
const BOB = actor('mbob00000000x');
let folder: string;
let storage: Storage;
let preferences: MemberPreferences;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-preferences-'));
  storage = await openStorage({ dataFolder: folder });
  preferences = new MemberPreferences(storage);
});
after(async () => {
  await storage.close();
  await rm(folder, { recursive: true });
});

test('what a member keeps is theirs alone, text and comments as they were', async () => {
  assert.deepEqual((await preferences.get(ANN)).settings, { text: '', revision: 0 });
  const text = '{\n  // narrow\n  "editor.tabSize": 2,\n}';
  const first = await preferences.save(ANN, { name: 'settings', text, revision: 0 });
  assert.ok(first.revision > 0);
  assert.deepEqual(await preferences.get(ANN), { settings: first, keybindings: { text: '', revision: 0 } });
  assert.deepEqual((await preferences.get(BOB)).settings.text, '');
});

test('A30 the later of two writers is told, the first one too', async () => {
  const { settings } = await preferences.get(ANN);
  const second = await preferences.save(ANN, { name: 'settings', text: '{}', revision: settings.revision });
  for (const revision of [settings.revision, 0, second.revision + 1]) await assert.rejects(preferences.save(ANN, { name: 'settings', text: '{"a":1}', revision }), { code: 'conflict' });
  const both = await Promise.allSettled(['1', '2'].map((key) => preferences.save(BOB, { name: 'keybindings', text: `[{"key":"f${key}","command":"a"}]`, revision: 0 })));
  assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
});

test('what is no document, too large or too deep is refused and nothing is lost', async () => {
  const { settings } = await preferences.get(ANN);
  const { revision } = settings;
  await assert.rejects(preferences.save(ANN, { name: 'settings', text: '[]', revision }), { code: 'invalid_input' });
  await assert.rejects(preferences.save(ANN, { name: 'keybindings', text: '{}', revision: 0 }), { code: 'invalid_input' });
  await assert.rejects(preferences.save(ANN, { name: 'settings', text: '{\n"a" 1}', revision }), { code: 'invalid_input', details: { line: 2 } });
  await assert.rejects(preferences.save(ANN, { name: 'settings', text: `{"a":${'{"b":'.repeat(50_000)}`, revision }), { code: 'invalid_input' });
  await assert.rejects(preferences.save(ANN, { name: 'settings', text: `{"a":"${'x'.repeat(MAX_DOCUMENT_BYTES)}"}`, revision }), { code: 'too_large' });
  assert.deepEqual((await preferences.get(ANN)).settings, settings);
});

test('another tab sees what was kept', async () => {
  const stop = new AbortController();
  const seen: Preferences[] = [];
  for await (const now of preferences.watch(BOB, stop.signal)) {
    seen.push(now);
    if (seen.length === 1) await preferences.save(BOB, { name: 'settings', text: '{"editor.fontSize":15}', revision: 0 });
    else stop.abort();
  }
  assert.deepEqual(seen.map(({ settings }) => settings.text), ['', '{"editor.fontSize":15}']);
});
