'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { LogIn } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { Button } from '../../../components/ui/button.tsx';
import { useHydrated } from '../../../components/ui/use-hydrated.ts';
import { fromWireError } from '../../../shared/procedures.ts';
import { api } from './api.ts';
import { Problem, SignInProblem } from './sign-in-problem.tsx';
import { providersPage } from './sign-in.ts';

/** Signs in with the configured provider; absent where there is none. */
export function OutsideButton({ next }: { readonly next: string | null }) {
  const t = useTranslations('members.signIn');
  const isHydrated = useHydrated();
  const ways = useQuery(api.query.members.signIn.ways.queryOptions({ staleTime: Number.POSITIVE_INFINITY }));
  const leaving = useMutation({
    mutationFn: () => providersPage(next),
    onSuccess: (url) => location.assign(url),
  });
  const name = ways.data?.outsideName ?? null;
  if (name === null) return null;
  return (
    <div className="mt-4 flex flex-col gap-3">
      <div className="flex items-center gap-3 text-small text-ink-3" aria-hidden>
        <span className="h-px flex-1 bg-line" />
        {t('or')}
        <span className="h-px flex-1 bg-line" />
      </div>
      <Button size="big" icon={LogIn} isDisabled={!isHydrated} isPending={leaving.isPending || leaving.isSuccess} onPress={() => leaving.mutate()}>
        {t('with', { name })}
      </Button>
      {leaving.error !== null && <NoAnswer key={leaving.submittedAt} name={name} error={leaving.error} />}
    </div>
  );
}

/** A provider that cannot be reached is no fault of Atelier's, and a password works all the same. */
function NoAnswer({ name, error }: { readonly name: string; readonly error: unknown }) {
  const t = useTranslations('members.signIn');
  const { code } = fromWireError(error);
  const isAway = code === 'unavailable' || code === 'upstream_failed' || code === 'timeout';
  return isAway ? <Problem more={t('outsideAwayText')}>{t('outsideAway', { name })}</Problem> : <SignInProblem error={error} />;
}
