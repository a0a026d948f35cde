import { StepName, type Step } from '../../shared/workspaces.ts';

const MAX_DETAIL_CHARACTERS = 300;

/** All steps of a start, in their order, waiting. */
export function newSteps(): Step[] {
  return StepName.options.map((name) => ({ name, state: 'waiting', startedAtMs: null, durationMs: null, progress: null, detail: '' }));
}

/** The step begins, anew too; all before it are done, all after it wait. */
export function begin(steps: readonly Step[], name: StepName, nowMs: number): Step[] {
  const at = StepName.options.indexOf(name);
  return steps.map((step, index) => {
    if (index < at) return done(step, nowMs);
    const state = index === at ? 'running' : 'waiting';
    return { ...step, state, startedAtMs: index === at ? nowMs : null, durationMs: null, progress: null, detail: '' };
  });
}

export function allDone(steps: readonly Step[], nowMs: number): Step[] {
  return steps.map((step) => done(step, nowMs));
}

export function progressed(steps: readonly Step[], name: StepName, { progress, detail }: { progress: number | null; detail: string }): Step[] {
  return steps.map((step) => (step.name === name ? { ...step, progress, detail: detail.slice(0, MAX_DETAIL_CHARACTERS) } : step));
}

/** What was running has failed. */
export function failedAt(steps: readonly Step[], nowMs: number): Step[] {
  return steps.map((step) => (step.state === 'running' ? { ...step, state: 'failed', durationMs: elapsed(step, nowMs) } : step));
}

export function runningStep(steps: readonly Step[]): StepName | null {
  return steps.find((step) => step.state === 'running')?.name ?? null;
}

function done(step: Step, nowMs: number): Step {
  if (step.state === 'done') return step;
  return { ...step, state: 'done', startedAtMs: step.startedAtMs ?? nowMs, durationMs: elapsed(step, nowMs), progress: null };
}

function elapsed(step: Step, nowMs: number): number {
  return Math.max(0, nowMs - (step.startedAtMs ?? nowMs));
}
