'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Check, Lock } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { rememberLanguage } from '../../../components/i18n/choose-language.ts';
import { LANGUAGE_NAMES, LANGUAGES } from '../../../components/i18n/language.ts';
import { Card } from '../../../components/page/card.tsx';
import { ErrorNotice } from '../../../components/page/error-notice.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { SegmentedControl } from '../../../components/ui/segmented-control.tsx';
import { Select } from '../../../components/ui/select.tsx';
import { TextField } from '../../../components/ui/text-field.tsx';
import { chooseLook, useLook } from '../../../components/ui/theme.ts';
import { MemberName, type Language, type Me } from '../contract.ts';
import { api, meOptions } from './api.ts';

type LanguageChoice = Language | 'browser';

export function YouCard({ me }: { readonly me: Me }) {
  const t = useTranslations('members.account');
  const common = useTranslations('common');
  const router = useRouter();
  const queries = useQueryClient();
  const [name, setName] = useState(me.name);
  const [choice, setChoice] = useState<LanguageChoice>(me.language ?? 'browser');
  const [isNameWrong, setNameWrong] = useState(false);
  const saving = useMutation(
    api.query.members.account.update.mutationOptions({
      onSuccess(saved) {
        queries.setQueryData(meOptions().queryKey, saved);
        rememberLanguage(saved.language);
        router.refresh();
      },
    }),
  );
  return (
    <Card title={t('you')}>
      <form
        className="flex flex-col gap-4 p-4"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const parsed = MemberName.safeParse(name);
          setNameWrong(!parsed.success);
          if (parsed.success && !saving.isPending) saving.mutate({ name: parsed.data, language: choice === 'browser' ? null : choice });
        }}
      >
        <div className="grid gap-4 phone:grid-cols-2">
          <TextField
            label={t('name')}
            autoComplete="name"
            value={name}
            onChange={(text) => {
              setName(text);
              setNameWrong(false);
              saving.reset();
            }}
            error={isNameWrong ? t('nameMissing') : null}
          />
          <TextField label={t('email')} value={me.email} isReadOnly inputClassName="soft" end={<Lock className="size-3 text-ink-3" aria-label={t('emailLocked')} />} />
          <Select
            label={t('language')}
            value={choice}
            onChange={(value) => {
              setChoice(value);
              saving.reset();
            }}
            options={[{ value: 'browser' as const, label: t('languageBrowser') }, ...LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))]}
          />
          <LookControl />
        </div>
        {saving.error !== null && <ErrorNotice error={saving.error} />}
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" variant="primary" isPending={saving.isPending}>
            {common('save')}
          </Button>
          <span className="flex items-center gap-1.5 text-small text-ink-3" aria-live="polite">
            {saving.isSuccess ? (
              <span className="flex items-center gap-1.5 ink-running">
                <Check className="size-3.5" aria-hidden />
                {t('saved')}
              </span>
            ) : (
              t('commits')
            )}
          </span>
        </div>
      </form>
    </Card>
  );
}

/** Takes effect at once, in this browser. */
function LookControl() {
  const t = useTranslations('members.account');
  const look = useLook();
  return (
    <SegmentedControl
      label={t('look')}
      showLabel
      value={look ?? 'system'}
      onChange={(value) => chooseLook(value === 'system' ? null : value)}
      segments={[
        { value: 'system', label: t('lookSystem') },
        { value: 'light', label: t('lookLight') },
        { value: 'dark', label: t('lookDark') },
      ]}
    />
  );
}
