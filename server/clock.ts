/** Time, injected so that tests need not wait for it. */
export type Clock = { now(): number };

export const systemClock: Clock = { now: () => Date.now() };
