'use client';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useTranslations } from 'use-intl';

import { ErrorNotice } from '../../../components/page/error-notice.tsx';
import { useNow } from '../../../components/ui/use-now.ts';
import { liveProjectsOptions, tokensOptions } from './api.ts';
import { ModuleRow } from './module-row.tsx';
import { PageHead, Waiting } from './page-parts.tsx';
import { NoProject, ToProjects } from './to-projects.tsx';

const OwnerProject = dynamic(() => import('./owner/owner-project.tsx').then((module) => module.OwnerProject), { loading: () => <Waiting /> });

/** One project, by the name in its address: the modules that are granted; an owner's, with all that can be done. */
export function ProjectPage({ slug, isOwner }: { readonly slug: string; readonly isOwner: boolean }) {
  return isOwner ? <OwnerProject slug={slug} /> : <MemberProject slug={slug} />;
}

function MemberProject({ slug }: { readonly slug: string }) {
  const t = useTranslations('projects');
  const live = useQuery(liveProjectsOptions());
  const tokens = useQuery(tokensOptions());
  const nowMs = useNow(60_000);
  const canClone = tokens.data?.allowed === true;
  const project = live.data?.find((candidate) => candidate.slug === slug);
  if (live.isError) return <ErrorNotice error={live.error} onRetry={() => void live.refetch()} />;
  if (live.isPending) return <Waiting />;
  if (project === undefined) return <NoProject />;
  return (
    <>
      <PageHead before={<ToProjects />} title={project.title} count={t('modules', { count: project.modules.length })} />
      <section className="card" aria-label={t('moduleList')}>
        {project.modules.map((module) => (
          <ModuleRow key={module.id} module={module} nowMs={nowMs} canClone={canClone} />
        ))}
      </section>
      <p className="mt-3 px-1 text-small text-ink-3">
        {t('folderHint')} {canClone && t('cloneHint')}
      </p>
    </>
  );
}
