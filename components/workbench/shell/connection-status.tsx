'use client';

import { Wifi, WifiOff } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { Button, LinkButton } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { ConnectionState } from '../connection/state.ts';
import { useStore } from '../use-store.ts';
import { useWorkbench } from '../workbench-context.tsx';

/** The status "Connection" at the left of the status bar. */
export function ConnectionStatus() {
  const t = useTranslations('workbench.connection');
  const state = useStore(useWorkbench().connection.state);
  const isOpen = state.phase === 'open';
  const Sign = isOpen || state.phase === 'connecting' ? Wifi : WifiOff;
  return (
    <output className="item" aria-label={t('label')} data-phase={state.phase}>
      <Sign className={isOpen ? undefined : 'ink-warning'} aria-hidden />
      <span>{words(t, state)}</span>
      {isOpen && state.latencyMs !== null && (
        <span className="text-ink-3" aria-hidden>
          {t('latency', { ms: Math.round(state.latencyMs) })}
        </span>
      )}
    </output>
  );
}

function words(t: ReturnType<typeof useTranslations<'workbench.connection'>>, state: ConnectionState): string {
  switch (state.phase) {
    case 'connecting':
      return state.attempt === 0 ? t('connecting') : t('lostShort', { attempt: state.attempt });
    case 'open':
      return t('open');
    case 'lost':
      return t('lostShort', { attempt: state.attempt });
    case 'refused':
      return refusal(t, state.reason);
    case 'closed':
      return t('closed');
  }
}

function refusal(t: ReturnType<typeof useTranslations<'workbench.connection'>>, reason: string): string {
  return reason === 'not_signed_in' || reason === 'not_running' ? t(`refused.${reason}`) : t('refused.other');
}

/** Above the sheets while the workspace cannot be reached: what is the case, what is safe, what can be done. */
export function ConnectionNotice() {
  const t = useTranslations('workbench.connection');
  const { connection } = useWorkbench();
  const state = useStore(connection.state);
  const retry = (
    <Button size="mini" onPress={() => connection.retry()}>
      {t('retry')}
    </Button>
  );
  const frame = 'mx-1.5 mb-1.5 flex-none rounded-sheet';
  if (state.phase === 'lost' && state.attempt > 1) {
    return (
      <Notice icon={WifiOff} className={frame} actions={retry}>
        {t('lost', { attempt: state.attempt })}
      </Notice>
    );
  }
  if (state.phase !== 'refused' || state.reason === 'not_running') return null;
  return (
    <Notice
      icon={WifiOff}
      className={frame}
      isLive
      actions={
        <>
          {state.reason === 'not_signed_in' && (
            <LinkButton size="mini" href={`/login?next=${encodeURIComponent('/workspaces')}`} target="_blank">
              {t('signIn')}
            </LinkButton>
          )}
          {retry}
        </>
      }
    >
      {refusal(t, state.reason)}
    </Notice>
  );
}
