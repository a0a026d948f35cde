'use client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { RadioCards } from '../../../../components/ui/radio-cards.tsx';
import { TextField } from '../../../../components/ui/text-field.tsx';
import { showToast } from '../../../../components/ui/toast.tsx';
import { slugProblem, TEMPLATE_IDS, type ModuleKind, type TemplateId } from '../../contract.ts';
import type { OwnerProjectView } from '../../owner-contract.ts';
import { api } from './api.ts';
import { FormDialog } from '../../../../components/page/form-dialog.tsx';
import { KindField } from './kind-field.tsx';
import { isAboutSlug, SlugField } from './slug-field.tsx';
import { useCommand } from '../../../../components/api/use-command.ts';

const EMPTY = 'empty';

/** Empty, or with something that runs; the kind follows the template until someone chooses another. */
export function CreateModuleDialog({ project, onClose }: { readonly project: OwnerProjectView; readonly onClose: () => void }) {
  const t = useTranslations('projectsOwner.module');
  const words = useTranslations('projectsOwner.template');
  const [slug, setSlug] = useState('');
  const [beginning, setBeginning] = useState<TemplateId | typeof EMPTY>(EMPTY);
  const [chosenKind, setKind] = useState<ModuleKind | null>(null);
  const [description, setDescription] = useState('');
  const [isAsked, setAsked] = useState(false);
  const templates = useQuery(api.query.projects.templates.queryOptions({ staleTime: Infinity }));
  const creating = useCommand(api.client.projects.modules.create, {
    isQuiet: true,
    onDone(module) {
      showToast({ title: t('made', { name: module.slug }), text: t('madeText') });
      onClose();
    },
  });
  const template = templates.data?.find(({ id }) => id === beginning);
  const kind = chosenKind ?? template?.kind ?? 'service';

  function submit(): void {
    setAsked(true);
    const name = slug.trim();
    if (slugProblem(name) === null) creating.mutate({ projectId: project.id, slug: name, kind, description: description.trim(), templateId: beginning === EMPTY ? null : beginning });
  }

  return (
    <FormDialog
      widthPx={680}
      title={t('newIn', { project: project.title })}
      submitLabel={t('submit')}
      isPending={creating.isPending}
      error={creating.error !== null && !isAboutSlug(creating.error) ? creating.error : null}
      onSubmit={submit}
      onClose={onClose}
    >
      <SlugField autoFocus label={t('name')} value={slug} onChange={setSlug} isAsked={isAsked} refusal={creating.error} refusedSlug={creating.variables?.slug} />
      <RadioCards
        label={t('beginWith')}
        value={beginning}
        onChange={setBeginning}
        cards={[{ value: EMPTY, title: words('name.empty'), text: words('text.empty') }, ...TEMPLATE_IDS.map((id) => ({ value: id, title: words(`name.${id}`), text: words(`text.${id}`) }))]}
      />
      {template !== undefined && (
        <p className="-mt-2 text-small text-ink-2">
          {t('runs')} <code className="text-ink">{template.command}</code>
          {template.image === 'full' && ` ${t('needsFull')}`}
        </p>
      )}
      <KindField value={kind} onChange={setKind} />
      <TextField label={t('description')} value={description} onChange={setDescription} maxLength={300} autoComplete="off" />
    </FormDialog>
  );
}
