import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Command } from '../../../../components/workbench/commands/command-registry.ts';
import { findCommands } from './find-commands.ts';

const TITLES: Readonly<Record<string, string>> = { new: 'New terminal', split: 'Split terminal', save: 'Save', refresh: 'Refresh the tree' };
const ELSEWHERE: Readonly<Record<string, string>> = { 'common.save': 'Enregistrer', save: 'Enregistrer' };
// Keys are names here: what they stand for is the catalogue's.
const commands = Object.keys(TITLES).map((id) => ({ id, titleKey: id, run: () => undefined })) as unknown as readonly Command[];
const find = (query: string, recent: readonly string[] = []): string[] => findCommands({ commands, query, recent, title: (key) => TITLES[key] ?? key, elsewhere: ELSEWHERE }).map(({ command }) => command.id);

test('without a query all commands stand by name, the latest used ones before them', () => {
  assert.deepEqual(find(''), ['new', 'refresh', 'save', 'split']);
  assert.deepEqual(find('', ['split', 'gone', 'new']), ['split', 'new', 'refresh', 'save']);
});

test('letters of words find a command, the recent one of several first', () => {
  assert.deepEqual(find('nt'), ['new']);
  assert.deepEqual(find('term', ['split']), ['split', 'new']);
});

test('a command is found by its name in the other language', () => {
  assert.deepEqual(find('enreg'), ['save']);
});
