'use client';
import { useEffect, useRef } from 'react';

import { useStore } from '../../../components/workbench/use-store.ts';
import { later } from '../../../components/ui/later.tsx';
import { showToast } from '../../../components/ui/toast.tsx';
import { useErrorText } from '../../../components/i18n/error-text.ts';
import { branchesSession } from './branches-session.ts';
import { useBranchFlows } from './branches-flows.ts';
import { gitSession } from './git-session.ts';

const RemotesDialog = later(async () => (await import('./remotes/remotes-dialog.tsx')).RemotesDialog);

/** Does what is asked of branches. Draws the other remotes alone: questions are drawn by who draws prompts. */
export function BranchesHost() {
  const session = branchesSession.use();
  const git = gitSession.use();
  const errorText = useErrorText();
  const run = useBranchFlows();
  const remotesOf = useStore(session.remotesOf);
  const latest = useRef({ run, errorText });
  useEffect(() => {
    latest.current = { run, errorText };
  });
  useEffect(
    () =>
      session.asked.subscribe(({ flow, root }) => {
        const active = session.workbench.files.active.get();
        const module = root ?? (active === null ? null : git.moduleOf(active)?.root) ?? git.modules.get()?.find((one) => git.mayChange(one.root))?.root;
        if (module === undefined) return;
        void latest.current.run(flow, module).catch((error: unknown) => {
          const { what, why } = latest.current.errorText(error);
          showToast({ tone: 'failed', title: what, text: why });
        });
      }),
    [session, git],
  );
  return remotesOf === null ? null : <RemotesDialog root={remotesOf} onClose={() => session.remotesOf.set(null)} />;
}
