'use client';
import { Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';

import { KindTile } from '../../../components/module/kind-tile.tsx';
import { Badge } from '../../../components/ui/badge.tsx';
import { CopyField } from '../../../components/ui/copy-field.tsx';
import type { ModuleView } from '../contract.ts';
import { FactsLine, LastCommit } from './facts.tsx';

export type ModuleRowProps = { readonly module: ModuleView; readonly nowMs: number; readonly access?: ReactNode; readonly canClone?: boolean; readonly end?: ReactNode };

/**
 * One module: what it is, what is in it, where git reaches it. `end` is what can be done with it;
 * `access` stands for the badge that says what the member may.
 */
export function ModuleRow({ module, nowMs, access, canClone = true, end }: ModuleRowProps) {
  const t = useTranslations('projects');
  const common = useTranslations('common');
  const { slug, kind, description, facts, cloneUrl } = module;
  return (
    <article className="module-row" aria-label={slug}>
      <KindTile kind={kind} size="large" />
      <div className="name min-w-0">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <h3 className="truncate text-lead font-semibold" title={slug}>
            {slug}
          </h3>
          <span className="text-small text-ink-3">{t(`kind.${kind}`)}</span>
          {access === undefined ? <AccessBadge access={module.access} /> : access}
        </div>
        {description !== '' && <p className="mt-0.5 text-ink-2">{description}</p>}
        {canClone && <CopyField className="mt-1" text={cloneUrl} copyLabel={t('module.copy', { name: slug })} copyTip={common('copy')} copiedLabel={t('module.copied')} />}
      </div>
      <div className="facts min-w-0 text-small">
        <FactsLine facts={facts} />
        <LastCommit facts={facts} nowMs={nowMs} />
      </div>
      {end !== undefined && <div className="ends">{end}</div>}
    </article>
  );
}

function AccessBadge({ access }: { readonly access: ModuleView['access'] }) {
  const t = useTranslations('projects.access');
  switch (access) {
    case 'read':
      return (
        <Badge>
          <Lock aria-hidden />
          {t('read')}
        </Badge>
      );
    case 'propose':
      return <Badge tone="stagiaire">{t('propose')}</Badge>;
    case 'write':
      return <Badge tone="developer">{t('write')}</Badge>;
  }
}
