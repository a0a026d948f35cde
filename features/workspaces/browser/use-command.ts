'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { showToast } from '../../../components/ui/toast.tsx';
import type { WorkspaceView } from '../contract.ts';
import { liveWorkspacesOptions } from './api.ts';
import { useProblemText } from './use-problem-text.ts';

/**
 * One thing that can be asked of a workspace. What the server answers shows at once, the stream tells the rest;
 * a refusal is told where no dialog stands to tell it (`isQuiet` when one does).
 */
export function useCommand<Input>(call: (input: Input) => Promise<WorkspaceView>, { isQuiet = false, onDone }: { readonly isQuiet?: boolean; readonly onDone?: (workspace: WorkspaceView) => void } = {}) {
  const queries = useQueryClient();
  const problemText = useProblemText();
  return useMutation({
    mutationFn: call,
    onSuccess(changed) {
      queries.setQueryData(liveWorkspacesOptions().queryKey, (live) => {
        if (live === undefined) return live;
        const isKnown = live.workspaces.some(({ id }) => id === changed.id);
        const workspaces = isKnown ? live.workspaces.map((workspace) => (workspace.id === changed.id ? changed : workspace)) : [...live.workspaces, changed];
        return { ...live, workspaces };
      });
      onDone?.(changed);
    },
    onError(error) {
      if (isQuiet) return;
      const { what, more } = problemText(error);
      showToast({ tone: 'failed', title: what, text: more });
    },
  });
}
