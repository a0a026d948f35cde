'use client';
import { ChevronLeft } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { LinkButton } from '../../../components/ui/button.tsx';
import { EmptyState } from '../../../components/ui/empty-state.tsx';

export function ToProjects() {
  const t = useTranslations('projects');
  return <LinkButton variant="quiet" className="icon" icon={ChevronLeft} href="/projects" aria-label={t('back')} />;
}

/** What is gone, renamed or never was this member's looks the same. */
export function NoProject() {
  const t = useTranslations('projects');
  return (
    <section className="card px-4 py-16">
      <EmptyState title={t('missing.title')} text={t('missing.text')}>
        <LinkButton variant="primary" className="mt-2" href="/projects">
          {t('back')}
        </LinkButton>
      </EmptyState>
    </section>
  );
}
