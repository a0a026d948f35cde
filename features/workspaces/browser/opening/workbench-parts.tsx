'use client';

import { Cpu, MemoryStick, Power } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../../components/i18n/error-text.ts';
import { useFormats } from '../../../../components/i18n/provider.tsx';
import { Button } from '../../../../components/ui/button.tsx';
import { Notice } from '../../../../components/ui/notice.tsx';
import { useNow } from '../../../../components/ui/use-now.ts';
import type { Contribution } from '../../../../components/workbench/contribution.ts';
import { useStore } from '../../../../components/workbench/use-store.ts';
import { useWorkbench } from '../../../../components/workbench/workbench-context.tsx';
import type { WorkspaceView } from '../../contract.ts';
import { api } from '../api.ts';
import { idleNotice } from '../idle.ts';
import { AbsentNotice, ModulesNotice, VisitNotice } from './change-notices.tsx';
import { useOpening, useWorkspace } from './workspace-gate.tsx';

/** Above the sheets while the workspace does not run, or is about to stop: nothing typed is lost, and how to go on. */
function StateNotice() {
  const t = useTranslations('workspaces.opening');
  const errorText = useErrorText();
  const opening = useOpening();
  const workspace = useWorkspace();
  const refusal = useStore(opening.refusal);
  useReturn(workspace);
  if (workspace === null) return null;
  const frame = 'mx-1.5 mb-1.5 flex-none rounded-sheet';
  const start = (
    <Button size="mini" icon={Power} onPress={() => void opening.start()}>
      {t('start')}
    </Button>
  );
  if (refusal !== null) {
    return (
      <Notice tone="failed" isLive className={frame} actions={start}>
        {errorText(refusal).what} {t('kept')}
      </Notice>
    );
  }
  switch (workspace.state.phase) {
    case 'running':
      return <IdleNotice workspace={workspace} />;
    case 'creating':
      return (
        <Notice tone="progress" isLive className={frame}>
          {t('starting')}
        </Notice>
      );
    case 'stopping':
      return (
        <Notice isLive className={frame}>
          {t('stoppingOpen')} {t('kept')}
        </Notice>
      );
    case 'stopped':
      return (
        <Notice isLive className={frame} actions={start}>
          {t(workspace.state.because === 'idle' ? 'stoppedIdle' : 'stoppedOpen')} {t('kept')}
        </Notice>
      );
    case 'failed':
      return (
        <Notice tone="failed" isLive className={frame} actions={start}>
          {t('failed')} {t('kept')}
        </Notice>
      );
    case 'trashed':
      return null;
  }
}

/** Once it runs again the connection need not wait for its next try. */
function useReturn(workspace: WorkspaceView | null): void {
  const { connection } = useWorkbench();
  const isThere = workspace?.state.phase === 'running' && workspace.state.agentConnected;
  useEffect(() => {
    if (isThere) connection.retry();
  }, [isThere, connection]);
}

function IdleNotice({ workspace }: { readonly workspace: WorkspaceView }) {
  const t = useTranslations('workspaces.idle');
  const formats = useFormats();
  const notice = idleNotice(workspace, useNow(1000));
  if (notice === null || !notice.isNear) return null;
  return (
    <Notice
      isLive
      className="mx-1.5 mb-1.5 flex-none rounded-sheet"
      actions={
        <Button size="mini" onPress={() => void api.client.workspaces.keepRunning({ workspaceId: workspace.id })}>
          {t('keep')}
        </Button>
      }
    >
      {t('stopsIn', { countdown: formats.countdown(notice.leftMs) })}
    </Notice>
  );
}

function Usage() {
  const t = useTranslations('workspaces.usage');
  const formats = useFormats();
  const workspace = useWorkspace();
  if (!workspace?.usage) return null;
  const { usage, limits } = workspace;
  return (
    <>
      <span className="item" title={t('cpu')}>
        <Cpu aria-hidden />
        {formats.percent(usage.cpuPercent / 100)}
      </span>
      <span className="item" title={t('memory')}>
        <MemoryStick aria-hidden />
        {t('memoryFigure', { used: formats.sizeFigure(usage.memoryBytes, limits.memoryBytes), whole: formats.size(limits.memoryBytes) })}
      </span>
    </>
  );
}

/** What the workbench says of its workspace. */
export const workspacesContribution: Contribution = {
  name: 'workspaces',
  notices: [StateNotice, ModulesNotice, AbsentNotice, VisitNotice],
  statusItems: [{ id: 'usage', side: 'right', Item: Usage }],
};
