'use client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { useCommand } from '../../../components/api/use-command.ts';
import { FormDialog } from '../../../components/page/form-dialog.tsx';
import { Notice } from '../../../components/ui/notice.tsx';
import { Select } from '../../../components/ui/select.tsx';
import { Skeleton } from '../../../components/ui/skeleton.tsx';
import { TextField } from '../../../components/ui/text-field.tsx';
import { fromWireError } from '../../../shared/procedures.ts';
import { DEFAULT_BRANCH } from '../../../shared/projects.ts';
import { type BranchView, MAX_TITLE, MAX_WORDS, type ProposalView } from '../contract.ts';
import type { ModuleView } from '../../projects/contract.ts';
import { api } from './api.ts';

/** Asks to take one branch of a module into another. */
export function NewRequestDialog({ onClose, onOpened }: { readonly onClose: () => void; readonly onOpened: (view: ProposalView) => void }) {
  const t = useTranslations('proposals.request');
  const common = useTranslations('common');
  const { data: projects } = useQuery(api.query.projects.list.queryOptions());
  const modules = (projects ?? []).flatMap((project) => project.modules).filter(({ access }) => access === 'write');
  const [chosen, setChosen] = useState<ModuleView['id'] | null>(null);
  const moduleId = chosen ?? modules[0]?.id ?? null;
  const { data: branches } = useQuery({ ...api.query.proposals.branches.queryOptions({ input: { moduleId: moduleId ?? ('' as ModuleView['id']) } }), enabled: moduleId !== null });
  const [asked, setAsked] = useState<{ readonly source: string | null; readonly target: string | null }>({ source: null, target: null });
  const [title, setTitle] = useState('');
  const [description, setDescription] = useState('');
  const [isAsked, setIsAsked] = useState(false);
  const opening = useCommand(api.client.proposals.open, { isQuiet: true, onDone: onOpened });
  const { source, target } = chosenBranches(branches ?? [], asked);
  const failure = opening.error === null ? null : fromWireError(opening.error);
  const reason = failure?.code === 'already_exists' ? 'already' : failure?.details['because'] === 'nothing' ? 'nothing' : null;

  const submit = (): void => {
    setIsAsked(true);
    if (moduleId !== null && source !== null && target !== null && title.trim() !== '') opening.mutate({ moduleId, source, target, title: title.trim(), description: description.trim() });
  };
  const options = (branches ?? []).map(({ name }) => ({ value: name, label: name }));
  return (
    <FormDialog title={t('title')} submitLabel={t('open')} isPending={opening.isPending} error={reason === null ? failure : null} onSubmit={submit} onClose={onClose}>
      {projects === undefined ? (
        <Skeleton rows={3} label={common('loading')} />
      ) : modules.length === 0 || moduleId === null ? (
        <Notice tone="warning">{t('noModule')}</Notice>
      ) : (
        <>
          <Select
            label={t('module')}
            options={modules.map(({ id, projectSlug, slug }) => ({ value: id, label: `${projectSlug} / ${slug}` }))}
            value={moduleId}
            onChange={(id) => {
              setChosen(id);
              setAsked({ source: null, target: null });
            }}
          />
          {branches !== undefined && (source === null || target === null) && <Notice tone="warning">{t('noBranch')}</Notice>}
          {source !== null && target !== null && (
            <div className="grid grid-cols-2 gap-3">
              <Select label={t('source')} options={options} value={source} onChange={(name) => setAsked({ target, source: name })} />
              <Select label={t('target')} options={options} value={target} onChange={(name) => setAsked({ source, target: name })} />
            </div>
          )}
          {source !== null && source === target && <Notice tone="warning">{t('same')}</Notice>}
          <TextField label={t('name')} value={title} onChange={setTitle} maxLength={MAX_TITLE} autoComplete="off" error={isAsked && title.trim() === '' ? t('nameMissing') : null} />
          <TextField label={t('description')} multiline value={description} onChange={setDescription} maxLength={MAX_WORDS} />
          {reason !== null && <Notice tone="warning">{t(`because.${reason}`, { source: source ?? '', target: target ?? '' })}</Notice>}
        </>
      )}
    </FormDialog>
  );
}

/** What was chosen; else the newest branch into the default one. */
function chosenBranches(branches: readonly BranchView[], asked: { readonly source: string | null; readonly target: string | null }): { readonly source: string | null; readonly target: string | null } {
  const target = asked.target ?? branches.find(({ isDefault }) => isDefault)?.name ?? (branches.length > 1 ? DEFAULT_BRANCH : null);
  const source = asked.source ?? branches.find(({ name }) => name !== target)?.name ?? null;
  return { source, target };
}
