'use client';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../../../components/i18n/error-text.ts';
import { showToast } from '../../../../../components/ui/toast.tsx';
import type { MemberId, ModuleId } from '../../../../../shared/ids.ts';
import { fromWireError } from '../../../../../shared/procedures.ts';
import type { GrantAccess } from '../../../../../shared/projects.ts';
import { api } from '../api.ts';

export type SetGrant = { readonly memberId: MemberId; readonly memberName: string; readonly moduleId: ModuleId; readonly access: 'none' | GrantAccess; readonly revision: number | null };

/** Sets one cell as it was seen; who comes later than another owner is told what it is now. */
export function useSetGrant() {
  const t = useTranslations('team.grants');
  const errorText = useErrorText();
  const { grants } = api.client.projects;
  return useMutation({
    mutationFn: async ({ memberId, moduleId, access, revision }: SetGrant) => {
      if (access !== 'none') await grants.set({ memberId, moduleId, access, revision });
      else if (revision !== null) await grants.remove({ memberId, moduleId, revision });
    },
    onError(error, { memberName }) {
      const { code, details } = fromWireError(error);
      const now = details['access'];
      if (code === 'conflict' && (now === 'none' || now === 'read' || now === 'write')) {
        showToast({ tone: 'failed', title: t('conflict', { name: memberName }), text: t('conflictNow', { access: t(`access.${now}`) }) });
        return;
      }
      const { what, why, safe } = errorText(error);
      showToast({ tone: 'failed', title: what, text: `${why} ${safe}` });
    },
  });
}
