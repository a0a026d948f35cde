'use client';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';

import { useFormats } from '../../../components/i18n/provider.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { later } from '../../../components/ui/later.tsx';
import type { WorkspaceState, WorkspaceView } from '../contract.ts';

const LimitsDialog = later(async () => (await import('./limits-dialog.tsx')).LimitsDialog);

/** What stopped the start, what is safe, and the log. "Try again" stands in the row above. */
export function FailurePanel({ workspace, failure, isOwner = false }: { readonly workspace: WorkspaceView; readonly isOwner?: boolean; readonly failure: Extract<WorkspaceState, { phase: 'failed' }> }) {
  const t = useTranslations('workspaces.failure');
  const formats = useFormats();
  const action = useTranslations('workspaces.action');
  const [isLogShown, setLogShown] = useState(false);
  const [isChanging, setChanging] = useState(false);
  const logId = useId();
  return (
    <div className="open">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-3 border-l-2 border-failed py-0.5 pl-3.5">
        <div className="min-w-0 flex-1 basis-80">
          <p className="font-semibold">{t(failure.reason, { image: workspace.imageName, memory: formats.size(workspace.limits.memoryBytes) })}</p>
          <p className="text-ink-2">{t(`help.${failure.reason}`)}</p>
        </div>
        <Button variant="quiet" aria-expanded={isLogShown} aria-controls={logId} onPress={() => setLogShown(!isLogShown)}>
          {isLogShown ? t('hideLog') : t('showLog')}
        </Button>
        {failure.reason === 'out_of_memory' && <Button onPress={() => setChanging(true)}>{action('changeLimits')}</Button>}
      </div>
      {isChanging && <LimitsDialog workspace={workspace} isOwner={isOwner} onClose={() => setChanging(false)} />}
      <div id={logId}>
        {isLogShown && (
          // A field, because it can be reached by keyboard, scrolled, selected and copied everywhere.
          <textarea className="ws-log block w-full resize-none" readOnly rows={Math.min(14, failure.log.split('\n').length)} aria-label={t('log', { name: workspace.name })} value={failure.log === '' ? t('noLog') : failure.log} />
        )}
      </div>
    </div>
  );
}
