import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FilePath } from '../../../../shared/file-path.ts';
import { Navigation } from './navigation.ts';
import { fileInput } from './tab.ts';

const at = (name: string, line: number | null = null) => ({ group: 'g', input: fileInput(FilePath.parse(`/w/${name}`)), line, column: line === null ? null : 1 });
const text = (visit: ReturnType<Navigation['go']>) => (visit === null ? null : `${visit.input.key}:${visit.line}`);

test('nearby is the same place, further off another', () => {
  const navigation = new Navigation();
  navigation.visit(at('a'));
  navigation.visit(at('a', 1));
  navigation.visit(at('a', 9));
  assert.equal(navigation.canGo(-1), false);
  navigation.visit(at('a', 100));
  assert.equal(text(navigation.go(-1)), '/w/a:9');
});

test('back and forward go through files; a new place forgets what was forward', () => {
  const navigation = new Navigation();
  for (const name of ['a', 'b', 'c']) {
    navigation.visit(at(name));
    navigation.visit(at(name, 5));
  }
  assert.equal(text(navigation.go(-1)), '/w/b:5');
  assert.equal(text(navigation.go(-1)), '/w/a:5');
  assert.equal(navigation.go(-1), null);
  assert.equal(text(navigation.go(1)), '/w/b:5');
  navigation.visit(at('b'));
  navigation.visit(at('d'));
  assert.equal(navigation.canGo(1), false);
  assert.equal(text(navigation.go(-1)), '/w/b:5');
});

test('no more is remembered than one would go back', () => {
  const navigation = new Navigation();
  for (let count = 0; count < 200; count += 1) navigation.visit(at(`f${count}`));
  let steps = 0;
  while (navigation.go(-1) !== null) steps += 1;
  assert.equal(steps, 49);
});
