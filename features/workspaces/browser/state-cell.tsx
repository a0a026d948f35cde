'use client';
import { CircleAlert, Clock, LoaderCircle, Terminal } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';

import { useFormats, useMoment } from '../../../components/i18n/provider.tsx';
import { Led } from '../../../components/ui/badge.tsx';
import type { WorkspaceState, WorkspaceView } from '../contract.ts';
import { idleNotice } from './idle.ts';

type Running = Extract<WorkspaceState, { phase: 'running' }>;
type Stopped = Extract<WorkspaceState, { phase: 'stopped' }>;

/** What it does now, and below it the detail that matters most. */
export function StateCell({ workspace, nowMs }: { readonly workspace: WorkspaceView; readonly nowMs: number }) {
  const t = useTranslations('workspaces');
  const moment = useMoment();
  const { state } = workspace;
  switch (state.phase) {
    case 'running':
      return <RunningState workspace={workspace} state={state} nowMs={nowMs} />;
    case 'creating': {
      const at = state.steps.findIndex((step) => step.state !== 'done');
      return (
        <Cell
          tone="ink-progress"
          sign={<LoaderCircle className="spin size-3.5" aria-hidden />}
          word={t('state.creating')}
          detail={t('steps.position', { step: at < 0 ? state.steps.length : at + 1, all: state.steps.length })}
        />
      );
    }
    case 'stopping':
      return <Cell tone="ink-progress" sign={<LoaderCircle className="spin size-3.5" aria-hidden />} word={t('state.stopping')} />;
    case 'stopped':
      return <StoppedState workspace={workspace} state={state} nowMs={nowMs} />;
    case 'failed':
      return <Cell tone="ink-failed" sign={<CircleAlert className="size-3.5" aria-hidden />} word={t('state.failed')} detail={<span className="block first-letter:uppercase">{moment(state.failedAtMs, nowMs)}</span>} />;
    case 'trashed':
      return <Cell sign={<Led tone="stopped" isRing />} word={t('state.trashed')} />;
  }
}

function RunningState({ workspace, state, nowMs }: { readonly workspace: WorkspaceView; readonly state: Running; readonly nowMs: number }) {
  const t = useTranslations('workspaces');
  const formats = useFormats();
  const idle = idleNotice(workspace, nowMs);
  const ran = Math.max(0, nowMs - state.startedAtMs);
  return (
    <Cell
      sign={<Led tone={state.agentConnected ? 'running' : 'warning'} />}
      word={state.agentConnected ? t('state.running') : t('state.connecting')}
      figure={state.agentConnected ? formats.duration(ran < 60_000 ? Math.floor(ran / 1000) * 1000 : ran) : undefined}
      detail={
        idle?.isNear ? (
          <span className="flex items-center gap-1.5 ink-warning">
            <Clock className="size-3" aria-hidden />
            {t('idle.stopsIn', { countdown: formats.countdown(idle.leftMs) })}
          </span>
        ) : (
          <Activity workspace={workspace} idleLeftMs={idle?.leftMs ?? null} />
        )
      }
    />
  );
}

/** Terminals and ports in use; when there are none, when it will stop. */
function Activity({ workspace: { usage }, idleLeftMs }: { readonly workspace: WorkspaceView; readonly idleLeftMs: number | null }) {
  const t = useTranslations('workspaces');
  const formats = useFormats();
  const parts = [
    usage !== null && usage.terminals > 0 ? t('activity.terminals', { count: usage.terminals }) : '',
    usage !== null && usage.ports.length > 0 ? t('activity.ports', { count: usage.ports.length, ports: usage.ports.join(', ') }) : '',
  ].filter((part) => part !== '');
  if (parts.length === 0) return idleLeftMs === null ? t('activity.nothing') : t('idle.plain', { duration: formats.duration(idleLeftMs) });
  const text = parts.join(', ');
  return (
    <span className="flex min-w-0 items-center gap-1.5" title={text}>
      <Terminal className="size-3" aria-hidden />
      <span className="truncate">{text}</span>
    </span>
  );
}

function StoppedState({ workspace, state, nowMs }: { readonly workspace: WorkspaceView; readonly state: Stopped; readonly nowMs: number }) {
  const t = useTranslations('workspaces');
  const moment = useMoment();
  const formats = useFormats();
  const at = state.stoppedAtMs === null ? '' : moment(state.stoppedAtMs, nowMs);
  const because = state.because === 'idle' && workspace.idleStopMs === null ? 'idleUnknown' : state.because;
  const detail = state.stoppedAtMs === null ? t('because.never_started') : t(`because.${because}`, { moment: at, duration: formats.duration(workspace.idleStopMs ?? 0) });
  return <Cell sign={<Led tone="stopped" isRing />} word={t('state.stopped')} detail={<span className="block first-letter:uppercase">{detail}</span>} />;
}

function Cell({ sign, word, figure, detail, tone = '' }: { readonly sign: ReactNode; readonly word: string; readonly figure?: string; readonly detail?: ReactNode; readonly tone?: string }) {
  return (
    <div className="state flex min-w-0 flex-col gap-1 text-small">
      <div className={`flex items-center gap-1.5 ${tone}`}>
        {sign}
        {word}
        {figure !== undefined && <span className="text-ink-3">{figure}</span>}
      </div>
      {detail !== undefined && <div className="min-w-0 text-ink-3">{detail}</div>}
    </div>
  );
}
