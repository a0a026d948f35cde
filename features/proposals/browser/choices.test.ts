import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ProposalDetail } from '../contract.ts';
import { decisionOf, sumOf } from './choices.ts';

const PARTS = ['0.0', '0.1', '1'].map((id) => ({ id }) as ProposalDetail['parts'][number]);
const DETAIL = { id: 'q000000000001', revision: 3, base: null, head: 'a'.repeat(40), parts: PARTS } as unknown as ProposalDetail;

test('what is not chosen otherwise is accepted, and the sum says what it comes to', () => {
  assert.deepEqual(sumOf(PARTS, {}, 'accept'), { sum: 'accept', accepted: ['0.0', '0.1', '1'], returned: [] });
  assert.deepEqual(sumOf(PARTS, { '0.1': 'return' }, 'accept'), { sum: 'mixed', accepted: ['0.0', '1'], returned: ['0.1'] });
  assert.equal(sumOf(PARTS, { '0.0': 'return', '0.1': 'return', '1': 'return' }, 'accept').sum, 'return');
  assert.equal(sumOf([], {}, 'return').sum, 'return');
});

test('a decision is about what was looked at', () => {
  const wish = { words: 'No.', method: 'merge', endsBranch: true } as const;
  const about = { proposalId: DETAIL.id, revision: 3, base: null, head: DETAIL.head };
  assert.deepEqual(decisionOf(DETAIL, sumOf(PARTS, { '1': 'return' }, 'accept'), wish), { ...about, accepted: ['0.0', '0.1'], ...wish });
  assert.equal(decisionOf(DETAIL, sumOf(PARTS, {}, 'accept'), wish).accepted, 'all');
  assert.deepEqual(decisionOf(DETAIL, sumOf([], {}, 'return'), wish).accepted, []);
});
