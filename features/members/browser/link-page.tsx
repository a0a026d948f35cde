'use client';
import type { UseQueryResult } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';

import { Button } from '../../../components/ui/button.tsx';
import { formText } from '../../../components/ui/form-text.ts';
import { Skeleton } from '../../../components/ui/skeleton.tsx';
import { TextField } from '../../../components/ui/text-field.tsx';
import { useHydrated } from '../../../components/ui/use-hydrated.ts';
import { fromWireError } from '../../../shared/procedures.ts';
import { MemberName } from '../contract.ts';
import { EntryFrame } from './entry-frame.tsx';
import { NewPasswordField } from './new-password-field.tsx';
import { NotSecureHint } from './not-secure-hint.tsx';
import { judgePassword } from './password-rule.ts';
import { Problem, SignInProblem } from './sign-in-problem.tsx';

/** While what a link leads to is asked for, and when it leads nowhere: one answer, whatever is wrong with it. */
export function LinkFrame<Facts>({ title, looking, children }: { readonly title: string; readonly looking: UseQueryResult<Facts>; readonly children: (facts: Facts) => ReactNode }) {
  const t = useTranslations('members.link');
  const common = useTranslations('common');
  if (looking.data !== undefined) return children(looking.data);
  const isDead = looking.error !== null && ['not_found', 'invalid_input'].includes(fromWireError(looking.error).code);
  return (
    <EntryFrame title={isDead ? t('deadTitle') : title}>
      <div className="mt-4" aria-live="polite">
        {looking.isPending && <Skeleton label={common('loading')} />}
        {isDead && <p className="text-ink-2">{t('deadText')}</p>}
        {looking.error !== null && !isDead && <SignInProblem error={looking.error} />}
      </div>
    </EntryFrame>
  );
}

type Chosen = { readonly name: string; readonly password: string };
type LinkFormProps = {
  readonly email: string;
  /** The fields before the password; with `name` asked for, what stands beside it. */
  readonly beside?: ReactNode;
  readonly asksName: boolean;
  readonly submitLabel: string;
  readonly problem: { readonly error: unknown; readonly key: number } | null;
  readonly isPending: boolean;
  readonly onSubmit: (chosen: Chosen) => void;
};

/** The address is the link's and cannot be changed; the rest is chosen here. */
export function LinkForm({ email, beside, asksName, submitLabel, problem, isPending, onSubmit }: LinkFormProps) {
  const t = useTranslations('members.link');
  const isHydrated = useHydrated();
  const [wrong, setWrong] = useState({ name: false, password: false });

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const read = formText(event.currentTarget);
    const name = MemberName.safeParse(read('name'));
    const password = read('password');
    const found = { name: asksName && !name.success, password: judgePassword(password).state !== 'enough' };
    setWrong(found);
    if (found.name || found.password) {
      event.currentTarget.querySelector<HTMLInputElement>(found.name ? '[name=name]' : '[name=password]')?.focus();
      return;
    }
    if (!isPending) onSubmit({ name: name.data ?? '', password });
  }

  return (
    <>
      <NotSecureHint />
      <form className="mt-5" method="post" noValidate onSubmit={submit}>
        <TextField label={t('email')} name="email" type="email" autoComplete="username" size="big" value={email} isReadOnly inputClassName="soft" hint={t('emailLocked')} />
        {asksName && (
          <div className="flex flex-wrap gap-x-3 gap-y-4">
            <TextField className="min-w-[200px] flex-1" label={t('name')} name="name" autoComplete="name" size="big" autoFocus error={wrong.name ? t('nameMissing') : null} onChange={() => setWrong((before) => ({ ...before, name: false }))} />
            {beside}
          </div>
        )}
        <NewPasswordField label={t('password')} name="password" size="big" showError={wrong.password} onChange={() => setWrong((before) => ({ ...before, password: false }))} />
        <div aria-live="polite" className="empty:-mt-4">
          {problem !== null && !isPending && (isGone(problem.error) ? <Problem more={t('deadText')}>{t('deadTitle')}</Problem> : <SignInProblem key={problem.key} error={problem.error} />)}
        </div>
        <Button type="submit" variant="primary" size="big" isDisabled={!isHydrated} data-waiting={!isHydrated || undefined} isPending={isPending}>
          {submitLabel}
        </Button>
      </form>
    </>
  );
}

function isGone(error: unknown): boolean {
  return fromWireError(error).code === 'not_found';
}
