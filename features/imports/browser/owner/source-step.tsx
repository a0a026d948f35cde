'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { Card } from '../../../../components/page/card.tsx';
import { ErrorNotice } from '../../../../components/page/error-notice.tsx';
import { Button } from '../../../../components/ui/button.tsx';
import { Checkbox } from '../../../../components/ui/choice.tsx';
import { PasswordField, TextField } from '../../../../components/ui/text-field.tsx';
import { ImportUrl, type ImportView } from '../../contract.ts';
import { api } from './api.ts';
import { ArchiveDrop } from './archive-drop.tsx';
import { DraftsCard } from './drafts-card.tsx';
import { FlowBar } from './flow-bar.tsx';
import type { Uploads } from './use-upload.ts';

export type SourceStepProps = {
  readonly imports: readonly ImportView[];
  readonly upload: Uploads;
  /** As it was typed last, so that what failed can be tried again. */
  readonly url: string;
  readonly onUrl: (url: string) => void;
  readonly onOpen: (importId: string) => void;
};

/** Where the project comes from; what was begun before can be gone on with. */
export function SourceStep({ imports, upload, url, onUrl, onOpen }: SourceStepProps) {
  return (
    <>
      <FlowBar step="source" />
      <div className="imp-column">
        <div className="grid gap-5 wide:grid-cols-2">
          <FromUrl url={url} onUrl={onUrl} onOpen={onOpen} />
          <ArchiveDrop upload={upload} />
        </div>
        {imports.length > 0 && <DraftsCard imports={imports} onOpen={onOpen} />}
      </div>
    </>
  );
}

function FromUrl({ url, onUrl, onOpen }: Pick<SourceStepProps, 'url' | 'onUrl' | 'onOpen'>) {
  const t = useTranslations('imports.source.url');
  const common = useTranslations('common');
  const [isPrivate, setPrivate] = useState(false);
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [isAsked, setAsked] = useState(false);
  const address = url.trim();
  const isRight = ImportUrl.safeParse(address).success;
  const fetching = useMutation({
    mutationFn: () => api.client.imports.fromUrl({ url: address, ...(isPrivate && { username: username.trim(), password }) }),
    onSuccess: ({ id }) => onOpen(id),
  });

  return (
    <Card title={t('title')} hint={t('hint')}>
      <form
        noValidate
        className="flex flex-col gap-4 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(true);
          if (isRight && !fetching.isPending) fetching.mutate();
        }}
      >
        <TextField label={t('field')} type="url" inputMode="url" autoComplete="off" isVerbatim placeholder={t('placeholder')} value={url} onChange={onUrl} error={isAsked && !isRight ? t('wrong') : null} />
        <Checkbox isSelected={isPrivate} onChange={setPrivate}>
          {t('private')}
        </Checkbox>
        {isPrivate && (
          <div className="grid gap-4 phone:grid-cols-2">
            <TextField label={t('username')} autoComplete="off" isVerbatim maxLength={200} value={username} onChange={setUsername} />
            <PasswordField label={t('password')} autoComplete="off" maxLength={2000} showLabel={common('showPassword')} hideLabelText={common('hidePassword')} hint={t('once')} value={password} onChange={setPassword} />
          </div>
        )}
        {fetching.isError && <ErrorNotice error={fetching.error} />}
        <Button type="submit" variant="primary" className="self-start" isPending={fetching.isPending}>
          {t('submit')}
        </Button>
      </form>
    </Card>
  );
}
