'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { TagField } from '../../../../components/ui/tag-field.tsx';
import { TextField } from '../../../../components/ui/text-field.tsx';
import { BranchName, slugProblem } from '../../contract.ts';
import type { OwnerModuleView } from '../../owner-contract.ts';
import { api } from './api.ts';
import { FormDialog } from '../../../../components/page/form-dialog.tsx';
import { KindField } from './kind-field.tsx';
import { isAboutSlug, SlugField } from './slug-field.tsx';
import { useCommand } from '../../../../components/api/use-command.ts';

/** Name, kind, words, and the branches that nobody can rewrite, or change without a review. */
export function ModuleSettingsDialog({ module, onClose }: { readonly module: OwnerModuleView; readonly onClose: () => void }) {
  const t = useTranslations('projectsOwner.module');
  const common = useTranslations('common');
  const [slug, setSlug] = useState(module.slug);
  const [kind, setKind] = useState(module.kind);
  const [description, setDescription] = useState(module.description);
  const [branches, setBranches] = useState<readonly string[]>(module.protectedBranches);
  const [reviewed, setReviewed] = useState<readonly string[]>(module.reviewedBranches);
  const [isAsked, setAsked] = useState(false);
  // What was looked at when the dialog opened: another owner's change in the meantime is told, not overwritten.
  const [{ id: moduleId, revision }] = useState(module);
  const saving = useCommand(api.client.projects.modules.update, { isQuiet: true, onDone: onClose });

  function submit(): void {
    setAsked(true);
    const name = slug.trim();
    if (slugProblem(name) === null) saving.mutate({ moduleId, revision, slug: name, kind, description: description.trim(), protectedBranches: [...branches], reviewedBranches: [...reviewed] });
  }

  return (
    <FormDialog title={t('settingsOf', { name: module.slug })} submitLabel={common('save')} isPending={saving.isPending} error={saving.error !== null && !isAboutSlug(saving.error) ? saving.error : null} onSubmit={submit} onClose={onClose}>
      <SlugField autoFocus label={t('name')} hint={t('nameHint')} value={slug} onChange={setSlug} isAsked={isAsked} refusal={saving.error} refusedSlug={saving.variables?.slug} />
      <KindField value={kind} onChange={setKind} />
      <TextField label={t('description')} value={description} onChange={setDescription} maxLength={300} autoComplete="off" />
      <TagField
        label={t('branches')}
        hint={t('branchesHint')}
        tags={branches}
        onChange={setBranches}
        removeLabel={(name) => t('branchRemove', { name })}
        check={(name) => (BranchName.safeParse(name).success ? null : t('branchWrong', { name }))}
      />
      <TagField
        label={t('reviewed')}
        hint={t('reviewedHint')}
        tags={reviewed}
        onChange={setReviewed}
        removeLabel={(name) => t('branchRemove', { name })}
        check={(name) => (BranchName.safeParse(name).success ? null : t('branchWrong', { name }))}
      />
    </FormDialog>
  );
}
