import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, suite, test } from 'node:test';

import { parseUnsavedWork } from './unsaved-work.ts';

const SCRIPT = join(import.meta.dirname, 'unsaved-work.sh');
const EMPTY = { path: '', branch: '', changed: [], changedCount: 0, unpushed: [], unpushedCount: 0 };

suite('what deleting would lose', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'atelier-unsaved-'));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const git = (folder: string, ...args: string[]): string =>
    execFileSync('git', ['-C', join(home, folder), '-c', 'user.name=T', '-c', 'user.email=t@example.test', '-c', 'init.defaultBranch=main', ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const repository = (folder: string): void => {
    mkdirSync(join(home, folder), { recursive: true });
    git(folder, 'init', '-q');
  };
  const commit = (folder: string, subject: string): void => void git(folder, 'commit', '-q', '--allow-empty', '-m', subject);
  const look = () => parseUnsavedWork(execFileSync('bash', [SCRIPT, home], { encoding: 'utf8', maxBuffer: 2 ** 24 }));

  test('lists changed files, unpushed commits and the stash of each repository, and leaves clean ones out', () => {
    repository('origin.git');
    commit('origin.git', 'first');
    execFileSync('git', ['clone', '-q', join(home, 'origin.git'), join(home, 'work')]);
    execFileSync('git', ['clone', '-q', join(home, 'origin.git'), join(home, 'clean')]);
    rmSync(join(home, 'origin.git'), { recursive: true });
    commit('work', 'kept here only');
    writeFileSync(join(home, 'work/stashed'), 'x');
    git('work', 'add', 'stashed');
    git('work', 'stash', '-q');
    writeFileSync(join(home, 'work/new file'), 'x');
    const { repositories, homeBytes, incomplete } = look();
    assert.equal(incomplete, false);
    assert.ok(homeBytes > 1000 && homeBytes < 10_000_000);
    assert.equal(repositories.length, 1);
    const [work] = repositories;
    assert.deepEqual({ ...work, unpushed: work?.unpushed.map((line) => line.replace(/^[0-9a-f]+ /, '')) }, {
      path: join(home, 'work'), branch: 'main', changed: [{ status: '??', path: 'new file' }], changedCount: 1,
      unpushed: ['kept here only', 'stash@{0} WIP on main: ' + git('work', 'log', '-1', '--format=%h %s').trim()], unpushedCount: 2,
    });
  });

  test('names of any bytes stay whole, and a repository may have no commit, no branch and no remote', () => {
    repository('new\nline');
    writeFileSync(join(home, 'new\nline', '#end\n?? a "b" \u{1f600}'), 'x');
    repository('detached');
    commit('detached', 'one');
    git('detached', 'checkout', '-q', '--detach');
    commit('detached', 'two');
    git('detached', 'branch', '-q', '-D', 'main');
    const { repositories, incomplete } = look();
    assert.equal(incomplete, false);
    assert.deepEqual(repositories.find(({ path }) => path.endsWith('new\nline'))?.changed, [{ status: '??', path: '#end\n?? a "b" \u{1f600}' }]);
    const detached = repositories.find(({ path }) => path.endsWith('detached'));
    assert.equal(detached?.unpushedCount, 2);
    assert.match(detached.branch, /^[0-9a-f]{7,}$/);
  });

  test('programs that a repository configures are not run, and node_modules is not searched', () => {
    repository('evil');
    const marker = join(home, 'ran');
    git('evil', 'config', 'core.fsmonitor', `touch ${marker}`);
    git('evil', 'config', 'core.pager', `touch ${marker}`);
    git('evil', 'config', 'core.hooksPath', join(home, 'hooks'));
    writeFileSync(join(home, 'evil/file'), 'x');
    repository('evil/node_modules/inner');
    writeFileSync(join(home, 'evil/node_modules/inner/file'), 'x');
    const { repositories } = look();
    assert.deepEqual(repositories.map(({ path }) => path), [join(home, 'evil')]);
    assert.ok(!existsSync(marker));
  });

  test('lists are cut, counts are whole, and more than fifty repositories are said to be incomplete', () => {
    repository('many');
    for (let file = 0; file < 250; file += 1) writeFileSync(join(home, 'many', `f${file}`), '');
    const { repositories: [many], incomplete } = look();
    assert.deepEqual([many?.changed.length, many?.changedCount, incomplete], [200, 250, false]);
    for (let folder = 0; folder < 51; folder += 1) mkdirSync(join(home, `r${folder}`, '.git'), { recursive: true });
    assert.equal(look().incomplete, true);
  });

  test('what a member forges in the output is read as no more than text', () => {
    assert.deepEqual(parseUnsavedWork(''), { repositories: [], homeBytes: 0, incomplete: true });
    assert.deepEqual(parseUnsavedWork('#changed 3\0?? x\0#bytes -1\0#bytes NaN\0#nonsense\0#end\0'), { repositories: [], homeBytes: 0, incomplete: false });
    const forged = parseUnsavedWork('#repository /x\0#changed 1e999\0#unpushed 2\0a\0b\0#repository __proto__\0#changed 1\0?? __proto__\0');
    assert.deepEqual(forged.repositories, [
      { ...EMPTY, path: '/x', unpushed: ['a', 'b'], unpushedCount: 2 },
      { ...EMPTY, path: '__proto__', changed: [{ status: '??', path: '__proto__' }], changedCount: 1 },
    ]);
    assert.equal(forged.incomplete, true);
  });
});
