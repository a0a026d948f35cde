'use client';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslations } from 'use-intl';

import { Card } from '../../../components/page/card.tsx';
import { ErrorNotice } from '../../../components/page/error-notice.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { formText } from '../../../components/ui/form-text.ts';
import { PasswordField } from '../../../components/ui/text-field.tsx';
import { showToast } from '../../../components/ui/toast.tsx';
import { fromWireError } from '../../../shared/procedures.ts';
import { api } from './api.ts';
import { NewPasswordField } from './new-password-field.tsx';
import { judgePassword } from './password-rule.ts';
import { TooMany } from './sign-in-problem.tsx';

type Wrong = { readonly current: boolean; readonly next: boolean };
const NOTHING_WRONG: Wrong = { current: false, next: false };

export function PasswordCard({ email }: { readonly email: string }) {
  const t = useTranslations('members.account');
  const common = useTranslations('common');
  const [wrong, setWrong] = useState(NOTHING_WRONG);
  const [round, setRound] = useState(0);
  const changing = useMutation(
    api.query.members.account.changePassword.mutationOptions({
      onSuccess({ endedSessions }) {
        showToast({ title: t('passwordChanged'), text: t('passwordChangedText', { count: endedSessions }) });
        setRound((before) => before + 1);
      },
    }),
  );
  const refusal = changing.error === null || changing.isPending ? null : fromWireError(changing.error);
  const isCurrentWrong = refusal?.code === 'wrong_credentials';
  const wait = refusal?.details['retryAfterSeconds'];

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const read = formText(event.currentTarget);
    const [current, next] = [read('current'), read('next')];
    const found: Wrong = { current: current === '', next: judgePassword(next).state !== 'enough' };
    setWrong(found);
    if (!found.current && !found.next && !changing.isPending) changing.mutate({ current, next });
  }

  return (
    <Card title={t('password')}>
      <form key={round} className="flex flex-col gap-4 p-4" method="post" noValidate onSubmit={submit}>
        <input type="hidden" name="username" autoComplete="username" value={email} />
        <div className="grid items-start gap-4 phone:grid-cols-2">
          <PasswordField
            label={t('currentPassword')}
            name="current"
            autoComplete="current-password"
            showLabel={common('showPassword')}
            hideLabelText={common('hidePassword')}
            error={wrong.current ? t('passwordMissing') : isCurrentWrong ? t('currentWrong') : null}
            onChange={() => {
              setWrong((before) => ({ ...before, current: false }));
              if (isCurrentWrong) changing.reset();
            }}
          />
          <NewPasswordField label={t('newPassword')} name="next" showError={wrong.next} onChange={() => setWrong((before) => ({ ...before, next: false }))} />
        </div>
        {refusal !== null && !isCurrentWrong && (typeof wait === 'number' ? <TooMany key={changing.submittedAt} seconds={wait} /> : <ErrorNotice error={refusal} />)}
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" isPending={changing.isPending}>
            {t('changePassword')}
          </Button>
          <span className="text-small text-ink-3">{t('endsOthers')}</span>
        </div>
      </form>
    </Card>
  );
}
