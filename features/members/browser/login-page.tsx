'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState, type FormEvent } from 'react';
import { useTranslations } from 'use-intl';

import { rememberLanguage } from '../../../components/i18n/choose-language.ts';
import { Button } from '../../../components/ui/button.tsx';
import { formText } from '../../../components/ui/form-text.ts';
import { PasswordField, TextField } from '../../../components/ui/text-field.tsx';
import { useHydrated } from '../../../components/ui/use-hydrated.ts';
import { AtelierError } from '../../../shared/errors.ts';
import { fromWireError } from '../../../shared/procedures.ts';
import { api } from './api.ts';
import { EntryFrame } from './entry-frame.tsx';
import { NotSecureHint } from './not-secure-hint.tsx';
import { SignInProblem } from './sign-in-problem.tsx';
import { signIn } from './sign-in.ts';

type Missing = { readonly email: boolean; readonly password: boolean };
const NOTHING_MISSING: Missing = { email: false, password: false };

/** `next`: where the member wanted to go, unjudged, as it stood in the address. */
export function LoginPage({ next }: { readonly next: string | null }) {
  const t = useTranslations('members.signIn');
  const common = useTranslations('common');
  const isHydrated = useHydrated();
  const [missing, setMissing] = useState(NOTHING_MISSING);
  const problemId = useId();
  const entering = useEnter(next);

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const read = formText(event.currentTarget);
    const email = read('email').trim();
    const password = read('password');
    setMissing({ email: email === '', password: password === '' });
    if (email === '' || password === '') {
      event.currentTarget.querySelector<HTMLInputElement>(email === '' ? '[name=email]' : '[name=password]')?.focus();
      return;
    }
    entering.mutate({ email, password });
  }

  return (
    <EntryFrame title={t('title')} footer={<span>{t('forgotten')}</span>}>
      <NotSecureHint />
      <form className="mt-5" method="post" noValidate aria-describedby={problemId} onSubmit={submit}>
        <TextField label={t('email')} name="email" type="email" autoComplete="username" size="big" isVerbatim autoFocus error={missing.email ? t('emailMissing') : null} onChange={() => setMissing(NOTHING_MISSING)} />
        <PasswordField
          label={t('password')}
          name="password"
          autoComplete="current-password"
          size="big"
          showLabel={common('showPassword')}
          hideLabelText={common('hidePassword')}
          error={missing.password ? t('passwordMissing') : null}
          onChange={() => setMissing(NOTHING_MISSING)}
        />
        <div id={problemId} aria-live="polite" className="empty:-mt-4">
          {entering.error !== null && !entering.isPending && <SignInProblem key={entering.submittedAt} error={entering.error} />}
        </div>
        <Button type="submit" variant="primary" size="big" isDisabled={!isHydrated} data-waiting={!isHydrated || undefined} isPending={entering.isPending || entering.isSuccess}>
          {t('submit')}
        </Button>
      </form>
    </EntryFrame>
  );
}

/** Signs in, makes sure that the browser kept it, and goes on by a full load: the page of before knew nobody. */
export function useEnter(next: string | null) {
  const queries = useQueryClient();
  return useMutation({
    async mutationFn({ email, password }: { readonly email: string; readonly password: string }) {
      const target = await signIn({ email, password, next });
      const me = await api.client.members.account.me().catch((error: unknown) => {
        throw fromWireError(error).code === 'not_signed_in' ? new AtelierError('not_signed_in', { kept: false }) : error;
      });
      rememberLanguage(me.language);
      queries.clear();
      location.assign(target);
    },
  });
}
