'use client';
import { ShieldAlert, ShieldCheck } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { useMoment } from '../../../components/i18n/provider.tsx';
import { Button } from '../../../components/ui/button.tsx';
import type { BackupState } from '../../branches/contract.ts';

/** Whether what is only here is on the server too, and the way to have it back. */
export function BackupLine({ backup: { state, savedAtMs }, onRestore }: { readonly backup: BackupState; readonly onRestore: () => void }) {
  const t = useTranslations('branches.backup');
  const moment = useMoment();
  if (state === 'off') return null;
  const Sign = state === 'failed' ? ShieldAlert : ShieldCheck;
  const words = state === 'saved' && savedAtMs !== null ? t('saved', { moment: moment(savedAtMs) }) : t(state === 'saved' ? 'waiting' : state);
  return (
    <div className="flex items-center gap-1.5 text-small text-ink-3">
      <Sign className={`size-3.5 flex-none ${state === 'failed' ? 'text-warning' : state === 'saved' ? 'text-running' : ''}`} aria-hidden />
      <span className="min-w-0 flex-1 truncate" title={words}>
        {words}
      </span>
      <Button size="mini" variant="quiet" onPress={onRestore}>
        {t('restore')}
      </Button>
    </div>
  );
}
