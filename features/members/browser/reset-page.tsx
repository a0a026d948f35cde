'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';

import { fromWireError } from '../../../shared/procedures.ts';
import { api } from './api.ts';
import { CodeStep } from './code-step.tsx';
import { EntryFrame } from './entry-frame.tsx';
import { LinkForm, LinkFrame } from './link-page.tsx';
import { useEnter } from './use-enter.ts';

/** Where a reset's link leads: a new password, and one is in. */
export function ResetPage({ token }: { readonly token: string }) {
  const t = useTranslations('members.reset');
  const looking = useQuery(api.query.members.reset.look.queryOptions({ input: { token }, retry: false, staleTime: Number.POSITIVE_INFINITY }));
  return (
    <LinkFrame title={t('title')} looking={looking}>
      {({ email, dropsTotp }) => <NewPassword token={token} email={email} dropsTotp={dropsTotp} />}
    </LinkFrame>
  );
}

function NewPassword({ token, email, dropsTotp }: { readonly token: string; readonly email: string; readonly dropsTotp: boolean }) {
  const t = useTranslations('members.reset');
  const entering = useEnter('/workspaces');
  const using = useMutation(
    api.query.members.reset.use.mutationOptions({
      onSuccess: (_, { password }) => entering.mutate({ email, password }),
    }),
  );
  const refusal = entering.error === null ? null : fromWireError(entering.error);
  const isPending = using.isPending || entering.isPending || entering.isSuccess;
  const password = using.variables?.password;
  if (using.isSuccess && password !== undefined && (refusal?.code === 'code_required' || refusal?.details['field'] === 'code' || (entering.variables !== undefined && 'code' in entering.variables))) {
    return (
      <CodeStep
        problem={refusal === null || refusal.code === 'code_required' ? null : { error: refusal, key: entering.submittedAt }}
        isPending={isPending}
        onCode={(code) => entering.mutate({ email, password, code })}
        onBack={() => location.assign('/login')}
      />
    );
  }
  return (
    <EntryFrame title={t('title')}>
      <p className="mt-1.5 text-ink-2">{dropsTotp ? t('introAndTotp') : t('intro')}</p>
      <LinkForm
        email={email}
        asksName={false}
        submitLabel={t('submit')}
        problem={using.error === null ? (refusal === null ? null : { error: refusal, key: entering.submittedAt }) : { error: using.error, key: using.submittedAt }}
        isPending={isPending}
        onSubmit={(chosen) => {
          if (using.isSuccess) entering.mutate({ email, password: chosen.password });
          else using.mutate({ token, password: chosen.password });
        }}
      />
    </EntryFrame>
  );
}
