'use client';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { ErrorNotice } from '../../../../components/page/error-notice.tsx';
import { Skeleton } from '../../../../components/ui/skeleton.tsx';
import type { ImportView } from '../../contract.ts';
import { liveImportsOptions } from './api.ts';
import { FetchingCard } from './fetching-card.tsx';
import { FlowBar } from './flow-bar.tsx';
import { GrantStep } from './grant-step.tsx';
import { SourceStep } from './source-step.tsx';
import { SplitStep } from './split-step.tsx';
import { useUpload } from './use-upload.ts';

/** Bringing a project in, from its source to who gets what. Which import it is, is in the address; none: a new one. */
export function ImportPage() {
  const common = useTranslations('common');
  const live = useQuery(liveImportsOptions());
  const importId = useSearchParams().get('id');
  const upload = useUpload(openImport);
  const [url, setUrl] = useState('');
  const [granting, setGranting] = useState<string | null>(null);
  const view = live.data?.find(({ id }) => id === importId) ?? null;
  if (live.isError || live.isPending) {
    return (
      <>
        <FlowBar step="source" />
        <div className="imp-column">{live.isError ? <ErrorNotice error={live.error} onRetry={() => void live.refetch()} /> : <Skeleton rows={4} label={common('loading')} className="gap-6" />}</div>
      </>
    );
  }
  // What this page has just begun may come to it a little later than its address.
  if (view === null) return <SourceStep imports={live.data} upload={upload} url={url} onUrl={setUrl} onOpen={openImport} />;
  if (view.phase === 'done' || granting === view.id) return <GrantStep view={view} onLeave={() => openImport(null)} />;
  if (isPlanned(view)) return <SplitStep key={`${view.id} ${view.phase}`} view={view} onChangeSource={() => openImport(null)} onGrant={() => setGranting(view.id)} />;
  return <FetchingCard view={view} upload={upload} onLeave={() => openImport(null)} />;
}

/** Without asking the server for a page: an upload goes on. */
function openImport(id: string | null): void {
  window.history.pushState(null, '', id === null ? '/import' : `/import?id=${id}`);
}

function isPlanned({ phase, source }: ImportView): boolean {
  return phase === 'ready' || phase === 'importing' || (phase === 'failed' && source !== null);
}
