'use client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { Button } from '../../../components/ui/button.tsx';
import { Dialog, DialogBody, DialogFooter } from '../../../components/ui/dialog.tsx';
import { Skeleton } from '../../../components/ui/skeleton.tsx';
import { TagField } from '../../../components/ui/tag-field.tsx';
import { TextField } from '../../../components/ui/text-field.tsx';
import { fromWireError } from '../../../shared/procedures.ts';
import { DEFAULT_LIMITS, IDLE_STOP_CHOICES_MS, PackageName, type ImageView } from '../contract.ts';
import { api, liveImagesOptions } from './api.ts';
import { ImageField } from './image-field.tsx';
import { FitNote, IdleField, LimitsFields, useFits } from './limits-fields.tsx';
import { judgeName } from './names.ts';
import { ProblemNotice } from './problem-notice.tsx';
import { useCommand } from './use-command.ts';

type Plan = Omit<Parameters<typeof api.client.workspaces.create>[0], 'imageId'> & { readonly image: ImageView; readonly packages: readonly string[] };

export function CreateDialog({ isOwner, taken, onClose }: { readonly isOwner: boolean; readonly taken: readonly string[]; readonly onClose: () => void }) {
  const t = useTranslations('workspaces.create');
  const common = useTranslations('common');
  return (
    <Dialog title={t('title')} widthPx={640} isOpen onClose={onClose} closeLabel={common('close')}>
      <CreateForm isOwner={isOwner} taken={taken} onClose={onClose} />
    </Dialog>
  );
}

function CreateForm({ isOwner, taken, onClose }: { readonly isOwner: boolean; readonly taken: readonly string[]; readonly onClose: () => void }) {
  const t = useTranslations('workspaces.create');
  const common = useTranslations('common');
  const [name, setName] = useState('');
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [packages, setPackages] = useState<readonly string[]>([]);
  const [limits, setLimits] = useState(DEFAULT_LIMITS);
  const [idleStopMs, setIdleStopMs] = useState<number | null>(IDLE_STOP_CHOICES_MS[1]);
  const [isAsked, setAsked] = useState(false);
  const images = useQuery(liveImagesOptions());
  const fits = useFits({ limits, isOwner });
  const creating = useCommand(create, { isQuiet: true, onDone: onClose });
  const image = images.data?.find(({ id }) => id === chosenId) ?? images.data?.[0] ?? null;
  const nameError = useNameError({ name, isAsked, taken: creating.error !== null && fromWireError(creating.error).code === 'already_exists' ? [...taken, creating.variables.name] : taken });

  // What would not fit is not asked: its image would be built first, in vain.
  const canCreate = image !== null && fits?.all !== false;

  function submit(): void {
    setAsked(true);
    const verdict = judgeName(name);
    if (verdict.state !== 'good' || taken.includes(verdict.name) || image === null || !canCreate || creating.isPending) return;
    creating.mutate({ name: verdict.name, image, packages, limits, idleStopMs });
  }

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <DialogBody className="flex flex-col gap-4.5 pt-4!">
        <TextField autoFocus label={t('name')} autoComplete="off" isVerbatim value={name} onChange={setName} hint={t('nameHint')} error={nameError} />
        {images.isPending && <Skeleton label={common('loading')} rows={2} />}
        {images.isError && <ProblemNotice error={images.error} />}
        {images.data?.length === 0 && <p className="text-ink-2">{t('noImages')}</p>}
        {image !== null && images.data && <ImageField images={images.data} value={image.id} onChange={({ id }) => setChosenId(id)} />}
        {isOwner && (
          <TagField
            label={t('packages')}
            placeholder={t('packagesPlaceholder')}
            hint={t('packagesHint')}
            tags={packages}
            onChange={setPackages}
            removeLabel={(tag) => t('packageRemove', { name: tag })}
            check={(tag) => (PackageName.safeParse(tag).success ? null : t('packageWrong', { name: tag }))}
          />
        )}
        <LimitsFields limits={limits} onChange={setLimits} fits={fits} />
        <IdleField idleStopMs={idleStopMs} onChange={setIdleStopMs} />
        {creating.error !== null && nameError === null && <ProblemNotice error={creating.error} />}
      </DialogBody>
      <DialogFooter>
        <div className="flex min-w-0 flex-1 basis-52 flex-wrap gap-x-2 gap-y-0.5">
          <FitNote fits={fits} />
          {image !== null && (image.state !== 'ready' || packages.length > 0) && <span className="text-small text-ink-3">{t('firstStart')}</span>}
        </div>
        <div className="ml-auto flex gap-2">
          <Button variant="quiet" onPress={onClose}>
            {common('cancel')}
          </Button>
          <Button type="submit" variant="primary" isDisabled={!canCreate} isPending={creating.isPending}>
            {t('submit')}
          </Button>
        </div>
      </DialogFooter>
    </form>
  );
}

/** Makes the image first where packages are added; the same ones give the same image. */
async function create({ image, packages, ...plan }: Plan) {
  const imageId = packages.length === 0 ? image.id : (await api.client.workspaces.images.derive({ parentId: image.id, packages: [...packages] })).id;
  return api.client.workspaces.create({ ...plan, imageId });
}

/** While typing only what cannot become right by typing on; the rest once it was asked. */
function useNameError({ name, isAsked, taken }: { readonly name: string; readonly isAsked: boolean; readonly taken: readonly string[] }): string | null {
  const t = useTranslations('workspaces.create');
  const verdict = judgeName(name);
  switch (verdict.state) {
    case 'good':
      return taken.includes(verdict.name) ? t('nameTaken') : null;
    case 'missing':
      return isAsked ? t('nameMissing') : null;
    case 'wrong':
      if (!isAsked && !/[^a-z0-9-]/.test(name)) return null;
      return verdict.suggestion === null ? t('nameWrongPlain') : t('nameWrong', { suggestion: verdict.suggestion });
  }
}
