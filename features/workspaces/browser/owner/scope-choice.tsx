'use client';
import { useTranslations } from 'use-intl';

import { SegmentedControl } from '../../../../components/ui/segmented-control.tsx';

export type Scope = 'mine' | 'everyone';

/** Whose workspaces the owner looks at. */
export function ScopeChoice({ value, onChange }: { readonly value: Scope; readonly onChange: (scope: Scope) => void }) {
  const t = useTranslations('workspacesOwner');
  const segments = [
    { value: 'mine', label: t('mine') },
    { value: 'everyone', label: t('everyone') },
  ] as const;
  return <SegmentedControl label={t('show')} segments={segments} value={value} onChange={onChange} />;
}
