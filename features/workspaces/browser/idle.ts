import { MINUTE_MS } from '../../../shared/units.ts';
import type { WorkspaceView } from '../contract.ts';

/** From here on the countdown is shown by the second, beside "Keep running". */
const WARN_BELOW_MS = 5 * MINUTE_MS;

export type IdleNotice = { readonly isNear: boolean; readonly leftMs: number };

/** How long until an idle workspace stops by itself; null when it does not. */
export function idleNotice({ state }: Pick<WorkspaceView, 'state'>, nowMs: number): IdleNotice | null {
  if (state.phase !== 'running' || state.idleStopAtMs === null) return null;
  const leftMs = Math.max(0, state.idleStopAtMs - nowMs);
  return { isNear: leftMs <= WARN_BELOW_MS, leftMs };
}
