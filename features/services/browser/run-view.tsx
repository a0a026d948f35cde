'use client';

import { useQuery } from '@tanstack/react-query';
import { Box, Copy, Square } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../components/i18n/error-text.ts';
import { Led } from '../../../components/ui/badge.tsx';
import { IconButton } from '../../../components/ui/button.tsx';
import { EmptyState } from '../../../components/ui/empty-state.tsx';
import { Skeleton } from '../../../components/ui/skeleton.tsx';
import { showToast } from '../../../components/ui/toast.tsx';
import { useWorkbench } from '../../../components/workbench/workbench-context.tsx';
import type { Neighbour, ShareableModule } from '../contract.ts';
import { api, liveServicesOptions, meOptions } from './api.ts';
import { ROW } from './row.ts';

const AllServices = lazy(() => import('./owner/all-services.tsx'));

/** What this workspace answers for, then whom it may call: a name, whether it answers, its address. */
export function RunView() {
  const t = useTranslations('services');
  const { workspace } = useWorkbench();
  const { data, error } = useQuery(liveServicesOptions(workspace.id));
  const isOwner = useQuery(meOptions()).data?.role === 'owner';
  const errorText = useErrorText();
  if (error !== null) {
    const { what, why } = errorText(error);
    return <Middle title={what} text={why} />;
  }
  if (data === undefined) {
    return (
      <div className="p-3">
        <Skeleton rows={3} label={t('title')} />
      </div>
    );
  }
  const shared = data.own.filter(({ port }) => port !== null);
  const isEmpty = shared.length === 0 && data.neighbours.length === 0;
  return (
    <div className="flex flex-1 flex-col overflow-auto p-1">
      {isEmpty && (data.own.length === 0 ? <Middle title={t('empty.title')} text={t('empty.text')} /> : <Middle title={t('empty.title')} text={t('empty.share')} />)}
      {shared.length > 0 && (
        <section aria-labelledby="run-shared">
          <h3 id="run-shared" className="caps px-2.5 pt-2 pb-1">
            {t('shared')}
          </h3>
          <ul aria-labelledby="run-shared">
            {shared.map((module) => (
              <SharedRow key={module.moduleId} module={module} />
            ))}
          </ul>
        </section>
      )}
      {data.neighbours.length > 0 && (
        <section aria-labelledby="run-neighbours">
          <h3 id="run-neighbours" className="caps px-2.5 pt-2 pb-1">
            {t('neighbours')}
          </h3>
          <ul aria-labelledby="run-neighbours">
            {data.neighbours.map((neighbour) => (
              <NeighbourRow key={neighbour.address} neighbour={neighbour} />
            ))}
          </ul>
        </section>
      )}
      {isOwner && (
        <Suspense>
          <AllServices />
        </Suspense>
      )}
    </div>
  );
}

function SharedRow({ module: { moduleId, projectSlug, slug, port, answersHere } }: { readonly module: ShareableModule }) {
  const t = useTranslations('services');
  const errorText = useErrorText();
  const { workspace } = useWorkbench();
  const name = `${projectSlug} / ${slug}`;
  const stop = async (): Promise<void> => {
    try {
      await api.client.services.stop({ workspaceId: workspace.id, moduleId });
    } catch (error) {
      const { what, why } = errorText(error);
      showToast({ tone: 'failed', title: t('stopFailed', { module: name }), text: `${what} ${why}` });
    }
  };
  return (
    <li className={ROW}>
      <Led tone={answersHere ? 'running' : 'warning'} className="justify-self-center" />
      <span className="truncate font-semibold">{name}</span>
      <IconButton size="mini" icon={Square} label={t('stopOf', { module: name })} tip={t('stop')} onPress={() => void stop()} />
      <span className="col-span-2 col-start-2 text-small text-ink-3">
        <span className="font-mono">:{port}</span> {answersHere ? t('answersHere') : t('newerAnswers')}
      </span>
    </li>
  );
}

function NeighbourRow({ neighbour: { projectSlug, slug, address, state } }: { readonly neighbour: Neighbour }) {
  const t = useTranslations('services');
  const name = `${projectSlug} / ${slug}`;
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(address);
      showToast({ title: t('copied'), text: address });
    } catch {
      showToast({ tone: 'failed', title: t('notCopied'), text: address });
    }
  };
  return (
    <li className={ROW}>
      <Box className="size-3.5 justify-self-center text-ink-3" aria-hidden />
      <span className="truncate">{name}</span>
      <IconButton size="mini" icon={Copy} label={t('copyOf', { module: name })} tip={t('copy')} onPress={() => void copy()} />
      <span className="col-span-2 col-start-2 truncate font-mono text-small text-ink-3" title={address}>
        {address.replace('http://', '')}
      </span>
      <span className="col-span-2 col-start-2 flex items-center gap-1.5 text-small text-ink-3">
        <Led tone={state === 'answers' ? 'running' : 'stopped'} isRing={state !== 'answers'} />
        {state === 'answers' ? t('answers') : t('notRunning')}
      </span>
    </li>
  );
}

function Middle({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <div className="grid flex-1 place-items-center p-6">
      <EmptyState title={title} text={text} />
    </div>
  );
}
