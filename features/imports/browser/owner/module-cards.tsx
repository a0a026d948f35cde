'use client';
import { useMutation } from '@tanstack/react-query';
import { Plus, RefreshCw } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../../components/i18n/error-text.ts';
import { Button } from '../../../../components/ui/button.tsx';
import { classes } from '../../../../components/ui/icon.ts';
import { showToast } from '../../../../components/ui/toast.tsx';
import type { ImportView } from '../../contract.ts';
import { api } from './api.ts';
import { ModuleCard } from './module-card.tsx';
import { asOneModule, byProject, draftOf, namesFor, removeModule, type Draft } from './plan/draft.ts';
import type { Problem } from './plan/problems.ts';
import { sourceNameOf } from './source-name.ts';
import type { Taken } from './taken.ts';
import type { DraftState } from './use-draft.ts';
import { useDrop } from './use-drop.ts';
import type { FiguresOf } from './use-figures.ts';

export type ModuleCardsProps = {
  readonly view: ImportView;
  readonly draft: Draft;
  readonly figures: FiguresOf;
  readonly problems: ReadonlyMap<string, Problem>;
  readonly selectedId: string | null;
  readonly onSelect: (id: string) => void;
  readonly onChange: DraftState['change'];
  readonly onDrop: (what: Taken, moduleId: string) => void;
  readonly onNew: (what: Taken | null) => void;
  readonly onEdit: (id: string) => void;
};

/** The modules as planned, by project; whatever replaces or removes some can be undone. */
export function ModuleCards(props: ModuleCardsProps) {
  const { view, draft, onChange, onNew } = props;
  const t = useTranslations('imports.split');
  const errorText = useErrorText();
  const projects = byProject(draft.modules);
  const undoable = (title: string, text?: string) => showToast({ title, ...(text !== undefined && { text }), action: { label: t('undo'), run: () => onChange(() => draft) } });
  const proposing = useMutation({
    mutationFn: () => api.client.imports.propose({ importId: view.id }),
    onSuccess(plan) {
      onChange(({ keepOldHashes, made }) => ({ ...draftOf(plan), keepOldHashes, made }));
      undoable(t('proposed'), t('proposedText'));
    },
    onError(error) {
      const { what, safe } = errorText(error);
      showToast({ tone: 'failed', title: what, text: safe });
    },
  });
  return (
    <section className="imp-sheet imp-mods" aria-label={t('modules')}>
      <div className="imp-head">
        <h2>{t('modules')}</h2>
        <span className="min-w-0 truncate text-small text-ink-3">{draft.modules.length === 0 ? t('none') : t('count', { modules: draft.modules.length, projects: projects.length })}</span>
        <span className="flex-1" />
        <Button variant="quiet" size="mini" onPress={() => onChange((known) => asOneModule(known, namesFor('', sourceNameOf(view.from))))}>
          {t('whole')}
        </Button>
        <Button variant="quiet" size="mini" icon={RefreshCw} isPending={proposing.isPending} onPress={() => proposing.mutate()}>
          {t('propose')}
        </Button>
        <Button size="mini" icon={Plus} onPress={() => onNew(null)}>
          {t('new')}
        </Button>
      </div>
      <div className="imp-cards">
        {draft.modules.length === 0 && <p className="text-ink-2">{t('emptyText')}</p>}
        {projects.map(({ projectSlug, modules }) => (
          <section key={projectSlug} aria-label={projectSlug}>
            <h3>
              {projectSlug}
              <small>{t('parts', { count: modules.length })}</small>
            </h3>
            <div className="grid gap-2 wide:grid-cols-2">
              {modules.map((module) => (
                <ModuleCard
                  key={module.id}
                  module={module}
                  figures={props.figures(module)}
                  problem={props.problems.get(module.id) ?? null}
                  isSelected={props.selectedId === module.id}
                  onSelect={() => props.onSelect(module.id)}
                  onDrop={(what) => props.onDrop(what, module.id)}
                  onEdit={() => props.onEdit(module.id)}
                  onRemove={() => {
                    onChange((known) => removeModule(known, module.id));
                    undoable(t('removed', { name: module.slug }));
                  }}
                />
              ))}
            </div>
          </section>
        ))}
        <NewCard onNew={onNew} />
      </div>
    </section>
  );
}

function NewCard({ onNew }: { readonly onNew: (what: Taken | null) => void }) {
  const t = useTranslations('imports.split');
  const { ref, isOver } = useDrop<HTMLDivElement>(onNew);
  return (
    <div ref={ref} className={classes('imp-card add', isOver && 'drop')}>
      <Plus className="size-3.5" aria-hidden />
      {t('dropNew')}
    </div>
  );
}
