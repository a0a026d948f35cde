'use client';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useTranslations } from 'use-intl';

import { ErrorNotice } from '../../../components/page/error-notice.tsx';
import { EmptyState } from '../../../components/ui/empty-state.tsx';
import { useNow } from '../../../components/ui/use-now.ts';
import { liveProjectsOptions } from './api.ts';
import { PageHead, Shelves, Waiting } from './page-parts.tsx';
import { ProjectRow } from './project-row.tsx';

/** What only an owner does is a chunk of its own: no other member's browser ever loads it. */
const OwnerProjects = dynamic(() => import('./owner/owner-projects.tsx').then((module) => module.OwnerProjects), { loading: () => <Waiting /> });

/** The projects in which something is granted to the member; an owner's, all of them. */
export function ProjectsPage({ isOwner }: { readonly isOwner: boolean }) {
  return isOwner ? <OwnerProjects /> : <MemberProjects />;
}

function MemberProjects() {
  const t = useTranslations('projects');
  const live = useQuery(liveProjectsOptions());
  const nowMs = useNow(60_000);
  const projects = live.data ?? [];
  return (
    <>
      <PageHead title={t('page')} count={projects.length > 0 ? t('count', { projects: projects.length, modules: projects.reduce((sum, { modules }) => sum + modules.length, 0) }) : null} />
      {live.isError && <ErrorNotice error={live.error} onRetry={() => void live.refetch()} />}
      {live.isPending && <Waiting />}
      {live.isSuccess && projects.length === 0 && (
        <section className="card px-4 py-16 phone:py-22" aria-label={t('list')}>
          <EmptyState art={<Shelves />} title={t('empty.title')} text={t('empty.text')} />
        </section>
      )}
      {projects.length > 0 && (
        <section className="card" aria-label={t('list')}>
          {projects.map((project) => (
            <ProjectRow key={project.id} project={project} nowMs={nowMs} />
          ))}
        </section>
      )}
    </>
  );
}
