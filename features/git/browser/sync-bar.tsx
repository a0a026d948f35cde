'use client';
import { ArrowDownToLine, ArrowUpFromLine, GitBranch } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { Button } from '../../../components/ui/button.tsx';
import type { ModuleStatus } from '../contract.ts';
import { useActions } from './use-action.ts';

/** Which branch, and what goes to the server and comes from it. */
export function SyncBar({ status }: { readonly status: ModuleStatus }) {
  const t = useTranslations('git');
  const { busy, send, get } = useActions(status);
  const { branch, unsentCount, behind } = status;
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      <span className="flex min-w-0 items-center gap-1 text-small text-ink-2" title={t('branch')}>
        <GitBranch className="size-3 flex-none" aria-hidden />
        <span className="truncate">{branch ?? t('noBranch')}</span>
      </span>
      <span className="ml-auto flex gap-1.5">
        <Button size="mini" icon={ArrowDownToLine} isPending={busy === 'get'} onPress={get}>
          {behind === 0 ? t('pull') : t('pullCount', { count: behind })}
        </Button>
        <Button size="mini" icon={ArrowUpFromLine} isPending={busy === 'send'} onPress={send}>
          {unsentCount === 0 ? t('push') : t('pushCount', { count: unsentCount })}
        </Button>
      </span>
    </div>
  );
}
