import assert from 'node:assert/strict';
import { chmod, rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import type { ErrorCode } from '../../shared/errors.ts';
import { CALLER, LEA, lea, MARIE, SAM } from '../projects/projects.fixture.ts';
import { isAtelier } from '../../shared/errors.ts';
import { decision, numbered, ProposalsServer } from './proposals.fixture.ts';

const marie = { actor: MARIE, caller: CALLER };
const sam = { actor: SAM, caller: CALLER };
const isCode = (code: ErrorCode) => (error: unknown) => isAtelier(error, code);

test('a push to a branch of their own opens a proposal, the next one updates it', async () => {
  await using server = await ProposalsServer.start();
  await server.commit('Warmer yellow', { 'a.txt': numbered(30, { 2: 'yellow' }) });
  const opened = await server.propose();
  assert.deepEqual([opened.title, opened.state, opened.isOwn, opened.mayReview, opened.author.name], ['Warmer yellow', 'open', true, false, 'sam']);
  await server.commit('Larger covers', { 'b.txt': 'b\n' });
  await server.arrive(`refs/heads/proposals/${SAM.memberId}/1`);
  const updated = await server.listed((all) => all.find(({ title }) => title === 'Larger covers'));
  assert.equal(updated.id, opened.id);
  assert.equal((await server.proposals.list(SAM)).length, 1);
  await server.proposals.start();
  assert.deepEqual((await server.projects.audited()).filter((line) => line.startsWith('proposal')), ['proposal.open done', 'proposal.update done']);
});

test('accepted whole, main moves forward to it and the branch ends; every listener of pushes is told', async () => {
  await using server = await ProposalsServer.start();
  await server.commit('Warmer yellow', { 'a.txt': numbered(30, { 2: 'yellow' }) });
  const { id } = await server.propose();
  const told: string[] = [];
  server.projects.repositories.onPushed(({ refs }) => told.push(...refs.map(({ ref }) => ref)));
  const looked = await server.proposals.get(LEA, id);
  assert.equal(looked.parts.length, 1);
  const view = await server.proposals.decide(lea, decision(looked, 'all', ' Good. '));
  assert.deepEqual([view.state, view.words, view.reviewer?.name, view.taken], ['accepted', 'Good.', 'lea', null]);
  assert.equal(await server.atRef('refs/heads/main'), looked.head);
  assert.equal(await server.atRef(`refs/heads/proposals/${SAM.memberId}/1`), '0'.repeat(40));
  assert.equal(await server.atRef(`refs/atelier/proposals/${id}`), looked.head);
  assert.deepEqual(told, ['refs/heads/main', `refs/heads/proposals/${SAM.memberId}/1`]);
  await assert.rejects(server.proposals.decide(lea, decision({ ...looked, revision: view.revision }, 'all')), isCode('conflict'));
});

test('hunk by hunk: what is accepted is one commit of its author, the rest goes back with words', async () => {
  await using server = await ProposalsServer.start();
  await server.commit('Three things', { 'a.txt': numbered(30, { 2: 'two', 15: 'fifteen', 29: 'twenty-nine' }) });
  const { id } = await server.propose();
  const looked = await server.proposals.get(LEA, id);
  assert.deepEqual(looked.parts.map((part) => [part.id, part.additions, part.deletions]), [['0.0', 1, 1], ['0.1', 1, 1], ['0.2', 1, 1]]);
  const view = await server.proposals.decide(lea, decision(looked, ['0.0', '0.2'], 'Fifteen is not warm.'));
  assert.deepEqual([view.state, view.taken, view.words], ['returned', { parts: 2, total: 3 }, 'Fifteen is not warm.']);
  assert.equal(await server.inMain('a.txt'), numbered(30, { 2: 'two', 29: 'twenty-nine' }));
  const { stdout } = await server.projects.repositories.git(server.moduleId, ['log', '-1', '--format=%an %cn %s %P', 'main']);
  assert.equal(stdout.toString().trim(), `sam lea Three things ${looked.base}`);
  // What is in main already is not shown again, without anything new from its author.
  const rest = await server.proposals.get(LEA, id);
  assert.deepEqual(rest.parts.map((part) => part.lines.filter(({ kind }) => kind === 'add').map(({ text }) => text)), [['fifteen']]);
  await server.commit('Warmer', { 'a.txt': numbered(30, { 2: 'two', 15: 'warm', 29: 'twenty-nine' }) });
  await server.arrive(`refs/heads/proposals/${SAM.memberId}/1`);
  const again = await server.listed((all) => all.find(({ title, state }) => title === 'Warmer' && state === 'open'));
  await server.proposals.decide(lea, decision(await server.proposals.get(LEA, again.id), 'all'));
  assert.equal(await server.inMain('a.txt'), numbered(30, { 2: 'two', 15: 'warm', 29: 'twenty-nine' }));
});

test('when main has moved on, what was looked at is merged; what contradicts main is refused and said', async () => {
  await using server = await ProposalsServer.start();
  const start = (await server.git('rev-parse', 'HEAD')).trim();
  await server.commit('Mine', { 'a.txt': numbered(30, { 2: 'mine', 29: 'mine' }) });
  const { id } = await server.propose();
  const looked = await server.proposals.get(LEA, id);
  await server.git('checkout', '-q', '-b', 'other', start);
  await server.commit('Theirs', { 'a.txt': numbered(30, { 2: 'theirs' }), 'c.txt': 'c\n' });
  await server.arrive('refs/heads/main', LEA);
  await assert.rejects(server.proposals.decide(lea, decision(looked, 'all')), isCode('conflict'));
  const main = await server.atRef('refs/heads/main');
  const now = await server.proposals.get(LEA, id);
  assert.deepEqual([now.conflicts, now.base], [['a.txt'], start]);
  // The part that does not contradict comes in, on top of what main has now.
  await server.proposals.decide(lea, decision(now, ['0.1']));
  assert.equal(await server.inMain('a.txt'), numbered(30, { 2: 'theirs', 29: 'mine' }));
  const { stdout } = await server.projects.repositories.git(server.moduleId, ['log', '-1', '--format=%P', 'main']);
  assert.equal(stdout.toString().trim(), main);
});

test('names with newlines, quotes and leading dashes, CRLF, no newline at the end, renames, modes, links and binary files are parts as they are', async () => {
  const long = numbered(40);
  await using server = await ProposalsServer.start({ 'old name': long, 'crlf.txt': 'a\r\nb\r\nc\r\n', 'end.txt': 'x\ny', 'run.sh': 'echo\n', 'bin': Buffer.from([0, 1, 2, 255]), 'becomes-link': 'text\n', 'gone.txt': 'gone\n', '-- a/b': '--- a\n+++ b\ndiff --git a/x b/x\n' });
  await rename(join(server.work, 'old name'), join(server.work, '-new\n"name"'));
  await chmod(join(server.work, 'run.sh'), 0o755);
  await server.git('rm', '-q', 'becomes-link');
  await symlink('/etc/passwd', join(server.work, 'becomes-link'));
  await server.commit('Everything', {
    '-new\n"name"': long.replace('line 20', 'line twenty'), 'crlf.txt': 'a\r\nB\r\nc\r\n', 'end.txt': 'x\nY', 'bin': Buffer.from([0, 9, 254]), 'gone.txt': null, 'latin\u00e9': Buffer.from([0xe9, 10]), 'empty': '',
    '-- a/b': '-- a\n++ b\ndiff --git a/y b/y\n\\ No newline\n',
  });
  const { id } = await server.propose();
  const looked = await server.proposals.get(LEA, id);
  const by = new Map(looked.parts.map((part) => [part.path, part]));
  assert.deepEqual([by.get('-new\n"name"')?.from, by.get('-new\n"name"')?.change], ['old name', 'renamed']);
  assert.deepEqual(by.get('crlf.txt')?.lines.map(({ text }) => text), ['a\r', 'b\r', 'B\r', 'c\r']);
  assert.deepEqual(by.get('end.txt')?.lines.map(({ kind, isUnended }) => [kind, isUnended]), [['context', false], ['delete', true], ['add', true]]);
  assert.deepEqual(['bin', 'run.sh', 'becomes-link', 'empty'].map((path) => by.get(path)?.whole), ['binary', 'mode', 'type', 'empty']);
  assert.equal(by.get('gone.txt')?.change, 'deleted');
  // All but one by its part: main is the proposal but for that one.
  const left = by.get('gone.txt')?.id;
  await server.proposals.decide(lea, decision(looked, looked.parts.map((part) => part.id).filter((part) => part !== left)));
  const { stdout } = await server.projects.repositories.git(server.moduleId, ['diff-tree', '-r', '-z', '--name-status', 'main', looked.head]);
  assert.equal(stdout.toString(), 'D\0gone.txt\0');
});

test('A19 a stagiaire sees their own and decides nothing; whoever has no full write grant sees nothing', async () => {
  await using server = await ProposalsServer.start();
  await server.commit('Mine', { 'b.txt': 'b\n' });
  const { id } = await server.propose();
  const looked = await server.proposals.get(SAM, id);
  await assert.rejects(server.proposals.decide(sam, decision(looked, 'all')), isCode('forbidden'));
  assert.deepEqual(await server.proposals.list(MARIE), []);
  assert.equal(await server.proposals.hasReviews(MARIE), false);
  assert.equal(await server.proposals.hasReviews(SAM), true);
  await assert.rejects(server.proposals.get(MARIE, id), isCode('not_found'));
  await assert.rejects(server.proposals.decide(marie, decision(looked, 'all')), isCode('not_found'));
  await server.projects.grant(MARIE, server.moduleId, 'read');
  await assert.rejects(server.proposals.get(MARIE, id), isCode('not_found'));
  const [read] = await server.projects.projects.grants.list({ memberId: MARIE.memberId });
  await server.projects.projects.grants.set(lea, { memberId: MARIE.memberId, moduleId: server.moduleId, access: 'write', revision: read?.revision ?? 0 });
  assert.equal(await server.proposals.hasReviews(MARIE), true);
  assert.equal((await server.proposals.decide(marie, decision(await server.proposals.get(MARIE, id), 'all'))).state, 'accepted');
  assert.equal(await server.inMain('b.txt'), 'b\n');
  assert.ok((await server.projects.audited()).includes('proposal.accept refused forbidden'));
});

test('of two reviewers at once the later one is told, and so is one whose author sent more meanwhile', async () => {
  await using server = await ProposalsServer.start();
  await server.commit('Mine', { 'b.txt': 'b\n' });
  const { id } = await server.propose();
  const looked = await server.proposals.get(LEA, id);
  const both = await Promise.allSettled([server.proposals.decide(lea, decision(looked, [], 'No.')), server.proposals.decide({ ...lea }, decision(looked, 'all'))]);
  assert.deepEqual(both.map(({ status }) => status), ['fulfilled', 'rejected']);
  assert.equal(await server.inMain('b.txt'), null);
  const again = await server.proposals.get(LEA, id);
  assert.deepEqual([again.state, again.words], ['returned', 'No.']);
  await server.commit('More', { 'c.txt': 'c\n' });
  await server.arrive(`refs/heads/proposals/${SAM.memberId}/1`);
  await server.listed((all) => all.find(({ title }) => title === 'More'));
  await assert.rejects(server.proposals.decide(lea, decision(again, 'all')), isCode('conflict'));
});

test('its author takes a proposal back, and what a crash left is found at the start', async () => {
  await using server = await ProposalsServer.start();
  await server.commit('Mine', { 'b.txt': 'b\n' });
  const { id, revision } = await server.propose();
  await assert.rejects(server.proposals.withdraw(lea, { proposalId: id, revision }), isCode('not_found'));
  assert.equal((await server.proposals.withdraw(sam, { proposalId: id, revision })).state, 'withdrawn');
  assert.equal(await server.atRef(`refs/heads/proposals/${SAM.memberId}/1`), '0'.repeat(40));
  // Arrived, and never told.
  await server.projects.repositories.git(server.moduleId, ['fetch', '--quiet', server.work, `HEAD:refs/heads/proposals/${SAM.memberId}/2`]);
  await server.proposals.start();
  const [found] = (await server.proposals.list(SAM)).filter(({ state }) => state === 'open');
  assert.equal(found?.title, 'Mine');
  // Accepted, and never recorded.
  const { repositories } = server.projects;
  await repositories.git(server.moduleId, ['update-ref', 'refs/heads/main', await server.atRef(`refs/heads/proposals/${SAM.memberId}/2`)]);
  await repositories.git(server.moduleId, ['update-ref', '-d', `refs/heads/proposals/${SAM.memberId}/2`]);
  await server.proposals.start();
  assert.equal((await server.proposals.list(SAM)).find((view) => view.id === found?.id)?.state, 'accepted');
});

test('the first work of all becomes main, whole or in part', async () => {
  await using server = await ProposalsServer.start();
  await server.projects.repositories.git(server.moduleId, ['update-ref', '-d', 'refs/heads/main']);
  await server.commit('More', { 'b.txt': 'b\n' });
  const { id } = await server.propose();
  const looked = await server.proposals.get(LEA, id);
  assert.deepEqual([looked.base, looked.parts.map(({ path }) => path)], [null, ['a.txt', 'b.txt']]);
  await server.proposals.decide(lea, decision(looked, ['1.0']));
  assert.deepEqual([await server.inMain('a.txt'), await server.inMain('b.txt')], [null, 'b\n']);
});

test('parts that cannot be apart are refused, and parts that are none', async () => {
  await using server = await ProposalsServer.start({ place: 'a file\n' });
  await server.commit('A folder', { place: null });
  await server.commit('A folder', { 'place/inside': 'x\n' });
  const { id } = await server.propose();
  const looked = await server.proposals.get(LEA, id);
  const inside = looked.parts.find(({ path }) => path === 'place/inside');
  await assert.rejects(server.proposals.decide(lea, decision(looked, [inside?.id ?? ''])), isCode('conflict'));
  await assert.rejects(server.proposals.decide(lea, decision(looked, ['9.9'])), isCode('invalid_input'));
  assert.equal(await server.inMain('place'), 'a file\n');
});

test('A22 a reviewer whose grant ends while they decide takes nothing in', async () => {
  await using server = await ProposalsServer.start();
  const { rights, grants } = { rights: server.projects.rights, grants: server.projects.projects.grants };
  await server.projects.grant(MARIE, server.moduleId, 'write');
  await server.commit('Mine', { 'b.txt': 'b' });
  const { id } = await server.propose();
  const looked = await server.proposals.get(MARIE, id);
  const before = await server.atRef('refs/heads/main');
  const ask = rights.accessTo.bind(rights);
  rights.accessTo = async (...about) => {
    const found = await ask(...about);
    const [grant] = await grants.list({ memberId: MARIE.memberId });
    if (grant !== undefined) await grants.remove(lea, { memberId: MARIE.memberId, moduleId: server.moduleId, revision: grant.revision });
    return found;
  };
  await assert.rejects(server.proposals.decide(marie, decision(looked, 'all')), isCode('not_found'));
  assert.equal(await server.atRef('refs/heads/main'), before);
});

test('A23 parts of files whose names are punctuation are taken alone, and nothing beside them', async () => {
  const names = ['a "b" c', "it's", '-rf', '--- a', '+++ b/x', '@@ -1 +1 @@', 'diff --git a b', 'tab\tin', 'new\nline', 'back\\slash', '*', '?', '[ab]', ':(top)x', '!x', '#x', '$(id)', '`id`', '%2e', 'é\u202e.txt', 'Ω/\u00a0', ' lead', 'trail ', '...', 'a/ -/b'];
  const before = numbered(30);
  await using server = await ProposalsServer.start(Object.fromEntries(names.map((name) => [name, before])));
  await server.commit('All', Object.fromEntries(names.map((name) => [name, numbered(30, { 2: 'two', 29: 'twenty-nine' })])));
  const { id } = await server.propose();
  const looked = await server.proposals.get(LEA, id);
  assert.deepEqual([...new Set(looked.parts.map(({ path }) => path))].toSorted(), [...names].toSorted());
  assert.equal(looked.parts.length, names.length * 2);
  // The first part of every other file, both of none.
  const taken = names.filter((_, at) => at % 2 === 0);
  const isFirst = new Set<string>();
  const chosen = looked.parts.filter(({ path }) => taken.includes(path) && !isFirst.has(path) && isFirst.add(path)).map((part) => part.id);
  const view = await server.proposals.decide(lea, decision(looked, chosen));
  assert.deepEqual(view.taken, { parts: taken.length, total: names.length * 2 });
  for (const name of names) assert.equal(await server.inMain(name), taken.includes(name) ? numbered(30, { 2: 'two' }) : before, JSON.stringify(name));
});
