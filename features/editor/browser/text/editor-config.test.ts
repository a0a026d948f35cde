import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FilePath } from '../../../../shared/file-path.ts';
import { soon } from '../../../../tests/harness/soon.ts';
import { editorConfigOf } from './editor-config.ts';

const path = (text: string) => FilePath.parse(text);
const of = (file: string, ...texts: readonly (readonly [folder: string, text: string])[]) => editorConfigOf(path(file), texts.map(([folder, text]) => ({ folder: path(folder), text })));

test('sections match as the standard says, later and nearer ones are stronger', () => {
  const root = 'root = true\n[*]\nindent_style = space\nindent_size = 4 ; four\nend_of_line = lf\n[*.{js,ts}]\nindent_size = 2\n[Makefile]\nindent_style = tab\n[lib/**.js]\nindent_size = 8\n[{1..3}.txt]\ninsert_final_newline = true';
  assert.deepEqual(of('/w/a.py', ['/w', root]), { insertSpaces: true, indentSize: 4, tabSize: 4, eol: '\n' });
  assert.equal(of('/w/deep/er/a.ts', ['/w', root]).tabSize, 2);
  assert.equal(of('/w/lib/x/a.js', ['/w', root]).tabSize, 8);
  assert.equal(of('/w/Makefile', ['/w', root]).insertSpaces, false);
  assert.equal(of('/w/2.txt', ['/w', root]).insertFinalNewline, true);
  assert.equal(of('/w/4.txt', ['/w', root]).insertFinalNewline, undefined);
  assert.equal(of('/w/x/a.py', ['/w/x', '[*.py]\nindent_size=tab\ntab_width=3'], ['/w', root]).tabSize, 3);
});

test('what lies above a root says nothing', () => {
  assert.deepEqual(of('/w/x/a.py', ['/w/x', 'root=true\n[*]\ncharset=latin1'], ['/w', '[*]\nindent_size=2']), { encoding: 'iso88591' });
});

test('what is unset, unknown or beyond reason is not there', () => {
  assert.deepEqual(of('/w/a', ['/w', '[*]\nindent_size = unset\ntab_width=999\ncharset=__proto__\nend_of_line=cr\ntrim_trailing_whitespace=off\nindent_style']), {});
});

test('A27 a hostile .editorconfig costs no time', () => {
  const bombs = ['{'.repeat(200) + '}'.repeat(200), '{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}'.repeat(5), '**/'.repeat(90) + 'x', '{1..999999999}', '[[['.repeat(90), '*'.repeat(280), '+(a|a)+(a|a)+(a|a)+(a|a)+(a|a)b'];
  const text = bombs.map((glob) => `[${glob}]\nindent_size = 7`).join('\n');
  assert.equal(soon(() => of(`/w/${'a'.repeat(200)}/${'a/'.repeat(60)}a`, ['/w', text])).tabSize ?? 7, 7);
  soon(() => of('/w/a', ['/w', `[*]\n${'x=y\n'.repeat(500_000)}`]));
});
