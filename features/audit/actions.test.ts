import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { AUDIT_ACTIONS, AUDIT_SUBJECTS } from './actions.ts';

const ROOT = join(import.meta.dirname, '../..');
const FILES = globSync(['server/**/*.ts', 'features/*/server/**/*.ts'], { cwd: ROOT }).filter((file) => !/\.(test|fixture|contract)\.ts$/.test(file));

/** Every action that a source can record: written whole, or of a subject and the verbs of the same file. */
function actionsOf(source: string): string[] {
  const subjects = new Set<string>([...AUDIT_SUBJECTS, ...[...source.matchAll(/action: ?['`]([a-z]+)\./g)].map((match) => match[1] ?? '')]);
  const whole = [...source.matchAll(/'([a-z]+)\.(?!json')([a-z_]+)'/g)].filter((match) => subjects.has(match[1] ?? '')).map((match) => `${match[1]}.${match[2]}`);
  const verbs = [...source.matchAll(/verb: '([a-z_]+)'|#command\('([a-z_]+)'/g)].map((match) => match[1] ?? match[2] ?? '');
  const composed = [...source.matchAll(/`([a-z]+)\.\$\{verb\}`/g)].flatMap((match) => verbs.map((verb) => `${match[1]}.${verb}`));
  return [...whole, ...composed];
}

const recorded = new Map(FILES.flatMap((file) => actionsOf(readFileSync(join(ROOT, file), 'utf8')).map((action) => [action, file] as const)));

test('every action that the server records is in the list', () => {
  const known = new Set<string>(AUDIT_ACTIONS);
  const missing = [...recorded].filter(([action]) => !known.has(action)).map(([action, file]) => `${action} (${file})`);
  assert.deepEqual(missing, []);
  assert.ok(recorded.size > 50, `only ${recorded.size} actions were found: the scan no longer sees the sources`);
});

test('an action that is put together of anything but a verb is not found by this test, so there is none', () => {
  for (const file of FILES) assert.doesNotMatch(readFileSync(join(ROOT, file), 'utf8'), /action: ?`(?![a-z]+\.\$\{verb\}`)/, file);
});

for (const language of ['en', 'fr']) {
  test(`every action and every subject has its words, and no other has: ${language}`, () => {
    const { actions, subjects } = JSON.parse(readFileSync(join(import.meta.dirname, `browser/owner/messages/${language}.json`), 'utf8')) as Record<'actions' | 'subjects', Record<string, string>>;
    assert.deepEqual(Object.keys(actions).toSorted(), AUDIT_ACTIONS.map((action) => action.replace('.', '_')).toSorted());
    assert.deepEqual(Object.keys(subjects).toSorted(), [...AUDIT_SUBJECTS].toSorted());
  });
}
