'use client';
import { useQuery } from '@tanstack/react-query';
import { KeyRound, Mail } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { Card } from '../../../../components/page/card.tsx';
import { Switch } from '../../../../components/ui/choice.tsx';
import type { TeamView } from '../../../../shared/members.ts';
import { meOptions } from '../api.ts';
import { api } from './api.ts';
import { useCommand } from '../../../../components/api/use-command.ts';

/** How people come in, for the whole installation. */
export function SignInTab({ team }: { readonly team: TeamView }) {
  const t = useTranslations('team.signIn');
  const me = useQuery(meOptions());
  const setting = useCommand(api.client.team.setOwnersNeedTotp);
  const isOn = setting.isPending ? setting.variables.needed : team.ownersNeedTotp;
  const without = team.members.filter(({ role, hasTotp, standing }) => role === 'owner' && !hasTotp && standing === 'good');

  function set(needed: boolean): void {
    // Whoever asks it of owners is one: without a second step of their own they are led to it at once.
    const isNext = needed && me.data?.totp === null;
    setting.mutate({ needed }, { onSuccess: () => isNext && location.assign('/account') });
  }

  return (
    <Card className="mt-5" title={t('title')}>
      <div className="flex flex-col gap-5 p-4">
        <div className="flex items-center gap-3">
          <span className="min-w-0 flex-1">
            <span aria-hidden>{t('ownersNeedTotp')}</span>
            <small className="block text-small text-ink-3">{without.length === 0 ? t('ownersNeedTotpHint') : t('ownersWithout', { names: without.map(({ name }) => name).join(', ') })}</small>
          </span>
          <Switch aria-label={t('ownersNeedTotp')} isSelected={isOn} isDisabled={setting.isPending} onChange={set} />
        </div>
        <Fact icon={Mail} text={team.sendsMail ? t('mailOn') : t('mailOff')} />
        <Fact icon={KeyRound} text={team.outsideName === null ? t('outsideOff') : t('outsideOn', { name: team.outsideName })} />
      </div>
    </Card>
  );
}

function Fact({ icon: Sign, text }: { readonly icon: typeof Mail; readonly text: string }) {
  return (
    <p className="flex items-start gap-2.5 text-ink-2">
      <Sign className="mt-0.5 size-4 flex-none text-ink-3" aria-hidden />
      {text}
    </p>
  );
}
