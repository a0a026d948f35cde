'use client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { KindTile } from '../../../../components/module/kind-tile.tsx';
import { SegmentedControl } from '../../../../components/ui/segmented-control.tsx';
import { TextField } from '../../../../components/ui/text-field.tsx';
import type { ModuleId } from '../../../../shared/ids.ts';
import type { GrantAccess } from '../../../../shared/projects.ts';
import { api } from './api.ts';

const FILTER_FROM = 6;
const SHOWN = 40;

type GrantPickerProps = {
  readonly granted: ReadonlyMap<ModuleId, GrantAccess>;
  readonly isProposing: boolean;
  readonly onChange: (granted: ReadonlyMap<ModuleId, GrantAccess>) => void;
};

/** What the invited member finds when they first come. Absent while there is no module. */
export function GrantPicker({ granted, isProposing, onChange }: GrantPickerProps) {
  const t = useTranslations('team.invite');
  const overview = useQuery(api.query.projects.overview.queryOptions());
  const [filter, setFilter] = useState('');
  const modules = (overview.data?.projects ?? []).filter(({ state }) => state === 'live').flatMap((project) => project.modules.filter(({ state }) => state === 'live'));
  if (modules.length === 0) return null;
  const nameOf = ({ projectSlug, slug }: { projectSlug: string; slug: string }): string => `${projectSlug} / ${slug}`;
  const shown = modules.filter((module) => granted.has(module.id) || nameOf(module).includes(filter.trim().toLowerCase())).slice(0, SHOWN);

  function set(moduleId: ModuleId, access: 'none' | GrantAccess): void {
    const next = new Map(granted);
    if (access === 'none') next.delete(moduleId);
    else next.set(moduleId, access);
    onChange(next);
  }

  return (
    <fieldset className="min-w-0">
      <legend className="label mb-1.5">{t('modules')}</legend>
      {modules.length >= FILTER_FROM && <TextField className="mb-2" label={t('filter')} hideLabel placeholder={t('filter')} value={filter} onChange={setFilter} />}
      <div className="max-h-56 overflow-y-auto">
        {shown.map((module) => (
          <div key={module.id} className="access-row">
            <KindTile kind={module.kind} />
            <span className="min-w-0 flex-1 truncate" title={nameOf(module)}>
              {nameOf(module)}
            </span>
            <SegmentedControl
              label={nameOf(module)}
              value={granted.get(module.id) ?? 'none'}
              onChange={(access) => set(module.id, access)}
              segments={[{ value: 'none', label: t('none') }, { value: 'read', label: t('read') }, { value: 'write', label: isProposing ? t('propose') : t('write') }]}
            />
          </div>
        ))}
      </div>
    </fieldset>
  );
}
