'use client';
import { useTranslations } from 'use-intl';

import type { OwnerModuleView, OwnerProjectView } from '../../owner-contract.ts';
import { api } from './api.ts';
import type { PutAway } from './put-away-dialogs.tsx';

/** What putting this project away means. */
export function useProjectTarget(): (project: OwnerProjectView) => PutAway {
  const t = useTranslations('projectsOwner.trash');
  const { projects } = api.client;
  return ({ id: projectId, slug, revision, modules }) => ({
    slug,
    text: t('projectText', { count: modules.length }),
    trash: () => projects.trash({ projectId, revision, confirmSlug: slug }),
    restore: (present) => projects.restore({ projectId, revision: present }),
    purge: () => projects.purge({ projectId, confirmSlug: slug }),
  });
}

/** What putting this module away means. */
export function useModuleTarget(): (module: OwnerModuleView) => PutAway {
  const t = useTranslations('projectsOwner.trash');
  const { modules } = api.client.projects;
  return ({ id: moduleId, slug, revision, grants }) => ({
    slug,
    text: t('moduleText', { people: grants.length }),
    trash: () => modules.trash({ moduleId, revision, confirmSlug: slug }),
    restore: (present) => modules.restore({ moduleId, revision: present }),
    purge: () => modules.purge({ moduleId, confirmSlug: slug }),
  });
}
