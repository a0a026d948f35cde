'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { FormDialog } from '../../../components/page/form-dialog.tsx';
import { RadioCards } from '../../../components/ui/radio-cards.tsx';
import { ResetMode } from '../../branches/contract.ts';
import type { CommitPlace } from '../contract.ts';

/** Says what a reset costs before it happens; all of it can be taken back. */
export function ResetDialog({ place, hash, isPending, onReset, onClose }: { readonly place: CommitPlace; readonly hash: string; readonly isPending: boolean; readonly onReset: (mode: ResetMode) => void | Promise<void>; readonly onClose: () => void }) {
  const t = useTranslations('history');
  const [mode, setMode] = useState<ResetMode>('keep');
  const branch = place.branch ?? t('detached');
  return (
    <FormDialog title={t('resetTitle', { branch, hash: hash.slice(0, 7) })} submitLabel={t('resetNow', { branch })} isPending={isPending} error={null} onClose={onClose} onSubmit={() => void onReset(mode)}>
      <p>{place.leaving === 0 ? t('leavesNone') : t('resetLeaves', { count: place.leaving, branch })}</p>
      <RadioCards label={t('resetMode')} value={mode} onChange={setMode} cards={ResetMode.options.map((value) => ({ value, title: t(`mode.${value}`), text: t(`modeText.${value}`, { count: place.uncommitted }) }))} />
      <p className="text-small text-ink-2">{t('resetUndo')}</p>
    </FormDialog>
  );
}
