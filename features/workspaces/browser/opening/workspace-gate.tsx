'use client';

import { createContext, use, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';

import { follow } from '../../../../components/api/follow.ts';
import { browserSurroundings } from '../../../../components/api/live.ts';
import { loginAddress } from '../../../../components/api/login-address.ts';
import { ErrorNotice } from '../../../../components/page/error-notice.tsx';
import { Mark } from '../../../../components/page/mark.tsx';
import { Button, LinkButton } from '../../../../components/ui/button.tsx';
import { EmptyState } from '../../../../components/ui/empty-state.tsx';
import { Skeleton } from '../../../../components/ui/skeleton.tsx';
import { useNow } from '../../../../components/ui/use-now.ts';
import { useOwned } from '../../../../components/workbench/use-owned.ts';
import { useStore } from '../../../../components/workbench/use-store.ts';
import type { WorkspaceView } from '../../contract.ts';
import { api } from '../api.ts';
import { FailurePanel } from '../failure-panel.tsx';
import { StepsPanel } from '../starting.tsx';
import { WorkspaceOpening, type OpenedWorkspace } from './workspace-opening.ts';

const OpeningContext = createContext<WorkspaceOpening | null>(null);

/** The opening that the component stands in. @throws Error outside of a gate: a mistake in the code */
export function useOpening(): WorkspaceOpening {
  const opening = use(OpeningContext);
  if (opening === null) throw new Error('no workspace gate');
  return opening;
}

/** As it is now; null while nothing is known of it. */
export function useWorkspace(): WorkspaceView | null {
  const state = useStore(useOpening().state);
  return state.phase === 'known' ? state.workspace : null;
}

/** Finds the workspace of the address and starts it. Once it runs, `children` stays, also when it stops again. Give it the name as its key. */
export function WorkspaceGate({ name, children }: { readonly name: string; readonly children: (workspace: OpenedWorkspace) => ReactNode }) {
  const opening = useOwned(
    () =>
      new WorkspaceOpening({
        wanted: name,
        follow: (receive, signal) => follow({ open: (stream) => api.client.workspaces.watch(undefined, { signal: stream }), receive, signal }, browserSurroundings),
        start: ({ id }) => api.client.workspaces.start({ workspaceId: id }),
        onSignedOut: () => location.assign(loginAddress(location) ?? '/login'),
      }),
  );
  if (opening === null) return null;
  return (
    <OpeningContext value={opening}>
      <Gate opening={opening}>{children}</Gate>
    </OpeningContext>
  );
}

function Gate({ opening, children }: { readonly opening: WorkspaceOpening; readonly children: (workspace: OpenedWorkspace) => ReactNode }) {
  const opened = useStore(opening.opened);
  return opened === null ? <Waiting opening={opening} /> : children(opened);
}

function Waiting({ opening }: { readonly opening: WorkspaceOpening }) {
  const t = useTranslations('workspaces.opening');
  const state = useStore(opening.state);
  const refusal = useStore(opening.refusal);
  return (
    <main className="grid min-h-dvh place-items-center p-5">
      <div className="card w-full max-w-140 p-6">
        <div className="mb-4 flex items-center gap-3">
          <Mark className="size-6" />
          <h1 className="truncate">{state.phase === 'known' ? state.workspace.name : t('title')}</h1>
        </div>
        {state.phase === 'looking' && <Skeleton rows={3} label={t('looking')} />}
        {state.phase === 'unreachable' && <ErrorNotice error={state.error} onRetry={() => opening.retry()} />}
        {state.phase === 'missing' && (
          <EmptyState title={t('missing')} text={t('missingText')}>
            <LinkButton className="mt-2" variant="primary" href="/workspaces">
              {t('toWorkspaces')}
            </LinkButton>
          </EmptyState>
        )}
        {refusal !== null && <ErrorNotice error={refusal} onRetry={() => void opening.start()} />}
        {state.phase === 'known' && refusal === null && <Phase opening={opening} workspace={state.workspace} />}
      </div>
    </main>
  );
}

function Phase({ opening, workspace }: { readonly opening: WorkspaceOpening; readonly workspace: WorkspaceView }) {
  const t = useTranslations('workspaces.opening');
  const nowMs = useNow(1000);
  const { state } = workspace;
  switch (state.phase) {
    case 'creating':
      return <StepsPanel workspace={workspace} steps={state.steps} nowMs={nowMs} />;
    case 'failed':
      return (
        <>
          <FailurePanel workspace={workspace} failure={state} />
          <div className="mt-4 flex justify-end gap-2">
            <LinkButton variant="quiet" href="/workspaces">
              {t('toWorkspaces')}
            </LinkButton>
            <Button variant="primary" onPress={() => void opening.start()}>
              {t('tryAgain')}
            </Button>
          </div>
        </>
      );
    case 'stopping':
      return <p className="text-ink-2">{t('stopping')}</p>;
    case 'stopped':
      return (
        <div className="flex items-center gap-3">
          <p className="flex-1 text-ink-2">{t('stopped')}</p>
          <Button variant="primary" onPress={() => void opening.start()}>
            {t('start')}
          </Button>
        </div>
      );
    case 'running':
    case 'trashed':
      return null;
  }
}
