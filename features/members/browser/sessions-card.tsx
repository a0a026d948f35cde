'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Laptop, Smartphone } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../components/i18n/error-text.ts';
import { useFormats, useMoment } from '../../../components/i18n/provider.tsx';
import { Card } from '../../../components/page/card.tsx';
import { ErrorNotice } from '../../../components/page/error-notice.tsx';
import { Badge } from '../../../components/ui/badge.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { Skeleton } from '../../../components/ui/skeleton.tsx';
import { showToast } from '../../../components/ui/toast.tsx';
import { useNow } from '../../../components/ui/use-now.ts';
import type { SessionId } from '../../../shared/ids.ts';
import type { SessionView } from '../contract.ts';
import { api, liveSessionsOptions } from './api.ts';

/** The server writes "last seen" at most once a minute: what is newer than that is now. */
const NOW_WITHIN_MS = 90_000;
const HOUR_MS = 3_600_000;

/** Where I am signed in, live. A revoked one is gone for its owner within five seconds. */
export function SessionsCard() {
  const t = useTranslations('members.account');
  const common = useTranslations('common');
  const sessions = useQuery(liveSessionsOptions());
  const revoking = useRevoke();
  const others = (sessions.data ?? []).filter((session) => !session.current);
  const nowMs = useNow(15_000);
  return (
    <Card
      className="mt-5"
      title={t('sessions')}
      hint={t('sessionsHint')}
      aside={
        others.length > 0 && (
          <Button isPending={revoking.isPending} onPress={() => revoking.mutate(others.map((session) => session.id))}>
            {t('revokeOthers', { count: others.length })}
          </Button>
        )
      }
    >
      {sessions.isError && <ErrorNotice className="m-4" error={sessions.error} onRetry={() => void sessions.refetch()} />}
      {sessions.isPending && (
        <div className="p-4">
          <Skeleton label={common('loading')} />
        </div>
      )}
      {sessions.data && (
        <table className="table" aria-label={t('sessions')}>
          <thead>
            <tr>
              <th>{t('device')}</th>
              <th className="max-phone:hidden">{t('from')}</th>
              <th className="max-phone:hidden">{t('signedIn')}</th>
              <th>{t('lastSeen')}</th>
              <th>
                <span className="sr-only">{t('actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {inOrder(sessions.data).map((session) => (
              <SessionRow key={session.id} session={session} nowMs={nowMs} isRevoking={revoking.isPending && revoking.variables.includes(session.id)} onRevoke={() => revoking.mutate([session.id])} />
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}

function SessionRow({ session, nowMs, isRevoking, onRevoke }: { readonly session: SessionView; readonly nowMs: number; readonly isRevoking: boolean; readonly onRevoke: () => void }) {
  const t = useTranslations('members.account');
  const moment = useMoment();
  const formats = useFormats();
  const device = session.client === '' ? t('unknownDevice') : session.client;
  const Sign = /Android|iOS|iPhone|Mobile/i.test(session.client) ? Smartphone : Laptop;
  const sinceMs = nowMs - session.lastSeenAtMs;
  const lastSeen = sinceMs < NOW_WITHIN_MS ? t('now') : sinceMs < HOUR_MS ? t('ago', { duration: formats.duration(sinceMs) }) : moment(session.lastSeenAtMs, nowMs);
  return (
    <tr>
      <td>
        <span className="flex items-center gap-2.5 py-1.5">
          <Sign className="text-ink-3" aria-hidden />
          <span className="min-w-0">
            <span className="block font-semibold">{device}</span>
            <span className="block text-small text-ink-2 phone:hidden">{session.address}</span>
          </span>
        </span>
      </td>
      <td className="text-ink-2 max-phone:hidden">{session.address}</td>
      <td className="text-ink-2 max-phone:hidden">{moment(session.createdAtMs, nowMs)}</td>
      <td className="text-ink-2">{lastSeen}</td>
      <td>
        {session.current ? (
          <Badge tone="running" className="mr-2">
            {t('thisOne')}
          </Badge>
        ) : (
          <Button variant="quiet" isPending={isRevoking} aria-label={t('revokeNamed', { device, address: session.address })} onPress={onRevoke}>
            {t('revoke')}
          </Button>
        )}
      </td>
    </tr>
  );
}

/** This one first, then those seen last. */
function inOrder(sessions: readonly SessionView[]): readonly SessionView[] {
  return sessions.toSorted((a, b) => Number(b.current) - Number(a.current) || b.lastSeenAtMs - a.lastSeenAtMs);
}

/** One or all others. The list itself tells when they are gone. */
function useRevoke() {
  const t = useTranslations('members.account');
  const errorText = useErrorText();
  return useMutation({
    async mutationFn(sessionIds: readonly SessionId[]) {
      await Promise.all(sessionIds.map((sessionId) => api.client.members.account.revokeSession({ sessionId })));
    },
    onSuccess: () => showToast({ title: t('revoked') }),
    onError(error) {
      const { what, why } = errorText(error);
      showToast({ tone: 'failed', title: what, text: why });
    },
  });
}
