'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';

import { useFormats } from '../../../../components/i18n/provider.tsx';
import { SegmentedControl } from '../../../../components/ui/segmented-control.tsx';
import { Select } from '../../../../components/ui/select.tsx';
import { TextField } from '../../../../components/ui/text-field.tsx';
import type { MemberId, ModuleId } from '../../../../shared/ids.ts';
import { AUDIT_SUBJECTS, type AuditSubject } from '../../actions.ts';
import { liveOverviewOptions, liveTeamOptions } from './api.ts';
import { OUTCOMES, PERIODS, type LogFilter } from './log-filter.ts';
import { figure, type Counts } from './use-counts.ts';

/** `counts`: how many there are of each outcome; null while that is not known. */
export function FilterBar({ filter, counts, onChange }: { readonly filter: LogFilter; readonly counts: Counts | null; readonly onChange: (filter: LogFilter) => void }) {
  const t = useTranslations('audit.filter');
  const words = useTranslations('audit');
  const team = useQuery(liveTeamOptions());
  const overview = useQuery(liveOverviewOptions());
  const formats = useFormats();
  const set = (change: Partial<LogFilter>): void => onChange({ ...filter, ...change });
  const subjectOptions = AUDIT_SUBJECTS.map((subject) => ({ value: subject, label: words(`subjects.${subject}`) })).toSorted((a, b) => a.label.localeCompare(b.label));
  const people: { value: MemberId | ''; label: string }[] = (team.data?.members ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const modules: { value: ModuleId | ''; label: string }[] = (overview.data?.projects ?? []).flatMap((project) => project.modules.map(({ id, slug }) => ({ value: id, label: `${project.slug} / ${slug}` })));
  return (
    <div className="audit-filters">
      <TextField hideLabel type="search" label={t('search')} placeholder={t('placeholder')} value={filter.text} onChange={(text) => set({ text })} maxLength={200} className="audit-search" />
      <Select<AuditSubject | ''> hideLabel label={t('subject')} options={[{ value: '', label: t('anyAction') }, ...subjectOptions]} value={filter.subject} onChange={(subject) => set({ subject })} />
      <Select<MemberId | ''> hideLabel label={t('person')} options={[{ value: '', label: t('anyone') }, ...people]} value={filter.actorId} onChange={(actorId) => set({ actorId })} />
      <Select<ModuleId | ''> hideLabel label={t('module')} options={[{ value: '', label: t('anyModule') }, ...modules]} value={filter.moduleId} onChange={(moduleId) => set({ moduleId })} />
      <Select hideLabel label={t('period')} options={PERIODS.map((period) => ({ value: period, label: t(`periods.${period}`) }))} value={filter.period} onChange={(period) => set({ period })} />
      <span className="flex-1" />
      <SegmentedControl label={t('outcome')} segments={OUTCOMES.map((outcome) => ({ value: outcome, label: t(`outcomes.${outcome}`), ...(counts === null || counts[outcome] === 0 ? {} : { figure: figure(counts[outcome], counts.isWhole, formats) }) }))} value={filter.outcome} onChange={(outcome) => set({ outcome })} />
    </div>
  );
}
