import { z } from 'zod';

import type { EditorInput } from '../../../components/workbench/editors/editors.ts';
import { FilePath } from '../../../shared/file-path.ts';

export const HISTORY = 'history';

/** `hash`: the commit that is looked at first. `isAside`: it is in no branch, as what was put aside. `path`: only what changed it is found. */
const HistoryParams = z.object({ root: FilePath, hash: z.string().optional(), isAside: z.boolean().optional(), path: z.string().optional() });
export type HistoryParams = z.infer<typeof HistoryParams>;

/** null: another version wrote them. */
export function readParams(params: unknown): HistoryParams | null {
  return HistoryParams.safeParse(params).data ?? null;
}

/** One tab for each module. */
export function historyInput(params: HistoryParams): EditorInput {
  return { kind: HISTORY, key: params.root, params };
}
