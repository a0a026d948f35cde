'use client';
import { useTranslations } from 'use-intl';

import { Select } from '../../../../components/ui/select.tsx';
import { ModuleKind } from '../../contract.ts';

/** What a module is: its sign and colour everywhere. */
export function KindField({ value, onChange }: { readonly value: ModuleKind; readonly onChange: (kind: ModuleKind) => void }) {
  const t = useTranslations('projectsOwner.module');
  const kinds = useTranslations('projects.kind');
  return <Select className="max-w-60" label={t('kind')} value={value} onChange={onChange} options={ModuleKind.options.map((kind) => ({ value: kind, label: kinds(kind) }))} />;
}
