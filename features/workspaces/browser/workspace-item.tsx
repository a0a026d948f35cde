'use client';
import Link from 'next/link';
import { useTranslations } from 'use-intl';

import { Badge } from '../../../components/ui/badge.tsx';
import type { WorkspaceView } from '../contract.ts';
import { addressOf } from './address.ts';
import { api } from './api.ts';
import { FailurePanel } from './failure-panel.tsx';
import { ModuleTiles } from './module-tiles.tsx';
import { StartingBar, StepsPanel } from './starting.tsx';
import { StateCell } from './state-cell.tsx';
import { UsageCell } from './usage-cell.tsx';
import type { UsageSeries } from './usage-history.ts';
import { WorkspaceActions } from './workspace-actions.tsx';

export type ItemProps = { readonly workspace: WorkspaceView; readonly usage: UsageSeries | null; readonly nowMs: number; readonly isOwner: boolean };

/** One workspace: its row, and below it the steps of a start or the cause of a failure. */
export function WorkspaceItem({ workspace, usage, nowMs, isOwner }: ItemProps) {
  const t = useTranslations('workspaces');
  const { state } = workspace;
  // The start begins with the click, not when the page that waits for it has come. That page tells what went wrong.
  const startAhead = (): void => {
    if (state.phase === 'stopped') api.client.workspaces.start({ workspaceId: workspace.id }).catch(() => undefined);
  };
  return (
    <article className="ws-item" aria-label={workspace.name}>
      <div className="ws">
        <div className="name flex min-w-0 flex-wrap items-center gap-2">
          <Link href={addressOf(workspace)} onNavigate={startAhead} className="truncate text-lead font-semibold text-ink!" title={workspace.name}>
            {workspace.name}
          </Link>
          <Badge>{workspace.imageName}</Badge>
          <ModuleTiles modules={workspace.modules} />
        </div>
        <StateCell workspace={workspace} nowMs={nowMs} />
        <div className="use">
          {state.phase === 'creating' && <StartingBar label={t('steps.progress', { name: workspace.name })} steps={state.steps} />}
          {state.phase === 'running' && workspace.usage !== null && <UsageCell limits={workspace.limits} usage={workspace.usage} series={usage} />}
        </div>
        <WorkspaceActions workspace={workspace} nowMs={nowMs} isOwner={isOwner} />
      </div>
      {state.phase === 'creating' && <StepsPanel workspace={workspace} steps={state.steps} nowMs={nowMs} />}
      {state.phase === 'failed' && <FailurePanel workspace={workspace} failure={state} isOwner={isOwner} />}
    </article>
  );
}
