'use client';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../../components/i18n/error-text.ts';
import { showToast } from '../../../../components/ui/toast.tsx';
import type { PersonView } from '../../../../shared/owner-projects.ts';
import { fromWireError } from '../../../../shared/procedures.ts';
import type { GrantAccess } from '../../../../shared/projects.ts';
import { api } from './api.ts';
import type { GraphModule } from './graph.ts';

export type Asked = { readonly module: GraphModule; readonly person: PersonView; readonly access: 'none' | GrantAccess };

/** Gives a module or takes it back; the live view shows what it changed. Where another owner was faster, the person is told what it is now. */
export function useGrant() {
  const t = useTranslations('architecture.grant');
  const errorText = useErrorText();
  const { grants } = api.client.projects;
  return useMutation({
    mutationFn: async ({ module, person, access }: Asked) => {
      const revision = module.holders.find((holder) => holder.person.id === person.id)?.revision ?? null;
      const pair = { memberId: person.id, moduleId: module.id };
      if (access !== 'none') await grants.set({ ...pair, access, revision });
      else if (revision !== null) await grants.remove({ ...pair, revision });
    },
    onSuccess: (_, { module, person, access }) => showToast({ title: t(`done.${access === 'write' && person.role === 'stagiaire' ? 'propose' : access}`, { name: person.name, module: `${module.project.slug} / ${module.node.slug}` }) }),
    onError(error, { person }) {
      const { code, details } = fromWireError(error);
      const now = details['access'];
      if (code === 'conflict' && (now === 'none' || now === 'read' || now === 'write')) {
        showToast({ tone: 'failed', title: t('conflict', { name: person.name }), text: t('conflictNow', { access: t(`access.${now}`) }) });
        return;
      }
      const { what, why, safe } = errorText(error);
      showToast({ tone: 'failed', title: what, text: `${why} ${safe}` });
    },
  });
}
