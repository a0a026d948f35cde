import assert from 'node:assert/strict';
import { test } from 'node:test';

import { failure, startBranchesForTests } from './branches.fixture.ts';

test('branches are made, renamed and deleted as plain git has them', async () => {
  await using work = await startBranchesForTests();
  const { client, root } = work;
  await client.create({ root, name: 'topic/one', from: null, switchTo: true });
  assert.equal(await work.git('branch', '--show-current'), 'topic/one');
  await assert.rejects(client.create({ root, name: 'topic/one', from: null, switchTo: false }), failure('already_exists'));
  await assert.rejects(client.create({ root, name: 'topic', from: null, switchTo: false }), failure('invalid_input', 'bad_name'));
  await client.rename({ root, name: 'topic/one', to: 'topic/two' });
  assert.equal(await work.git('branch', '--show-current'), 'topic/two');
  await assert.rejects(client.remove({ root, name: 'topic/two' }), failure('conflict', 'checked_out'));
  await work.commit('b.txt', '1');
  await client.switch({ root, name: 'main' });
  await assert.rejects(client.remove({ root, name: 'topic/two' }), failure('conflict', 'not_merged'));
  const { hash } = await client.remove({ root, name: 'topic/two', force: true });
  await client.create({ root, name: 'back', from: hash, switchTo: false });
  await work.git('merge', '-q', 'back');
  await client.remove({ root, name: 'back' });
  assert.deepEqual((await client.list({ root })).branches.map(({ name, remote, isHead }) => [name, remote, isHead]), [['main', null, true], ['main', 'origin', false]]);
});

test('names that look like options, or that git refuses, are no names', async () => {
  await using work = await startBranchesForTests();
  const { client, root } = work;
  for (const name of ['--force', '-d', 'a..b', 'a b', 'HEAD', '@', 'a.lock', '/a', 'a//b', 'a~1', 'a:b', 'x\u0007']) {
    await assert.rejects(client.create({ root, name, from: null, switchTo: true }), failure('invalid_input'), name);
    await assert.rejects(client.tag({ root, name, at: 'refs/heads/main' }), failure('invalid_input'), name);
    await assert.rejects(client.switch({ root, name }), failure('invalid_input'), name);
  }
  await assert.rejects(client.merge({ root, from: 'refs/heads/--abort' }), failure('not_found'));
  assert.equal(await work.git('for-each-ref', '--format=%(refname)', 'refs/heads', 'refs/tags'), 'refs/heads/main');
});

test('changes come along to another branch, put aside for a moment where they must', async () => {
  await using work = await startBranchesForTests();
  const { client, root } = work;
  await work.git('switch', '-qc', 'other');
  await work.commit('a.txt', 'one\ntwo\nthree\nfour\n');
  await client.switch({ root, name: 'main' });
  await work.write('a.txt', 'zero\none\ntwo\nthree\n');
  await work.write('new.txt', 'new');
  assert.deepEqual(await client.switch({ root, name: 'other' }), { outcome: 'brought' });
  assert.equal(await work.read('a.txt'), 'zero\none\ntwo\nthree\nfour\n');
  assert.equal(await work.git('status', '--porcelain'), 'M a.txt\n?? new.txt');
  assert.equal(await work.git('stash', 'list'), '');
});

test('changes that do not fit the other branch refuse the switch, and all is as it was', async () => {
  await using work = await startBranchesForTests();
  const { client, root } = work;
  await work.git('switch', '-qc', 'other');
  await work.commit('a.txt', 'ONE\ntwo\nthree\n');
  await work.git('switch', '-q', 'main');
  await work.write('a.txt', 'mine\ntwo\nthree\n');
  await work.write('staged.txt', 's');
  await work.git('add', 'staged.txt');
  await work.write('new.txt', 'n');
  const before = await work.whole();
  await assert.rejects(client.switch({ root, name: 'other' }), failure('conflict', 'carried'));
  assert.equal(await work.whole(), before);
  assert.equal(await work.git('stash', 'list'), '');
});

test('a branch of the server’s becomes one here that follows it', async () => {
  await using work = await startBranchesForTests();
  const { client, root } = work;
  await work.git('push', '-q', 'origin', 'HEAD:refs/heads/theirs');
  await client.fetch({ root });
  await client.switch({ root, name: 'theirs' });
  assert.equal(await work.git('rev-parse', '--abbrev-ref', 'theirs@{upstream}'), 'origin/theirs');
});

test('a merge is taken back with all that was there', async () => {
  await using work = await startBranchesForTests();
  const { client, root } = work;
  await work.git('switch', '-qc', 'other');
  await work.commit('b.txt', 'b');
  await work.git('switch', '-q', 'main');
  await work.commit('c.txt', 'c');
  await work.write('new.txt', 'not committed');
  const before = await work.whole();
  const { outcome, undo } = await client.merge({ root, from: 'refs/heads/other' });
  assert.equal(outcome, 'done');
  assert.equal(await work.git('log', '-1', '--format=%s'), "Merge branch 'other'");
  assert.deepEqual(await client.merge({ root, from: 'refs/heads/other' }), { outcome: 'current', undo: null });
  await client.undo({ root, undo: undo ?? '' });
  assert.equal(await work.whole(), before);
});

test('a rebase stops at a conflict, goes on, skips and is given up', async () => {
  await using work = await startBranchesForTests();
  const { client, root } = work;
  await work.git('switch', '-qc', 'topic');
  await work.commit('a.txt', 'topic\ntwo\nthree\n');
  await work.commit('t.txt', 't');
  const before = await work.whole();
  await work.git('switch', '-q', 'main');
  await work.commit('a.txt', 'main\ntwo\nthree\n');
  await work.git('switch', '-q', 'topic');
  const rebase = () => client.rebase({ root, onto: 'refs/heads/main' });
  assert.equal((await rebase()).outcome, 'conflicts');
  assert.equal((await client.state({ root })).operation, 'rebase');
  await assert.rejects(client.proceed({ root, how: 'continue' }), failure('conflict', 'conflicts_left'));
  await assert.rejects(client.switch({ root, name: 'main' }), failure('conflict', 'in_progress'));
  await client.abort({ root });
  assert.equal(await work.whole(), before);
  assert.equal((await rebase()).outcome, 'conflicts');
  assert.equal((await client.proceed({ root, how: 'skip' })).outcome, 'done');
  assert.equal(await work.git('log', '--format=%s', 'main..topic'), 'Change t.txt');
  assert.deepEqual(await rebase(), { outcome: 'current', undo: null });
});

test('a rebase that is settled is continued', async () => {
  await using work = await startBranchesForTests();
  const { client, root } = work;
  await work.git('switch', '-qc', 'topic');
  await work.commit('a.txt', 'topic\n');
  await work.git('switch', '-q', 'main');
  await work.commit('a.txt', 'main\n');
  await work.git('switch', '-q', 'topic');
  const { undo } = await client.rebase({ root, onto: 'refs/heads/main' });
  await work.write('a.txt', 'both\n');
  await work.git('add', 'a.txt');
  assert.equal((await client.proceed({ root, how: 'continue' })).outcome, 'done');
  assert.equal(await work.git('rev-parse', 'topic^'), await work.git('rev-parse', 'main'));
  await client.undo({ root, undo: undo ?? '' });
  assert.equal(await work.read('a.txt'), 'topic\n');
});

test('cherry-pick and revert make commits, and say when there is nothing to do', async () => {
  await using work = await startBranchesForTests();
  const { client, root } = work;
  await work.git('switch', '-qc', 'other');
  const hash = await work.commit('b.txt', 'b');
  await work.git('switch', '-q', 'main');
  assert.equal((await client.cherryPick({ root, hash })).outcome, 'done');
  assert.equal(await work.git('diff', 'other', 'HEAD'), '');
  assert.equal((await client.cherryPick({ root, hash })).outcome, 'current');
  assert.equal((await client.state({ root })).operation, null);
  assert.equal((await client.revert({ root, hash: await work.git('rev-parse', 'HEAD') })).outcome, 'done');
  assert.equal(await work.git('log', '-1', '--format=%s'), 'Revert "Change b.txt"');
  await work.commit('b.txt', 'something else');
  const picked = await client.cherryPick({ root, hash });
  assert.equal(picked.outcome, 'conflicts');
  await client.abort({ root });
  assert.equal(await work.read('b.txt'), 'something else');
});

for (const mode of ['keep', 'mixed', 'hard'] as const) {
  test(`a ${mode} reset is taken back: commits, index, changes and new files`, async () => {
    await using work = await startBranchesForTests();
    const { client, root } = work;
    const target = await work.git('rev-parse', 'HEAD');
    await work.commit('b.txt', 'b');
    await work.commit('c.txt', 'c');
    await work.write('a.txt', 'changed\n');
    await work.write('staged.txt', 's');
    await work.git('add', 'staged.txt');
    await work.write('new.txt', 'n');
    const before = await work.whole();
    const { undo } = await client.reset({ root, hash: target, mode });
    assert.equal(await work.git('rev-parse', 'HEAD'), target);
    assert.equal(await work.read('a.txt'), mode === 'hard' ? 'one\ntwo\nthree\n' : 'changed\n');
    assert.equal(await work.git('status', '--porcelain', '--', 'b.txt'), mode === 'mixed' ? '?? b.txt' : '');
    await work.write('later.txt', 'made after it');
    await client.undo({ root, undo: undo ?? '' });
    assert.equal(await work.read('later.txt'), 'made after it');
    await work.git('clean', '-q', '-f', 'later.txt');
    assert.equal(await work.whole(), before);
    assert.equal(await work.git('branch', '--list', '--all'), '* main\n  remotes/origin/HEAD -> origin/main\n  remotes/origin/main');
  });
}

test('what is put aside comes back with new files, stays when it is only applied, and goes when it is dropped', async () => {
  await using work = await startBranchesForTests();
  const { client, root } = work;
  await assert.rejects(client.stash({ root }), failure('conflict', 'nothing_to_save'));
  await work.write('a.txt', 'changed\n');
  await work.write('new.txt', 'n');
  await client.stash({ root, message: '--help' });
  assert.equal(await work.git('status', '--porcelain'), '');
  const [stash] = await client.stashes({ root });
  assert.ok(stash !== undefined);
  assert.deepEqual([stash.message, stash.branch, stash.files], ['--help', 'main', 2]);
  await client.unstash({ root, hash: stash.hash, drop: false });
  assert.equal(await work.read('new.txt'), 'n');
  assert.equal((await client.state({ root })).stashCount, 1);
  await work.git('checkout', '-q', '.');
  await work.git('clean', '-qf');
  await work.commit('a.txt', 'otherwise\n');
  assert.equal((await client.unstash({ root, hash: stash.hash, drop: true })).outcome, 'conflicts');
  assert.equal((await client.stashes({ root })).length, 1, 'what did not fit is kept');
  await client.dropStash({ root, hash: stash.hash });
  assert.deepEqual(await client.stashes({ root }), []);
  await assert.rejects(client.dropStash({ root, hash: stash.hash }), failure('not_found'));
});

test('one sync gets what the server has and sends what is here', async () => {
  await using work = await startBranchesForTests();
  const { client, root } = work;
  await work.commit('b.txt', 'b');
  await work.elsewhere('c.txt', 'c');
  await client.fetch({ root });
  const { ahead, behind, upstream } = await client.state({ root });
  assert.deepEqual([ahead, behind, upstream], [1, 1, 'origin/main']);
  assert.equal((await client.sync({ root })).outcome, 'done');
  assert.equal(await work.inOrigin('rev-parse', 'main'), await work.git('rev-parse', 'HEAD'));
  assert.deepEqual(await client.sync({ root }), { outcome: 'current', undo: null });
  await client.create({ root, name: 'topic', from: null, switchTo: true });
  await work.commit('d.txt', 'd');
  await client.sync({ root });
  assert.equal(await work.inOrigin('rev-parse', 'topic'), await work.git('rev-parse', 'HEAD'));
});

test('a sync that meets a conflict stops there, sends nothing and is given up whole', async () => {
  await using work = await startBranchesForTests();
  const { client, root } = work;
  await work.commit('a.txt', 'mine\n');
  await work.elsewhere('a.txt', 'theirs\n');
  const before = await work.whole();
  assert.equal((await client.sync({ root })).outcome, 'conflicts');
  await client.abort({ root });
  assert.equal(await work.whole(), before);
  await assert.rejects(client.push({ root }), failure('conflict', 'behind'));
});

test('who may not write changes nothing', async () => {
  await using work = await startBranchesForTests({ capabilities: ['files.read'] });
  const { client, root } = work;
  await assert.rejects(client.create({ root, name: 'x', from: null, switchTo: false }), failure('forbidden'));
  await assert.rejects(client.sync({ root }), failure('forbidden'));
  assert.equal((await client.state({ root })).branch, 'main');
});
