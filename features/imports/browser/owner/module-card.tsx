'use client';
import { CircleAlert, Pencil, X } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslations } from 'use-intl';

import { useFormats } from '../../../../components/i18n/provider.tsx';
import { KindTile } from '../../../../components/module/kind-tile.tsx';
import { Avatar } from '../../../../components/ui/avatar.tsx';
import { IconButton } from '../../../../components/ui/button.tsx';
import { classes } from '../../../../components/ui/icon.ts';
import { displayName } from '../../../../shared/display-name.ts';
import type { PlannedFigures } from '../../contract.ts';
import type { DraftModule } from './plan/draft.ts';
import type { Problem } from './plan/problems.ts';
import type { Taken } from './taken.ts';
import { useDrop } from './use-drop.ts';

export type ModuleCardProps = {
  readonly module: DraftModule;
  readonly figures: PlannedFigures | undefined;
  readonly problem: Problem | null;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
  readonly onDrop: (what: Taken) => void;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
};

/** One module as planned. Folders are dropped on it; pressing it shows what goes where. */
export function ModuleCard({ module, figures, problem, isSelected, onSelect, onDrop, onEdit, onRemove }: ModuleCardProps) {
  const t = useTranslations('imports.split');
  const formats = useFormats();
  const { ref, isOver } = useDrop<HTMLElement>(onDrop);
  const { projectSlug, slug, kind, paths } = module;
  const takes = paths.map((path) => (path === '' ? t('everything') : displayName(path))).join(' + ');
  const name = t('to', { project: projectSlug, module: slug });
  return (
    <section
      ref={ref}
      aria-label={name}
      className={classes('imp-card', isSelected && 'sel', isOver && 'drop', problem !== null && 'wrong')}
    >
      <KindTile kind={kind} size="large" />
      <AriaButton className="n" aria-label={name} aria-pressed={isSelected} onPress={onSelect}>
        <span className="truncate">{slug}</span>
      </AriaButton>
      <span className="flex items-center gap-1 text-small text-ink-3">
        {figures !== undefined && formats.size(figures.bytes)}
        <IconButton size="mini" icon={Pencil} label={t('edit', { name })} onPress={onEdit} />
        <IconButton size="mini" icon={X} label={t('remove', { name })} onPress={onRemove} />
      </span>
      <span className="f" title={takes}>
        {takes}
      </span>
      <span className="x">
        <span>{figures !== undefined && t('commits', { count: figures.commits })}</span>
        <span className="flex-1" />
        {(figures?.authors ?? []).map((author) => (
          <Avatar key={author.email} name={author.name} colourKey={author.email} size="small" />
        ))}
      </span>
      {problem !== null && <ProblemLine problem={problem} />}
    </section>
  );
}

function ProblemLine({ problem }: { readonly problem: Problem }) {
  const t = useTranslations('imports.split');
  const rules = useTranslations('projectsOwner.slug');
  const rule = problem.rule === 'empty' || problem.rule === 'twice' ? t(problem.rule) : rules(problem.rule);
  return (
    <span className="error">
      <CircleAlert aria-hidden />
      <span>{problem.field === 'projectSlug' ? t('project', { problem: rule }) : rule}</span>
    </span>
  );
}
