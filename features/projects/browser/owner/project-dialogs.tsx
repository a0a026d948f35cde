'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { TextField } from '../../../../components/ui/text-field.tsx';
import { slugProblem } from '../../contract.ts';
import type { OwnerProjectView } from '../../owner-contract.ts';
import { api } from './api.ts';
import { FormDialog } from '../../../../components/page/form-dialog.tsx';
import { isAboutSlug, SlugField } from './slug-field.tsx';
import { suggestSlug } from './suggest-slug.ts';
import { useCommand } from '../../../../components/api/use-command.ts';

/** Asks for a title; its name follows until someone types another. */
export function CreateProjectDialog({ onClose, onCreated }: { readonly onClose: () => void; readonly onCreated: (project: OwnerProjectView) => void }) {
  const t = useTranslations('projectsOwner.create');
  const [title, setTitle] = useState('');
  const [typed, setTyped] = useState<string | null>(null);
  const [isAsked, setAsked] = useState(false);
  const creating = useCommand(api.client.projects.create, { isQuiet: true, onDone: onCreated });
  const value = typed ?? suggestSlug(title) ?? '';

  function submit(): void {
    setAsked(true);
    const slug = value.trim();
    if (slugProblem(slug) === null) creating.mutate({ slug, title: title.trim() === '' ? undefined : title.trim() });
  }

  return (
    <FormDialog title={t('title')} submitLabel={t('submit')} isPending={creating.isPending} error={creating.error !== null && !isAboutSlug(creating.error) ? creating.error : null} onSubmit={submit} onClose={onClose}>
      <TextField autoFocus label={t('titleField')} hint={t('titleHint')} autoComplete="off" maxLength={80} value={title} onChange={setTitle} />
      <SlugField label={t('slug')} value={value} onChange={setTyped} isAsked={isAsked} refusal={creating.error} refusedSlug={creating.variables?.slug} />
    </FormDialog>
  );
}

/** Title and name. The name is in addresses: what changes with it is said. */
export function RenameProjectDialog({ project, onClose, onRenamed }: { readonly project: OwnerProjectView; readonly onClose: () => void; readonly onRenamed: (project: OwnerProjectView) => void }) {
  const t = useTranslations('projectsOwner.rename');
  const create = useTranslations('projectsOwner.create');
  const common = useTranslations('common');
  const [title, setTitle] = useState(project.title);
  const [value, setValue] = useState(project.slug);
  const [isAsked, setAsked] = useState(false);
  const renaming = useCommand(api.client.projects.rename, { isQuiet: true, onDone: onRenamed });

  function submit(): void {
    setAsked(true);
    const slug = value.trim();
    if (slugProblem(slug) === null) renaming.mutate({ projectId: project.id, revision: project.revision, slug, title: title.trim() === '' ? slug : title.trim() });
  }

  return (
    <FormDialog title={t('title', { name: project.title })} submitLabel={common('save')} isPending={renaming.isPending} error={renaming.error !== null && !isAboutSlug(renaming.error) ? renaming.error : null} onSubmit={submit} onClose={onClose}>
      <TextField autoFocus label={create('titleField')} autoComplete="off" maxLength={80} value={title} onChange={setTitle} />
      <SlugField label={create('slug')} hint={t('slugHint')} value={value} onChange={setValue} isAsked={isAsked} refusal={renaming.error} refusedSlug={renaming.variables?.slug} />
    </FormDialog>
  );
}
