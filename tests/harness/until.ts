import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 50;

/**
 * Waits for a condition, never for a time: asks until `ask` gives something (neither null, undefined nor false).
 * @throws naming `what` when `timeoutMs` are over
 */
export async function until<Answer>(what: string, ask: () => Promise<Answer> | Answer, timeoutMs = 30_000): Promise<NonNullable<Exclude<Answer, false>>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer as NonNullable<Exclude<Answer, false>>;
    if (performance.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await delay(POLL_MS);
  }
}
