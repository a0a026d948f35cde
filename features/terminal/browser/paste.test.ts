import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import { asksFirst, guardPaste, linesOf, textToCopy, webLink } from './paste.ts';

suite('what comes into and out of a terminal', () => {
  test('A33 a pasted end of the bracketed paste is text', () => {
    assert.equal(guardPaste('echo\x1b[201~;id\n'), 'echo[201~;id\n');
    assert.equal(guardPaste('a\u009b201~b\u0000\u0007c\td\r\n'), 'a201~bc\td\r\n');
    assert.equal(guardPaste('漢字 é 👩‍👧'), '漢字 é 👩‍👧');
  });

  test('several lines are asked about where each would run by itself', () => {
    const ask = (text: string, warning: 'auto' | 'always' | 'never', takesWhole: boolean): boolean => asksFirst(text, { warning, takesWhole });
    assert.equal(ask('a\nb', 'auto', false), true);
    assert.equal(ask('a\r\nb', 'auto', true), false);
    assert.equal(ask('a\nb', 'always', true), true);
    assert.equal(ask('a\nb', 'never', false), false);
    assert.equal(ask('a\n', 'always', false), false);
    assert.equal(ask('\n\n', 'auto', false), true);
    assert.deepEqual(linesOf('a\rb\nc\r\n'), ['a', 'b', 'c']);
  });

  test('A34 only web addresses are links', () => {
    for (const inert of ['javascript:alert(1)', ' JavaScript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'vbscript:x', 'ftp://x', 'no address', '']) {
      assert.equal(webLink(inert), null, inert);
    }
    assert.equal(webLink('https://example.com/a?b#c'), 'https://example.com/a?b#c');
    assert.equal(webLink('http://localhost:3000'), 'http://localhost:3000/');
  });

  test('a program may offer text for the clipboard, and never read it', () => {
    assert.equal(textToCopy(`c;${Buffer.from('bonjour é').toString('base64')}`), 'bonjour é');
    assert.equal(textToCopy(';aGk='), 'hi');
    for (const refused of ['c;?', 'c;', 'c', '', 'c;%%%', `c;${Buffer.from([0xff, 0xfe]).toString('base64')}`, `c;${'A'.repeat(4_000_000)}`]) {
      assert.equal(textToCopy(refused), null, refused.slice(0, 20));
    }
  });
});
