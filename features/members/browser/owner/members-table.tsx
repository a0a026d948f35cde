'use client';
import { Ellipsis, Gauge, KeyRound, SlidersHorizontal, Trash2, UserCheck, UserCog, UserX } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { useFormats, useMoment } from '../../../../components/i18n/provider.tsx';
import { Avatar } from '../../../../components/ui/avatar.tsx';
import { Badge, Led } from '../../../../components/ui/badge.tsx';
import { IconButton } from '../../../../components/ui/button.tsx';
import { Menu, MenuItem, MenuLine, MenuTrigger } from '../../../../components/ui/menu.tsx';
import { showToast } from '../../../../components/ui/toast.tsx';
import { useNow } from '../../../../components/ui/use-now.ts';
import type { MemberId } from '../../../../shared/ids.ts';
import type { TeamMember } from '../../../../shared/members.ts';
import { api } from './api.ts';
import { useCommand } from '../../../../components/api/use-command.ts';

export type MemberAction = 'open' | 'role' | 'quota' | 'reset' | 'disable' | 'enable' | 'remove';

/** The server writes "last seen" at most once a minute: what is newer than that is now. */
const NOW_WITHIN_MS = 90_000;
const HOUR_MS = 3_600_000;

type MembersTableProps = {
  readonly members: readonly TeamMember[];
  readonly ownId: MemberId | null;
  readonly openId: MemberId | null;
  readonly onAction: (action: Exclude<MemberAction, 'enable'>, memberId: MemberId) => void;
};

export function MembersTable({ members, ownId, openId, onAction }: MembersTableProps) {
  const t = useTranslations('team.members');
  const nowMs = useNow(15_000);
  return (
    <section className="card" aria-label={t('title')}>
      <table className="table team-table" aria-label={t('title')}>
        <thead>
          <tr>
            <th>{t('member')}</th>
            <th>{t('role')}</th>
            <th className="max-wide:hidden">{t('access')}</th>
            <th className="max-phone:hidden">{t('workspaces')}</th>
            <th className="max-phone:hidden">{t('lastSeen')}</th>
            <th>
              <span className="sr-only">{t('actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {members.map((member) => (
            <Row key={member.id} member={member} nowMs={nowMs} isSelf={member.id === ownId} isOpen={member.id === openId} onAction={(action) => onAction(action, member.id)} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

type RowProps = { readonly member: TeamMember; readonly nowMs: number; readonly isSelf: boolean; readonly isOpen: boolean; readonly onAction: (action: Exclude<MemberAction, 'enable'>) => void };

function Row({ member, nowMs, isSelf, isOpen, onAction }: RowProps) {
  const t = useTranslations('team.members');
  const roles = useTranslations('team.invite.roles');
  const { name, email, role, standing, modules, runningWorkspaces } = member;
  // On the fill of a selection the fainter ink cannot be read.
  const faint = isOpen ? 'text-ink-2' : 'text-ink-3';
  return (
    <tr className={isOpen ? 'is-open' : undefined}>
      <td>
        <button type="button" className="member-name" aria-expanded={isOpen} onClick={() => onAction('open')}>
          <Avatar name={name} colourKey={member.id} />
          <span className="min-w-0">
            <span className="block truncate font-semibold">{name}</span>
            <span className={`block truncate text-small ${faint}`}>{email}</span>
          </span>
        </button>
      </td>
      <td>
        <span className="flex flex-wrap items-center gap-1.5">
          <Badge tone={role}>{roles(`${role}.name`)}</Badge>
          {standing !== 'good' && <Badge tone={standing === 'outside_hours' ? 'stopped' : 'warning'}>{t(`standing.${standing}`)}</Badge>}
        </span>
      </td>
      <td className="max-wide:hidden">{role === 'owner' ? t('everything') : t('modules', { count: modules })}</td>
      <td className="text-ink-2 max-phone:hidden">
        <span className="flex items-center gap-1.5 whitespace-nowrap">
          {member.workspaces > 0 && <Led tone={runningWorkspaces > 0 ? 'running' : 'stopped'} isRing={runningWorkspaces === 0} />}
          {member.workspaces === 0 ? t('noWorkspace') : runningWorkspaces > 0 ? t('running', { count: runningWorkspaces }) : t('stopped')}
        </span>
      </td>
      <td className={`whitespace-nowrap max-phone:hidden ${faint}`}>
        <LastSeen atMs={member.lastSeenAtMs} nowMs={nowMs} />
      </td>
      <td>
        <Actions member={member} isSelf={isSelf} onAction={onAction} />
      </td>
    </tr>
  );
}

function LastSeen({ atMs, nowMs }: { readonly atMs: number | null; readonly nowMs: number }) {
  const t = useTranslations('team.members');
  const formats = useFormats();
  const moment = useMoment();
  if (atMs === null) return t('signedOut');
  const sinceMs = nowMs - atMs;
  if (sinceMs < NOW_WITHIN_MS) return t('now');
  return sinceMs < HOUR_MS ? t('ago', { duration: formats.duration(sinceMs) }) : moment(atMs, nowMs);
}

function Actions({ member, isSelf, onAction }: Pick<RowProps, 'member' | 'isSelf' | 'onAction'>) {
  const t = useTranslations('team.members');
  const enabling = useCommand(api.client.team.setDisabled, { onDone: () => showToast({ title: t('enabled', { name: member.name }) }) });
  const isDisabled = member.standing === 'disabled';
  return (
    <MenuTrigger>
      <IconButton size="mini" icon={Ellipsis} label={t('more', { name: member.name })} />
      <Menu aria-label={t('more', { name: member.name })}>
        <MenuItem icon={SlidersHorizontal} onAction={() => onAction('open')}>
          {t(member.role === 'stagiaire' ? 'limits' : 'details')}
        </MenuItem>
        <MenuItem icon={UserCog} onAction={() => onAction('role')}>
          {t('setRole')}
        </MenuItem>
        <MenuItem icon={Gauge} onAction={() => onAction('quota')}>
          {t('setQuota')}
        </MenuItem>
        <MenuItem icon={KeyRound} onAction={() => onAction('reset')}>
          {t('reset')}
        </MenuItem>
        {!isSelf && <MenuLine />}
        {!isSelf && isDisabled && (
          <MenuItem icon={UserCheck} onAction={() => enabling.mutate({ memberId: member.id, edition: member.edition, disabled: false })}>
            {t('enable')}
          </MenuItem>
        )}
        {!isSelf && !isDisabled && (
          <MenuItem icon={UserX} onAction={() => onAction('disable')}>
            {t('disable')}
          </MenuItem>
        )}
        {!isSelf && (
          <MenuItem icon={Trash2} isDanger onAction={() => onAction('remove')}>
            {t('remove')}
          </MenuItem>
        )}
      </Menu>
    </MenuTrigger>
  );
}
