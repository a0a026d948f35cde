import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isAtelier, type ErrorCode } from '../../shared/errors.ts';
import type { Decision, ProposalView } from '../../shared/proposals.ts';
import { CALLER, LEA, lea, MARIE, SAM } from '../projects/projects.fixture.ts';
import { decision, numbered, ProposalsServer } from './proposals.fixture.ts';

const marie = { actor: MARIE, caller: CALLER };
const isCode = (code: ErrorCode, because?: string) => (error: unknown) => isAtelier(error, code) && (because === undefined || error.details['because'] === because);

/** Marie may write; her branch `colours` changes two lines of what main has moved on with. */
async function started(): Promise<ProposalsServer> {
  const server = await ProposalsServer.start();
  await server.projects.grant(MARIE, server.moduleId, 'write');
  await server.git('checkout', '-q', '-b', 'colours');
  await server.commit('Yellow', { 'a.txt': numbered(30, { 2: 'yellow' }) });
  await server.commit('Blue', { 'a.txt': numbered(30, { 2: 'yellow', 28: 'blue' }) });
  await server.arrive('refs/heads/colours', MARIE);
  await server.git('checkout', '-q', 'main');
  await server.commit('Green', { 'b.txt': 'green\n' });
  await server.arrive('refs/heads/main', MARIE);
  await server.git('checkout', '-q', 'colours');
  return server;
}

function asked(server: ProposalsServer, about: Partial<{ source: string; target: string }> = {}) {
  return { moduleId: server.moduleId, source: 'colours', target: 'main', title: 'Colours', description: 'Two of them.', ...about };
}

async function decided(server: ProposalsServer, view: ProposalView, about: Partial<Decision> = {}): Promise<ProposalView> {
  return await server.proposals.decide(lea, { ...decision(await server.proposals.get(LEA, view.id), 'all'), ...about });
}

const logOfMain = async (server: ProposalsServer): Promise<string[]> => (await server.projects.repositories.git(server.moduleId, ['log', '--format=%s|%an|%cn', 'main'])).stdout.toString('utf8').trim().split('\n');

test('a request shows what its target would gain, and merges', async () => {
  await using server = await started();
  const view = await server.proposals.open(marie, asked(server));
  assert.deepEqual([view.kindOfReview, view.source, view.target, view.state, view.isOwn, view.needsApproval], ['request', 'colours', 'main', 'open', true, false]);
  const looked = await server.proposals.get(LEA, view.id);
  assert.deepEqual([looked.parts.length, looked.versions.map(({ subject }) => subject)], [2, ['Blue', 'Yellow']]);
  assert.equal((await decided(server, view)).state, 'accepted');
  assert.deepEqual((await logOfMain(server)).slice(0, 1), ['Merge the request: Colours|lea|lea']);
  assert.equal(await server.inMain('a.txt'), numbered(30, { 2: 'yellow', 28: 'blue' }));
  assert.equal(await server.atRef('refs/heads/colours'), '0'.repeat(40));
});

test('squashed it is one version of its author, and the branch stays when asked', async () => {
  await using server = await started();
  const view = await server.proposals.open(marie, asked(server));
  await decided(server, view, { method: 'squash', endsBranch: false });
  assert.deepEqual(await logOfMain(server), ['Colours|marie|lea', 'Green|Sam|Sam', 'Begin|Sam|Sam']);
  const { stdout } = await server.projects.repositories.git(server.moduleId, ['log', '-1', '--format=%b', 'main']);
  assert.equal(stdout.toString('utf8').trim(), 'Two of them.');
  assert.notEqual(await server.atRef('refs/heads/colours'), '0'.repeat(40));
});

test('rebased each version comes anew on top, with its author and date', async () => {
  await using server = await started();
  const before = (await server.git('log', '-2', '--format=%s %aI', 'colours')).trim();
  await decided(server, await server.proposals.open(marie, asked(server)), { method: 'rebase' });
  assert.deepEqual(await logOfMain(server), ['Blue|Sam|lea', 'Yellow|Sam|lea', 'Green|Sam|Sam', 'Begin|Sam|Sam']);
  const { stdout } = await server.projects.repositories.git(server.moduleId, ['log', '-2', '--format=%s %aI', 'main']);
  assert.equal(stdout.toString('utf8').trim(), before);
  assert.equal(await server.inMain('b.txt'), 'green\n');
});

test('what cannot be rebased is refused, and nothing changes', async () => {
  await using server = await started();
  await server.git('merge', '-q', '--no-ff', '-m', 'Both', 'main');
  await server.arrive('refs/heads/colours', MARIE);
  const view = await server.proposals.open(marie, asked(server));
  const main = await server.atRef('refs/heads/main');
  // Main is in it already: it only moves forward.
  await server.git('checkout', '-q', 'main');
  await server.commit('More', { 'c.txt': 'c\n' });
  await server.arrive('refs/heads/main', MARIE);
  await assert.rejects(decided(server, view, { method: 'rebase' }), isCode('conflict', 'merges'));
  assert.notEqual(await server.atRef('refs/heads/main'), main);
  assert.equal((await logOfMain(server))[0], 'More|Sam|Sam');
});

test('a contradiction is told for every method', async () => {
  await using server = await started();
  await server.git('checkout', '-q', 'main');
  await server.commit('Red', { 'a.txt': numbered(30, { 2: 'red' }) });
  await server.arrive('refs/heads/main', MARIE);
  const view = await server.proposals.open(marie, asked(server));
  for (const method of ['merge', 'squash', 'rebase'] as const) await assert.rejects(decided(server, view, { method }), isCode('conflict', 'contradiction'));
  assert.equal((await logOfMain(server))[0], 'Red|Sam|Sam');
});

test('a branch that needs a review takes nothing that only its author has looked at', async () => {
  await using server = await started();
  const module = await server.projects.storage.modules.get(server.moduleId);
  assert.ok(module);
  await server.projects.projects.modules.update({ ...lea, moduleId: server.moduleId }, module.revision, { reviewedBranches: ['main'] });
  const view = await server.proposals.open(marie, asked(server));
  assert.equal(view.needsApproval, true);
  const own = async () => server.proposals.decide(marie, decision(await server.proposals.get(MARIE, view.id), 'all'));
  await assert.rejects(own(), isCode('conflict', 'approval'));
  const { head } = await server.proposals.get(MARIE, view.id);
  await assert.rejects(server.proposals.approve(marie, { proposalId: view.id, head, approved: true }), isCode('forbidden'));
  await assert.rejects(server.proposals.approve(lea, { proposalId: view.id, head: '0'.repeat(40), approved: true }), isCode('conflict', 'moved'));
  const approved = await server.proposals.approve(lea, { proposalId: view.id, head, approved: true });
  assert.deepEqual([approved.needsApproval, approved.approvals.map(({ by, isCurrent }) => [by.name, isCurrent])], [false, [['lea', true]]]);
  // More of it is not what was approved.
  await server.commit('Black', { 'd.txt': 'black\n' });
  await server.arrive('refs/heads/colours', MARIE);
  await server.listed((all) => all.find(({ needsApproval }) => needsApproval), MARIE);
  await assert.rejects(own(), isCode('conflict', 'approval'));
  await server.proposals.approve(lea, { proposalId: view.id, head: (await server.proposals.get(LEA, view.id)).head, approved: true });
  assert.equal((await own()).state, 'accepted');
});

test('what is not there, is the same, is asked already or has nothing new is refused', async () => {
  await using server = await started();
  const open = (about: Partial<{ source: string; target: string }>, who = marie) => server.proposals.open(who, asked(server, about));
  await assert.rejects(open({ source: 'nowhere' }), isCode('invalid_input'));
  await assert.rejects(open({ target: 'nowhere' }), isCode('invalid_input'));
  await assert.rejects(open({ source: 'main' }), isCode('invalid_input'));
  await assert.rejects(open({ source: `proposals/${SAM.memberId}/1` }), isCode('invalid_input'));
  await assert.rejects(open({}, { actor: SAM, caller: CALLER }), isCode('not_found'));
  await server.git('branch', 'old', 'main~1');
  await server.projects.repositories.git(server.moduleId, ['update-ref', 'refs/heads/old', (await server.git('rev-parse', 'main~1')).trim()]);
  await assert.rejects(open({ source: 'old' }), isCode('conflict', 'nothing'));
  await open({});
  await assert.rejects(open({}), isCode('already_exists'));
  assert.deepEqual((await server.proposals.branches(MARIE, server.moduleId)).map(({ name, isDefault }) => `${name} ${isDefault}`).toSorted((a, b) => a.localeCompare(b)), ['colours false', 'main true', 'old false']);
  await assert.rejects(server.proposals.branches(SAM, server.moduleId), isCode('not_found'));
});

test('a request follows its branch: more of it, merged elsewhere, deleted', async () => {
  await using server = await started();
  const { id } = await server.proposals.open(marie, asked(server));
  await server.git('merge', '-q', '--no-ff', '-m', 'By hand', 'main');
  await server.arrive('refs/heads/main', MARIE);
  assert.equal((await server.listed((all) => all.find((one) => one.id === id && one.state !== 'open'), MARIE)).state, 'accepted');
  await server.commit('More', { 'c.txt': 'c\n' });
  await server.arrive('refs/heads/colours', MARIE);
  const again = await server.proposals.open(marie, asked(server));
  await server.projects.repositories.git(server.moduleId, ['update-ref', '-d', 'refs/heads/colours']);
  server.projects.repositories.pushed({ moduleId: server.moduleId, refs: [], memberId: MARIE.memberId });
  assert.equal((await server.listed((all) => all.find((one) => one.id === again.id && one.state !== 'open'), MARIE)).state, 'withdrawn');
});

test('what is said on lines is seen by those who see the request, answered and resolved', async () => {
  await using server = await started();
  const { id } = await server.proposals.open(marie, asked(server));
  const looked = await server.proposals.get(LEA, id);
  const place = { path: 'a.txt', side: 'new' as const, line: 2, lineText: 'yellow', head: looked.head };
  const first = await server.proposals.comment(lea, { proposalId: id, text: 'Warmer?', place, replyTo: null });
  server.projects.nowMs += 1;
  await server.proposals.comment(marie, { proposalId: id, text: 'Yes.', place: null, replyTo: first.id });
  const { conversation, comments } = await server.proposals.get(MARIE, id);
  assert.deepEqual(conversation.map(({ by, text, place: at, isOwn }) => [by.name, text, at?.line ?? null, isOwn]), [['lea', 'Warmer?', 2, false], ['marie', 'Yes.', null, true]]);
  assert.deepEqual(comments, { count: 2, unresolved: 1 });
  await assert.rejects(server.proposals.removeComment(marie, first.id), isCode('not_found'));
  await assert.rejects(server.proposals.comment({ actor: SAM, caller: CALLER }, { proposalId: id, text: 'x', place: null, replyTo: null }), isCode('not_found'));
  await server.proposals.resolve(marie, { commentId: first.id, resolved: true });
  assert.equal((await server.proposals.get(LEA, id)).comments.unresolved, 0);
  await server.proposals.removeComment(lea, first.id);
  assert.deepEqual((await server.proposals.get(LEA, id)).conversation, []);
});
