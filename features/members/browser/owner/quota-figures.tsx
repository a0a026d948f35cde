import { useTranslations } from 'use-intl';

import { useFormats } from '../../../../components/i18n/provider.tsx';
import type { Role } from '../../../../shared/actor.ts';
import type { Quota } from '../../../../shared/members.ts';
import { DEFAULT_QUOTA } from '../../../../shared/workspaces.ts';

/** What a quota comes to, in one line. */
export function QuotaFigures({ quota }: { readonly quota: Quota }) {
  const t = useTranslations('team.quota');
  const formats = useFormats();
  return t('figures', { workspaces: quota.workspaces, cpus: formats.number(quota.cpus), memory: formats.size(quota.memoryBytes), disk: formats.size(quota.diskBytes), processes: formats.number(quota.maxProcesses) });
}

/** What holds for who has no quota of their own: the usual one; owners have none. */
export function UsualQuota({ role }: { readonly role: Role }) {
  const t = useTranslations('team.quota');
  if (role === 'owner') return <span className="text-ink-3">{t('none')}</span>;
  return (
    <span className="text-ink-3">
      {t('default')} <QuotaFigures quota={DEFAULT_QUOTA} />
    </span>
  );
}
