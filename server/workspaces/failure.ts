import type { FailureReason, StepName } from '../../shared/workspaces.ts';
import { isAtelier } from '../../shared/errors.ts';

/** The container ended while its agent was awaited. */
export class ContainerExited extends Error {
  override readonly name = 'ContainerExited';
  readonly outOfMemory: boolean;

  constructor(outOfMemory: boolean) {
    super('The container ended before its agent answered');
    this.outOfMemory = outOfMemory;
  }
}

/** Why a start failed, in the words that a member is told, from what was thrown and during which step. */
export function failureReason(error: unknown, step: StepName | null): FailureReason {
  if (error instanceof ContainerExited) return error.outOfMemory ? 'out_of_memory' : 'container_exited';
  if (isAtelier(error, 'disk_full')) return 'disk_full';
  if (isAtelier(error, 'unavailable') && isEngine(error.details)) return 'engine_unavailable';
  if (step === 'image' || isAtelier(error, 'not_found')) return 'image_build_failed';
  if (step === 'agent' && isAtelier(error, 'timeout')) return 'agent_did_not_answer';
  return 'unknown';
}

/** What the failing part said about it, to be shown below the reason; '' when it said nothing. */
export function failureLog(error: unknown): string {
  if (!isAtelier(error)) return '';
  const said = error.details['detail'] ?? error.details['reason'];
  return said === undefined ? '' : String(said);
}

/** Without a reason of its own, the engine did not answer at all. */
function isEngine(details: Readonly<Record<string, unknown>>): boolean {
  return (details['part'] === 'engine' && details['reason'] === undefined) || details['what'] === 'docker';
}
