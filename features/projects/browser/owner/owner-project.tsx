'use client';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { ErrorNotice } from '../../../../components/page/error-notice.tsx';
import { Badge } from '../../../../components/ui/badge.tsx';
import { Button } from '../../../../components/ui/button.tsx';
import { EmptyState } from '../../../../components/ui/empty-state.tsx';
import { useNow } from '../../../../components/ui/use-now.ts';
import type { OwnerProjectView, Overview } from '../../owner-contract.ts';
import { ModuleRow } from '../module-row.tsx';
import { PageHead, Shelves, Waiting } from '../page-parts.tsx';
import { NoProject, ToProjects } from '../to-projects.tsx';
import { api, liveOverviewOptions } from './api.ts';
import { CreateModuleDialog } from './create-module-dialog.tsx';
import { ModuleEnd } from './module-end.tsx';
import { ProjectMenu } from './owner-projects.tsx';
import { ArchiveCard, TrashCard } from './put-away-cards.tsx';
import { useModuleTarget } from './targets.ts';

/** One project with its modules and everything an owner does with them. */
export function OwnerProject({ slug }: { readonly slug: string }) {
  const live = useQuery(liveOverviewOptions());
  // A trashed project's name may have been given again: the one in use is meant.
  const named = live.data?.projects.filter((candidate) => candidate.slug === slug) ?? [];
  const project = named.find(({ state }) => state !== 'trashed') ?? named[0];
  if (live.isError) return <ErrorNotice error={live.error} onRetry={() => void live.refetch()} />;
  if (live.isPending) return <Waiting />;
  return project === undefined ? <NoProject /> : <Project project={project} overview={live.data} />;
}

function Project({ project, overview }: { readonly project: OwnerProjectView; readonly overview: Overview }) {
  const t = useTranslations('projects');
  const own = useTranslations('projectsOwner');
  const router = useRouter();
  const [isCreating, setCreating] = useState(false);
  const target = useModuleTarget();
  const nowMs = useNow(60_000);
  const modules = project.modules.filter(({ state }) => state === 'live');
  const isLive = project.state === 'live';
  const create = (): void => setCreating(true);
  return (
    <>
      <PageHead
        before={<ToProjects />}
        title={project.title}
        count={t('modules', { count: modules.length })}
        end={
          <>
            {!isLive && <Badge tone="warning">{own(`state.${project.state}`)}</Badge>}
            {isLive && modules.length > 0 && (
              <Button variant="primary" icon={Plus} onPress={create}>
                {own('module.new')}
              </Button>
            )}
            {isLive && <ProjectMenu project={project} onMoved={(slug) => router.replace(slug === null ? '/projects' : `/projects/${slug}`)} />}
          </>
        }
      />
      {modules.length === 0 && isLive && (
        <section className="card px-4 py-16" aria-label={t('moduleList')}>
          <EmptyState art={<Shelves />} title={own('module.emptyTitle')} text={own('module.emptyText')}>
            <Button variant="primary" size="big" icon={Plus} className="mt-2" onPress={create}>
              {own('module.new')}
            </Button>
          </EmptyState>
        </section>
      )}
      {modules.length > 0 && (
        <section className="card" aria-label={t('moduleList')}>
          {modules.map((module) => (
            <ModuleRow key={module.id} module={module} nowMs={nowMs} access={null} end={<ModuleEnd module={module} overview={overview} />} />
          ))}
        </section>
      )}
      <ArchiveCard
        items={project.modules
          .filter(({ state }) => state === 'archived')
          .map(({ id, slug, revision }) => ({ id, name: slug, unarchive: () => api.client.projects.modules.unarchive({ moduleId: id, revision }) }))}
      />
      <TrashCard items={project.modules.flatMap((module) => (module.purgeAtMs === null ? [] : [{ id: module.id, revision: module.revision, purgeAtMs: module.purgeAtMs, target: target(module) }]))} />
      {isCreating && <CreateModuleDialog project={project} onClose={() => setCreating(false)} />}
    </>
  );
}
