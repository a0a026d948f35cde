import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';

import { appCookies, clientHeaders } from './preview-headers.ts';

const location = (value: string): unknown => clientHeaders({ headers: { location: value } } as IncomingMessage, { port: 3000 })['location'];

test('only the program’s own address is made relative', () => {
  assert.equal(location('http://localhost:3000/a'), '/a');
  assert.equal(location('http://127.0.0.1:3000'), '/');
  assert.equal(location('https://localhost:3000/a?b#c'), '/a?b#c');
  for (const other of ['http://localhost:3001/a', 'http://localhost:30000/', 'https://example.com/', '/relative', 'http://localhost:3000//evil.example', 'http://localhost:3000.evil.example/']) assert.equal(location(other), other);
});

test('A36 a program does not sign its visitors out of Atelier, nor speaks for the whole domain', () => {
  const headers = { 'clear-site-data': '"cookies"', 'strict-transport-security': 'max-age=1; includeSubDomains', 'alt-svc': 'h3=":1"', 'x-own': '1' };
  assert.deepEqual(clientHeaders({ headers } as unknown as IncomingMessage, { port: 3000 }), { 'x-own': '1' });
});

test('our cookies go, others stay as they are', () => {
  assert.equal(appCookies('a=1; __Host-atelier.session=x; __Host-atelier.preview=y; b="q=2"'), 'a=1; b="q=2"');
  assert.equal(appCookies('__Host-atelier.csrf=x'), '');
  assert.equal(appCookies(undefined), '');
});
