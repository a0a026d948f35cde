'use client';

import { useQuery } from '@tanstack/react-query';
import { Square } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { createApi } from '../../../../components/api/client.ts';
import { liveOptions } from '../../../../components/api/live.ts';
import { useErrorText } from '../../../../components/i18n/error-text.ts';
import { Led } from '../../../../components/ui/badge.tsx';
import { IconButton } from '../../../../components/ui/button.tsx';
import { showToast } from '../../../../components/ui/toast.tsx';
import { sharedServicesContract, type SharedService } from '../../owner-contract.ts';
import { ROW } from '../row.ts';

const api = createApi({ sharedServices: sharedServicesContract });

const liveOptionsOfAll = liveOptions({
  queryKey: ['sharedServices', 'live'],
  open: (signal) => api.client.sharedServices.watch(undefined, { signal }),
});

/** The owner's: who shares what, from where, and an end to it. Loaded for nobody else. */
export default function AllServices() {
  const t = useTranslations('servicesOwner');
  const { data = [] } = useQuery(liveOptionsOfAll);
  if (data.length === 0) return null;
  return (
    <section aria-labelledby="run-everyone">
      <h3 id="run-everyone" className="caps px-2.5 pt-2 pb-1">
        {t('title')}
      </h3>
      <ul aria-labelledby="run-everyone">
        {data.map((service) => (
          <ServiceRow key={`${service.workspaceId}/${service.moduleId}`} service={service} />
        ))}
      </ul>
    </section>
  );
}

function ServiceRow({ service }: { readonly service: SharedService }) {
  const t = useTranslations('servicesOwner');
  const errorText = useErrorText();
  const { projectSlug, slug, memberName, workspaceName, workspaceId, moduleId, port, state, answersHere } = service;
  const module = `${projectSlug} / ${slug}`;
  const stop = async (): Promise<void> => {
    try {
      await api.client.sharedServices.stop({ workspaceId, moduleId });
    } catch (error) {
      const { what, why } = errorText(error);
      showToast({ tone: 'failed', title: t('stopFailed', { module }), text: `${what} ${why}` });
    }
  };
  return (
    <li className={ROW}>
      <Led tone={state === 'answers' ? 'running' : 'stopped'} isRing={state !== 'answers'} className="justify-self-center" />
      <span className="truncate font-semibold">{module}</span>
      <IconButton size="mini" icon={Square} label={t('stopOf', { module, workspace: workspaceName, member: memberName })} tip={t('stop')} onPress={() => void stop()} />
      <span className="col-span-2 col-start-2 truncate text-small text-ink-3">{t('where', { member: memberName, workspace: workspaceName, port: String(port) })}</span>
      {!answersHere && <span className="col-span-2 col-start-2 text-small text-ink-3">{t('older')}</span>}
    </li>
  );
}
