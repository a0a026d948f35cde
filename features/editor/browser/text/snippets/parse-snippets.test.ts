import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseSnippets } from './parse-snippets.ts';

test('snippets are read as VS Code writes them', () => {
  const text = `{ // mine
    "Print": { "scope": "javascript, typescript", "prefix": ["log", "cl"], "body": ["console.log('$1');", "$2"], "description": "Log it", },
    "Any": { "prefix": "todo", "body": "TODO: \${1:what}" } }`;
  assert.deepEqual(parseSnippets(text, null), [
    { name: 'Print', prefixes: ['log', 'cl'], body: "console.log('$1');\n$2", description: 'Log it', languages: ['javascript', 'typescript'] },
    { name: 'Any', prefixes: ['todo'], body: 'TODO: ${1:what}', description: '', languages: null },
  ]);
  assert.deepEqual(parseSnippets(text, 'python')?.map(({ languages }) => languages), [['python'], ['python']]);
  assert.equal(parseSnippets('{"F": {"prefix": "f", "body": "${TM_FILENAME/(.*)\\\\..+$/$1/}"}}', null)?.length, 1);
});

test('A27 a hostile file of snippets gives none that could hold the page up', () => {
  const body = (text: string) => JSON.stringify({ a: { prefix: 'a', body: text } });
  for (const text of [
    body('${1/(a+)+$/x/}'), body('${1/(a|a)*b/x/}'), body(`\${1/${'a?'.repeat(100)}/x/}`), body('${1:'.repeat(5000)), body('x'.repeat(30_000)),
    '{"a": {"prefix": "", "body": "x"}}', '{"a": {"prefix": "a"}}', '{"a": 7, "b": null, "c": [], "d": {"prefix": {"toString": 1}, "body": 3}}',
  ]) assert.deepEqual(parseSnippets(text, null), [], text.slice(0, 40));
  for (const text of ['', '[]', 'null', '7', '"x"', '['.repeat(100_000), `{"a": "${'x'.repeat(2_000_000)}"}`]) assert.equal(parseSnippets(text, null), null, text.slice(0, 20));
  const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`s${index}`, { prefix: 'p', body: 'b' }]));
  assert.equal(parseSnippets(JSON.stringify(many), null)?.length, 2000);
  parseSnippets('{"__proto__": {"prefix": "polluted", "body": "x"}}', null);
  assert.equal(Reflect.get({}, 'prefix'), undefined);
});
