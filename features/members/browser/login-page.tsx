'use client';
import { useId, useState, type FormEvent } from 'react';
import { useTranslations } from 'use-intl';

import { Button } from '../../../components/ui/button.tsx';
import { formText } from '../../../components/ui/form-text.ts';
import { PasswordField, TextField } from '../../../components/ui/text-field.tsx';
import { useHydrated } from '../../../components/ui/use-hydrated.ts';
import { fromWireError } from '../../../shared/procedures.ts';
import { CodeStep } from './code-step.tsx';
import { EntryFrame } from './entry-frame.tsx';
import { NotSecureHint } from './not-secure-hint.tsx';
import { OutsideButton } from './outside-button.tsx';
import { NotNow, SignInProblem } from './sign-in-problem.tsx';
import { useEnter } from './use-enter.ts';

type Missing = { readonly email: boolean; readonly password: boolean };
const NOTHING_MISSING: Missing = { email: false, password: false };

type LoginPageProps = {
  /** Where the member wanted to go, unjudged, as it stood in the address. */
  readonly next: string | null;
  /** Whether they came back from the provider and a code is missing. */
  readonly isHalfWay: boolean;
  /** Why the provider's word was not enough. */
  readonly problem: string | null;
};

export function LoginPage({ next, isHalfWay, problem }: LoginPageProps) {
  const entering = useEnter(next);
  const [given, setGiven] = useState<{ readonly email: string; readonly password: string } | null>(null);
  const [isBack, setBack] = useState(false);
  const refusal = entering.error === null ? null : fromWireError(entering.error);
  // Right so far: what was typed is kept, and the code is asked for.
  const needsCode = (isHalfWay && !isBack) || (given !== null && (refusal?.code === 'code_required' || refusal?.details['field'] === 'code' || entering.variables?.code !== undefined));

  if (!needsCode) {
    return (
      <PasswordStep
        next={next}
        problem={isBack ? null : problem}
        refusal={entering.isPending || entering.error === null ? null : { error: entering.error, key: entering.submittedAt }}
        isPending={entering.isPending || entering.isSuccess}
        onEnter={(credentials) => {
          setGiven(credentials);
          entering.mutate(credentials);
        }}
      />
    );
  }
  return (
    <CodeStep
      problem={refusal === null || refusal.code === 'code_required' ? null : { error: refusal, key: entering.submittedAt }}
      isPending={entering.isPending || entering.isSuccess}
      onCode={(code) => entering.mutate(given === null ? { code } : { ...given, code })}
      onBack={() => {
        setGiven(null);
        setBack(true);
        entering.reset();
      }}
    />
  );
}

type PasswordStepProps = {
  readonly next: string | null;
  readonly problem: string | null;
  readonly refusal: { readonly error: unknown; readonly key: number } | null;
  readonly isPending: boolean;
  readonly onEnter: (credentials: { readonly email: string; readonly password: string }) => void;
};

function PasswordStep({ next, problem, refusal, isPending, onEnter }: PasswordStepProps) {
  const t = useTranslations('members.signIn');
  const common = useTranslations('common');
  const isHydrated = useHydrated();
  const [missing, setMissing] = useState(NOTHING_MISSING);
  const problemId = useId();

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
    onEnter({ email, password });
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
          {refusal !== null && !isPending && <SignInProblem key={refusal.key} error={refusal.error} />}
          {refusal === null && !isPending && problem !== null && <NotNow because={problem} />}
        </div>
        <Button type="submit" variant="primary" size="big" isDisabled={!isHydrated} data-waiting={!isHydrated || undefined} isPending={isPending}>
          {t('submit')}
        </Button>
      </form>
      <OutsideButton next={next} />
    </EntryFrame>
  );
}
