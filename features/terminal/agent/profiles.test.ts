import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';

import { profilesOf, programOf } from './profiles.ts';

suite('what a terminal can start', () => {
  let home = '';
  before(() => (home = mkdtempSync(join(tmpdir(), 'atelier-home-'))));
  after(() => rmSync(home, { recursive: true }));

  test('is what the image has, found along the PATH', () => {
    const bin = join(home, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'python3'), '', { mode: 0o755 });
    writeFileSync(join(bin, 'node'), '', { mode: 0o644 });
    assert.deepEqual(profilesOf({ PATH: `relative:${bin}` }), ['bash', 'sh', 'python']);
    assert.deepEqual(programOf('python', { PATH: bin }, null), { shell: join(bin, 'python3'), args: [], env: {} });
    assert.equal(programOf('node', { PATH: bin }, null), null);
  });

  test('bash starts as a login shell, but where only ~/.bashrc says something', () => {
    const args = (env: Record<string, string>): readonly string[] | undefined => programOf('bash', env, null)?.args;
    assert.deepEqual(args({ HOME: home }), ['-l']);
    writeFileSync(join(home, '.bashrc'), '');
    assert.deepEqual(args({ HOME: home }), []);
    writeFileSync(join(home, '.profile'), '');
    assert.deepEqual(args({ HOME: home }), ['-l']);
    assert.deepEqual(args({}), ['-l']);
  });

  test('bash with our start file is told what kind of shell to be, and a nonce', () => {
    const program = programOf('bash', { HOME: home }, { startFile: '/tmp/start', nonce: 'abc' });
    assert.deepEqual(program?.args, ['--init-file', '/tmp/start']);
    assert.deepEqual(program?.env, { SHELL_MARKS_NONCE: 'abc', SHELL_MARKS_LOGIN: '1' });
    assert.deepEqual(programOf('bash', { HOME: home }, { startFile: null, nonce: 'abc' })?.args, ['-l']);
  });
});
