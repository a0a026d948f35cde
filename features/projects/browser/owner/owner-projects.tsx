'use client';
import { useQuery } from '@tanstack/react-query';
import { Archive, Ellipsis, FolderInput, Pencil, Plus, Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { ErrorNotice } from '../../../../components/page/error-notice.tsx';
import { Button, IconButton, LinkButton } from '../../../../components/ui/button.tsx';
import { EmptyState } from '../../../../components/ui/empty-state.tsx';
import { Menu, MenuItem, MenuLine, MenuTrigger } from '../../../../components/ui/menu.tsx';
import { showToast } from '../../../../components/ui/toast.tsx';
import { useNow } from '../../../../components/ui/use-now.ts';
import type { OwnerProjectView, Overview, PersonView } from '../../owner-contract.ts';
import { PageHead, Shelves, Waiting } from '../page-parts.tsx';
import { ProjectRow } from '../project-row.tsx';
import { api, liveOverviewOptions } from './api.ts';
import { Faces } from './faces.tsx';
import { ImportsUnderWay } from './imports-under-way.tsx';
import { CreateProjectDialog, RenameProjectDialog } from './project-dialogs.tsx';
import { ArchiveCard, TrashCard } from './put-away-cards.tsx';
import { TrashDialog } from './put-away-dialogs.tsx';
import { useProjectTarget } from './targets.ts';
import { useCommand } from '../../../../components/api/use-command.ts';

const NOTHING: Overview = { projects: [], people: [] };

/** Every project, live, and what an owner can do with them. */
export function OwnerProjects() {
  const t = useTranslations('projects');
  const own = useTranslations('projectsOwner');
  const router = useRouter();
  const [isCreating, setCreating] = useState(false);
  const target = useProjectTarget();
  const live = useQuery(liveOverviewOptions());
  const nowMs = useNow(60_000);
  const { projects, people } = live.data ?? NOTHING;
  const present = projects.filter(({ state }) => state === 'live');
  const isEmpty = live.isSuccess && present.length === 0;
  const modules = present.reduce((sum, project) => sum + inUse(project).modules.length, 0);
  const create = (): void => setCreating(true);
  return (
    <>
      <PageHead
        title={t('page')}
        count={present.length > 0 ? t('count', { projects: present.length, modules }) : null}
        end={
          live.isSuccess &&
          !isEmpty && (
            <>
              <LinkButton icon={FolderInput} href="/import">
                {own('bringIn.action')}
              </LinkButton>
              <Button variant="primary" icon={Plus} onPress={create}>
                {own('new')}
              </Button>
            </>
          )
        }
      />
      <ImportsUnderWay />
      {live.isError && <ErrorNotice error={live.error} onRetry={() => void live.refetch()} />}
      {live.isPending && <Waiting />}
      {isEmpty && (
        <section className="card px-4 py-16 phone:py-22" aria-label={t('list')}>
          <EmptyState art={<Shelves />} title={own('empty.title')} text={own('empty.text')}>
            <span className="mt-2 flex flex-wrap justify-center gap-2">
              <Button variant="primary" size="big" icon={Plus} onPress={create}>
                {own('new')}
              </Button>
              <LinkButton size="big" icon={FolderInput} href="/import">
                {own('bringIn.action')}
              </LinkButton>
            </span>
          </EmptyState>
        </section>
      )}
      {present.length > 0 && (
        <section className="card" aria-label={t('list')}>
          {present.map((project) => (
            <ProjectRow key={project.id} project={inUse(project)} nowMs={nowMs} end={<ProjectEnd project={project} people={people} />} />
          ))}
        </section>
      )}
      <ArchiveCard
        items={projects
          .filter(({ state }) => state === 'archived')
          .map(({ id, title, revision }) => ({ id, name: title, unarchive: () => api.client.projects.unarchive({ projectId: id, revision }) }))}
      />
      <TrashCard items={projects.flatMap((project) => (project.purgeAtMs === null ? [] : [{ id: project.id, revision: project.revision, purgeAtMs: project.purgeAtMs, target: target(project) }]))} />
      {isCreating && <CreateProjectDialog onClose={() => setCreating(false)} onCreated={({ slug }) => router.push(`/projects/${slug}`)} />}
    </>
  );
}

/** Without what was put away. */
function inUse(project: OwnerProjectView): OwnerProjectView {
  return { ...project, modules: project.modules.filter(({ state }) => state === 'live') };
}

function ProjectEnd({ project, people }: { readonly project: OwnerProjectView; readonly people: readonly PersonView[] }) {
  return (
    <>
      <Faces grants={inUse(project).modules.flatMap(({ grants }) => grants)} people={people} />
      <ProjectMenu project={project} />
    </>
  );
}

type Shown = 'rename' | 'trash';

/** What can be done with a whole project. `onMoved` is told its name when its address changed, null when it went away. */
export function ProjectMenu({ project, onMoved }: { readonly project: OwnerProjectView; readonly onMoved?: (slug: string | null) => void }) {
  const t = useTranslations('projectsOwner');
  const [shown, setShown] = useState<Shown | null>(null);
  const target = useProjectTarget();
  const { id: projectId, revision, title } = project;
  const archiving = useCommand(api.client.projects.archive, {
    onDone() {
      showToast({ title: t('archive.done', { name: title }), text: t('archive.doneText') });
      onMoved?.(null);
    },
  });
  const close = (): void => setShown(null);
  return (
    <>
      <MenuTrigger>
        <IconButton icon={Ellipsis} label={t('more', { name: title })} isPending={archiving.isPending} />
        <Menu aria-label={t('more', { name: title })}>
          <MenuItem icon={Pencil} onAction={() => setShown('rename')}>
            {t('rename.action')}
          </MenuItem>
          <MenuItem icon={Archive} onAction={() => archiving.mutate({ projectId, revision })}>
            {t('archive.action')}
          </MenuItem>
          <MenuLine />
          <MenuItem icon={Trash2} isDanger onAction={() => setShown('trash')}>
            {t('trash.action')}
          </MenuItem>
        </Menu>
      </MenuTrigger>
      {shown === 'rename' && (
        <RenameProjectDialog
          project={project}
          onClose={close}
          onRenamed={({ slug }) => {
            close();
            onMoved?.(slug);
          }}
        />
      )}
      {shown === 'trash' && <TrashDialog target={target(project)} onClose={close} onDone={() => onMoved?.(null)} />}
    </>
  );
}
