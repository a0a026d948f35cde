import type { SaveContext, SaveParticipant } from '../../../../components/workbench/editors/save-participants.ts';

/** So long one of them is waited for. */
export const PARTICIPANT_MS = 1500;

/** Lets everyone have their say before a text is saved, one after the other. What one of them throws goes to `onError`. */
export async function participateAll(participants: readonly SaveParticipant[], context: Omit<SaveContext, 'signal'>, onError: (error: unknown) => void): Promise<void> {
  for (const participant of participants.toSorted((one, other) => one.order - other.order)) {
    const stop = new AbortController();
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(() => {
      stop.abort();
      late.resolve();
    }, PARTICIPANT_MS);
    try {
      await Promise.race([(async () => participant.participate({ ...context, signal: stop.signal }))(), late.promise]);
    } catch (error) {
      onError(error);
    }
    clearTimeout(timer);
  }
}
