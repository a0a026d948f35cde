'use client';
import { X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';

import { useFormats } from '../../../../components/i18n/provider.tsx';
import { Avatar } from '../../../../components/ui/avatar.tsx';
import { Button, IconButton } from '../../../../components/ui/button.tsx';
import { showToast } from '../../../../components/ui/toast.tsx';
import { useNow } from '../../../../components/ui/use-now.ts';
import { fromWireError } from '../../../../shared/procedures.ts';
import { Hours, STRICTEST_LIMITS, type TeamMember } from '../../../../shared/members.ts';
import { api } from './api.ts';
import { LimitsFields } from './limits-fields.tsx';
import { TeamProblem } from './team-problem.tsx';
import { useCommand } from '../../../../components/api/use-command.ts';

type PanelProps = { readonly member: TeamMember; readonly onClose: () => void };

/** One member beside the list (below it where there is no room); a stagiaire's limits can be changed here. */
export function MemberPanel({ member, onClose }: PanelProps) {
  const t = useTranslations('team.panel');
  const common = useTranslations('common');
  const roles = useTranslations('team.invite.roles');
  const heading = useRef<HTMLHeadingElement>(null);
  const [round, setRound] = useState(0);
  // Where the eye has to go, the focus goes: on a narrow screen the panel is below.
  useEffect(() => heading.current?.focus(), []);
  return (
    <aside className="card self-start" aria-label={t('of', { name: member.name })}>
      <div className="flex min-h-15 items-center gap-3 border-b border-line px-4 py-2">
        <Avatar name={member.name} colourKey={member.id} size="large" />
        <div className="min-w-0 flex-1">
          <h2 ref={heading} tabIndex={-1} className="no-ring truncate text-[15px] outline-none">
            {member.name}
          </h2>
          <p className="truncate text-small text-ink-3">{roles(`${member.role}.name`)}</p>
        </div>
        <IconButton icon={X} label={common('close')} onPress={onClose} />
      </div>
      <div className="flex flex-col gap-4 p-4">
        <Facts member={member} />
        {member.role === 'stagiaire' && <LimitsForm key={round} member={member} onClose={onClose} onAgain={() => setRound(round + 1)} />}
      </div>
    </aside>
  );
}

function Facts({ member }: { readonly member: TeamMember }) {
  const t = useTranslations('team.panel');
  const formats = useFormats();
  const nowMs = useNow(60_000);
  const ways = [member.hasPassword && t('password'), member.hasTotp && t('totp'), member.hasOutsideAccount && t('outside')].filter((way) => way !== false);
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-small">
      <dt className="text-ink-3">{t('email')}</dt>
      <dd className="truncate">{member.email}</dd>
      <dt className="text-ink-3">{t('since')}</dt>
      <dd>{formats.date(member.createdAtMs, nowMs)}</dd>
      <dt className="text-ink-3">{t('signIn')}</dt>
      <dd>{ways.join(', ')}</dd>
    </dl>
  );
}

function LimitsForm({ member, onClose, onAgain }: PanelProps & { readonly onAgain: () => void }) {
  const t = useTranslations('team.limits');
  const common = useTranslations('common');
  const [limits, setLimits] = useState(member.limits ?? STRICTEST_LIMITS);
  const [edition] = useState(member.edition);
  const setting = useCommand(api.client.team.setLimits, {
    isQuiet: true,
    onDone() {
      showToast({ title: t('saved', { name: member.name }), text: t('within') });
      onClose();
    },
  });
  const areHoursWrong = limits.hours !== null && !Hours.safeParse(limits.hours).success;
  const isConflict = setting.error !== null && fromWireError(setting.error).code === 'conflict';
  return (
    <form
      className="flex flex-col gap-4"
      noValidate
      aria-label={t('title')}
      onSubmit={(event) => {
        event.preventDefault();
        if (!setting.isPending && !areHoursWrong) setting.mutate({ memberId: member.id, edition, limits });
      }}
    >
      <LimitsFields limits={limits} onChange={setLimits} />
      {setting.error !== null && <TeamProblem error={setting.error} />}
      <div className="flex flex-wrap items-center gap-2">
        {isConflict ? (
          <Button variant="primary" onPress={onAgain}>
            {t('again')}
          </Button>
        ) : (
          <Button type="submit" variant="primary" isDisabled={areHoursWrong} isPending={setting.isPending}>
            {t('save')}
          </Button>
        )}
        <Button variant="quiet" onPress={onClose}>
          {common('cancel')}
        </Button>
        <span className="flex-1" />
        <span className="text-small text-ink-3">{t('within')}</span>
      </div>
    </form>
  );
}
