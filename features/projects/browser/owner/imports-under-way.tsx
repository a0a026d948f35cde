'use client';
import { useQuery } from '@tanstack/react-query';
import { CircleAlert, CircleCheck, FilePen, LoaderCircle } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { createApi } from '../../../../components/api/client.ts';
import { liveOptions } from '../../../../components/api/live.ts';
import { LinkButton } from '../../../../components/ui/button.tsx';
import { Notice } from '../../../../components/ui/notice.tsx';
import { importsContract, type ImportView } from '../../../imports/contract.ts';

const api = createApi({ imports: importsContract });
const SIGNS = { running: LoaderCircle, done: CircleCheck, failed: CircleAlert, draft: FilePen } as const;
const TONES = { running: 'progress', done: 'running', failed: 'failed', draft: 'stopped' } as const;

const liveImportsOptions = () =>
  liveOptions({
    queryKey: [...api.query.imports.list.queryKey(), 'live'],
    open: (signal) => api.client.imports.watch(undefined, { signal }),
  });

/** Projects that are being brought in, by any owner: how far each is, and the way back to it. */
export function ImportsUnderWay() {
  const t = useTranslations('projectsOwner.bringIn');
  const live = useQuery(liveImportsOptions());
  return (live.data ?? []).map((view) => {
    const { id, from, modules } = view;
    const state = stateOf(view);
    return (
      <Notice
        key={id}
        className="mb-2 rounded-(--radius-control)"
        isLive
        tone={TONES[state]}
        icon={SIGNS[state]}
        actions={
          <LinkButton size="mini" href={`/import?id=${id}`} aria-label={t('openNamed', { name: from })}>
            {t('open')}
          </LinkButton>
        }
      >
        {t(state, { name: from, done: modules.filter((module) => module.state === 'done').length, count: modules.length })}
      </Notice>
    );
  });
}

function stateOf({ phase }: ImportView): keyof typeof SIGNS {
  if (phase === 'done' || phase === 'failed') return phase;
  return phase === 'ready' ? 'draft' : 'running';
}
