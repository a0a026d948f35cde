'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState, type FormEvent } from 'react';
import { useTranslations } from 'use-intl';

import { rememberLanguage } from '../../../components/i18n/choose-language.ts';
import { LANGUAGE_NAMES, LANGUAGES } from '../../../components/i18n/language.ts';
import { useFormats } from '../../../components/i18n/provider.tsx';
import { MessagePage } from '../../../components/page/message-page.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { formText } from '../../../components/ui/form-text.ts';
import { SegmentedControl } from '../../../components/ui/segmented-control.tsx';
import { TextField } from '../../../components/ui/text-field.tsx';
import { useHydrated } from '../../../components/ui/use-hydrated.ts';
import { fromWireError } from '../../../shared/procedures.ts';
import { Email, MemberName, SETUP_CODE_CHARACTERS } from '../contract.ts';
import { api } from './api.ts';
import { CodeField } from './code-field.tsx';
import { EntryFrame } from './entry-frame.tsx';
import { useEnter } from './use-enter.ts';
import { NewPasswordField } from './new-password-field.tsx';
import { NotSecureHint } from './not-secure-hint.tsx';
import { judgePassword } from './password-rule.ts';
import { readSetupCode } from './setup-code.ts';
import { SignInProblem } from './sign-in-problem.tsx';

/** In the order of the page. */
const FIELDS = ['code', 'name', 'email', 'password'] as const;
type Wrong = Readonly<Record<(typeof FIELDS)[number], boolean>>;
const NOTHING_WRONG: Wrong = { code: false, name: false, email: false, password: false };

/** Whoever has the one-time code of the console becomes the owner. Once there is one, there is nothing here. */
export function SetupPage({ code }: { readonly code: string }) {
  const pages = useTranslations('pages');
  const state = useQuery(api.query.members.setup.state.queryOptions());
  if (state.data?.open === false) return <MessagePage title={pages('notFoundTitle')} text={pages('notFoundText')} action={{ href: '/workspaces', label: pages('toWorkspaces') }} />;
  return <SetupForm initialCode={readSetupCode(code)} />;
}

function SetupForm({ initialCode }: { readonly initialCode: string }) {
  const t = useTranslations('members.setup');
  const router = useRouter();
  const { language } = useFormats();
  const isHydrated = useHydrated();
  const [wrong, setWrong] = useState(NOTHING_WRONG);
  const entering = useEnter('/workspaces');
  const creating = useMutation(
    api.query.members.setup.createOwner.mutationOptions({
      onSuccess: (_, { email, password }) => entering.mutate({ email, password }),
    }),
  );
  const refusal = creating.error === null || creating.isPending ? null : fromWireError(creating.error);
  const isCodeWrong = refusal?.code === 'wrong_credentials';

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const read = formText(event.currentTarget);
    const [code, name, email, password] = [readSetupCode(read('code')), MemberName.safeParse(read('name')), Email.safeParse(read('email')), read('password')];
    const found: Wrong = { code: code.length !== SETUP_CODE_CHARACTERS, name: !name.success, email: !email.success, password: judgePassword(password).state !== 'enough' };
    setWrong(found);
    const firstWrong = FIELDS.find((field) => found[field]);
    if (firstWrong !== undefined) event.currentTarget.querySelector<HTMLInputElement>(`[name=${firstWrong}]`)?.focus();
    if (firstWrong !== undefined || !name.success || !email.success) return;
    // The owner exists already, only the sign-in after it did not work: that is what is tried again.
    if (creating.isSuccess) entering.mutate({ email: email.data, password });
    else creating.mutate({ code, name: name.data, email: email.data, password, language });
  }

  function clear(field: keyof Wrong): void {
    setWrong((before) => ({ ...before, [field]: false }));
  }

  return (
    <EntryFrame isWide title={t('title')}>
      <p className="mt-1.5 text-ink-2">{t.rich('intro', { code: (text) => <code className="whitespace-nowrap">{text}</code> })}</p>
      <NotSecureHint />
      <form className="mt-5" method="post" noValidate onSubmit={submit}>
        <CodeField
          label={t('code')}
          name="code"
          initial={initialCode}
          error={wrong.code ? t('codeMissing', { count: SETUP_CODE_CHARACTERS }) : isCodeWrong ? t('codeWrong') : null}
          onChange={() => {
            clear('code');
            if (isCodeWrong) creating.reset();
          }}
        />
        <div className="flex flex-wrap gap-x-3 gap-y-4">
          <TextField className="min-w-[200px] flex-1" label={t('name')} name="name" autoComplete="name" size="big" error={wrong.name ? t('nameMissing') : null} onChange={() => clear('name')} />
          <SegmentedControl
            label={t('language')}
            showLabel
            stretch
            size="big"
            className="w-[168px]"
            segments={LANGUAGES.toReversed().map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
            value={language}
            onChange={(value) => {
              rememberLanguage(value);
              router.refresh();
            }}
          />
        </div>
        <TextField label={t('email')} name="email" type="email" autoComplete="username" size="big" isVerbatim error={wrong.email ? t('emailWrong') : null} onChange={() => clear('email')} />
        <NewPasswordField label={t('password')} name="password" size="big" showError={wrong.password} onChange={() => clear('password')} />
        <div aria-live="polite" className="empty:-mt-4">
          {refusal !== null && !isCodeWrong && <SignInProblem key={creating.submittedAt} error={refusal} />}
          {entering.error !== null && !entering.isPending && <SignInProblem key={entering.submittedAt} error={entering.error} />}
        </div>
        <Button type="submit" variant="primary" size="big" isDisabled={!isHydrated} data-waiting={!isHydrated || undefined} isPending={creating.isPending || entering.isPending || entering.isSuccess}>
          {t('submit')}
        </Button>
      </form>
    </EntryFrame>
  );
}
