'use client';
import { Plus } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { Button } from '../../../components/ui/button.tsx';
import { EmptyState } from '../../../components/ui/empty-state.tsx';

export function NoWorkspaces({ onCreate }: { readonly onCreate: () => void }) {
  const t = useTranslations('workspaces');
  return (
    <section className="card px-4 py-16 phone:py-22" aria-label={t('list')}>
      <EmptyState art={<Bench />} title={t('empty.title')} text={t('empty.text')}>
        <Button variant="primary" size="big" icon={Plus} className="mt-2" onPress={onCreate}>
          {t('new')}
        </Button>
        <p className="mt-3 text-small text-ink-3">{t('empty.hint')}</p>
      </EmptyState>
    </section>
  );
}

function Bench() {
  return (
    <svg width="168" height="96" viewBox="0 0 168 96" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" aria-hidden>
      <path d="M8 90h152" opacity=".5" />
      <path stroke="var(--color-brass)" strokeWidth="2.5" d="M20 44h128" />
      <path d="M36 44 24 90M48 44l12 46M30 68h24M120 44l-12 46M132 44l12 46M114 68h24" />
      <rect x="62" y="14" width="44" height="30" rx="3" />
      <path d="M62 22h44M68 18h.01M73 18h.01M70 30l4 3.5-4 3.5M78 37h8" />
    </svg>
  );
}
