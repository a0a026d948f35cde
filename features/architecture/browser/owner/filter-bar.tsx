'use client';
import { ListFilter } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { IconButton } from '../../../../components/ui/button.tsx';
import { Select } from '../../../../components/ui/select.tsx';
import { TextField } from '../../../../components/ui/text-field.tsx';
import { ModuleKind } from '../../../../shared/projects.ts';
import { NO_FILTER, type Filter } from './filter.ts';
import type { Graph } from './graph.ts';

/** '' chooses nothing. */
const ANY = '';

/** Words first; person, kind and project when they are asked for. */
export function FilterBar({ graph, filter, onChange }: { readonly graph: Graph; readonly filter: Filter; readonly onChange: (filter: Filter) => void }) {
  const t = useTranslations('architecture');
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="flex flex-col gap-2 px-2 pb-1.5">
      <div className="flex gap-1">
        <TextField className="min-w-0 flex-1" label={t('filter.text')} hideLabel placeholder={t('filter.text')} inputClassName="soft" value={filter.text} onChange={(text) => onChange({ ...filter, text })} />
        <IconButton icon={ListFilter} label={t('filter.more')} aria-expanded={isOpen} onPress={() => {
          if (isOpen) onChange({ ...NO_FILTER, text: filter.text });
          setOpen(!isOpen);
        }} />
      </div>
      {isOpen && (
        <>
          <Select
            label={t('filter.person')}
            value={(filter.memberId ?? ANY) as string}
            onChange={(id) => onChange({ ...filter, memberId: graph.people.find((person) => person.id === id)?.id ?? null })}
            options={[{ value: ANY, label: t('filter.anybody') }, ...graph.people.map(({ id, name }) => ({ value: id as string, label: name }))]}
          />
          <Select
            label={t('filter.kind')}
            value={(filter.kind ?? ANY) as string}
            onChange={(kind) => onChange({ ...filter, kind: ModuleKind.options.find((option) => option === kind) ?? null })}
            options={[{ value: ANY, label: t('filter.anyKind') }, ...ModuleKind.options.map((kind) => ({ value: kind as string, label: t(`kind.${kind}`) }))]}
          />
          <Select
            label={t('filter.project')}
            value={(filter.projectId ?? ANY) as string}
            onChange={(id) => onChange({ ...filter, projectId: graph.projects.find((project) => project.id === id)?.id ?? null })}
            options={[{ value: ANY, label: t('filter.anyProject') }, ...graph.projects.map(({ id, node }) => ({ value: id as string, label: node.slug }))]}
          />
        </>
      )}
    </div>
  );
}
