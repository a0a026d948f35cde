'use client';
import { CircleAlert } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { ErrorNotice } from '../../../../components/page/error-notice.tsx';
import { Notice } from '../../../../components/ui/notice.tsx';
import { fromWireError } from '../../../../shared/procedures.ts';

/** Why an owner's word was not taken, where it was asked. */
export function TeamProblem({ error }: { readonly error: unknown }) {
  const t = useTranslations('team.problem');
  const { code, details } = fromWireError(error);
  const words = code === 'limit_reached' && details['because'] === 'last_owner' ? t('lastOwner') : code === 'conflict' ? t('conflict') : null;
  if (words === null) return <ErrorNotice error={error} />;
  return (
    <Notice tone="failed" icon={CircleAlert} isLive className="rounded-(--radius-control)">
      {words}
    </Notice>
  );
}
