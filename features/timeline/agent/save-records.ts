import { z } from 'zod';

import { FilePath } from '../../../shared/file-path.ts';
import { SavedEvent } from '../contract.ts';

/** A line of the log: a version of a file. `storedBytes`: what its content takes, compressed. */
export const SaveRecord = SavedEvent.extend({ hash: z.string().regex(/^[0-9a-f]{64}$/), storedBytes: z.number().int().nonnegative() });
export type SaveRecord = z.infer<typeof SaveRecord>;

/** A line of the log: a file or folder has another name from here on. */
export const MoveRecord = z.object({ kind: z.literal('move'), atMs: z.number(), from: FilePath, to: FilePath });
export type MoveRecord = z.infer<typeof MoveRecord>;

export type StoreRecord = SaveRecord | MoveRecord;
const Line = z.discriminatedUnion('kind', [SaveRecord, MoveRecord]);

/** Lines that are not whole, or not as this version writes them, are left out. */
export function parseRecords(log: string): StoreRecord[] {
  return log.split('\n').flatMap((line) => {
    if (line === '') return [];
    try {
      const parsed = Line.safeParse(JSON.parse(line));
      return parsed.success ? [parsed.data] : [];
    } catch (error) {
      if (error instanceof SyntaxError) return [];
      throw error;
    }
  });
}
