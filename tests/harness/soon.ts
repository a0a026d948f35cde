import assert from 'node:assert/strict';

/**
 * Bounds against hanging and against work that grows without measure, far above what anything here takes, on a
 * machine that is slow and busy with something else. How fast things are is told by `npm run bench`.
 */
export const SOON_MS = 30_000;
const MOST_WORK_MS = 10_000;

/** What `work` gives. Fails where it takes more than MOST_WORK_MS of the processor: what other programs take does not count. */
export function soon<Answer>(work: () => Answer): Answer {
  const before = process.cpuUsage();
  const answer = work();
  const { user, system } = process.cpuUsage(before);
  const tookMs = (user + system) / 1000;
  assert.ok(tookMs < MOST_WORK_MS, `${tookMs} ms of the processor`);
  return answer;
}
