'use client';
import { Ellipsis, Play, RefreshCw, SlidersHorizontal, Square, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { Button, IconButton, LinkButton } from '../../../components/ui/button.tsx';
import { later } from '../../../components/ui/later.tsx';
import { Menu, MenuItem, MenuLine, MenuTrigger } from '../../../components/ui/menu.tsx';
import type { WorkspaceView } from '../contract.ts';
import { addressOf } from './address.ts';
import { api } from './api.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import { idleNotice } from './idle.ts';
import { RebuildDialog } from './rebuild-dialog.tsx';
import { useCommand } from './use-command.ts';

const LimitsDialog = later(async () => (await import('./limits-dialog.tsx')).LimitsDialog);

type ActionsProps = { readonly workspace: WorkspaceView; readonly nowMs: number; readonly isOwner: boolean };

/** At the end of a row: the one thing to do now, and the others in a menu. */
export function WorkspaceActions({ workspace, nowMs, isOwner }: ActionsProps) {
  return (
    <div className="acts">
      <PhaseActions workspace={workspace} nowMs={nowMs} />
      <MoreMenu workspace={workspace} isOwner={isOwner} />
    </div>
  );
}

function PhaseActions({ workspace, nowMs }: Omit<ActionsProps, 'isOwner'>) {
  const t = useTranslations('workspaces');
  const { client } = api;
  const asked = { workspaceId: workspace.id };
  const start = useCommand(client.workspaces.start);
  const stop = useCommand(client.workspaces.stop);
  const keep = useCommand(client.workspaces.keepRunning);
  const { name, state } = workspace;
  switch (state.phase) {
    case 'running':
      return (
        <>
          {idleNotice(workspace, nowMs)?.isNear && (
            <Button aria-label={t('action.keepNamed', { name })} isPending={keep.isPending} onPress={() => keep.mutate(asked)}>
              {t('idle.keep')}
            </Button>
          )}
          <LinkButton variant="tonal" href={addressOf(workspace)} aria-label={t('action.openNamed', { name })}>
            {t('action.open')}
          </LinkButton>
          <IconButton icon={Square} className="[&>.lucide]:size-3.5!" label={t('action.stopNamed', { name })} tip={t('action.stop')} isPending={stop.isPending} onPress={() => stop.mutate(asked)} />
        </>
      );
    case 'creating':
      return (
        <Button variant="quiet" aria-label={t('action.cancelNamed', { name })} isPending={stop.isPending} onPress={() => stop.mutate(asked)}>
          {t('action.cancel')}
        </Button>
      );
    case 'stopped':
      return (
        <Button icon={Play} aria-label={t('action.startNamed', { name })} isPending={start.isPending} onPress={() => start.mutate(asked)}>
          {t('action.start')}
        </Button>
      );
    case 'failed':
      return (
        <Button icon={RefreshCw} aria-label={t('action.tryAgainNamed', { name })} isPending={start.isPending} onPress={() => start.mutate(asked)}>
          {t('action.tryAgain')}
        </Button>
      );
    case 'stopping':
    case 'trashed':
      return null;
  }
}

type Shown = 'rebuild' | 'limits' | 'delete';

function MoreMenu({ workspace, isOwner }: Omit<ActionsProps, 'nowMs'>) {
  const t = useTranslations('workspaces');
  const [shown, setShown] = useState<Shown | null>(null);
  const close = (): void => setShown(null);
  return (
    <>
      <MenuTrigger>
        <IconButton icon={Ellipsis} label={t('more', { name: workspace.name })} />
        <Menu aria-label={t('more', { name: workspace.name })}>
          {isOwner && (
            <MenuItem icon={RefreshCw} onAction={() => setShown('rebuild')}>
              {t('action.rebuild')}
            </MenuItem>
          )}
          <MenuItem icon={SlidersHorizontal} onAction={() => setShown('limits')}>
            {t('action.changeLimits')}
          </MenuItem>
          <MenuLine />
          <MenuItem icon={Trash2} isDanger onAction={() => setShown('delete')}>
            {t('action.delete')}
          </MenuItem>
        </Menu>
      </MenuTrigger>
      {shown === 'rebuild' && <RebuildDialog workspace={workspace} onClose={close} />}
      {shown === 'limits' && <LimitsDialog workspace={workspace} isOwner={isOwner} onClose={close} />}
      {shown === 'delete' && <DeleteDialog workspace={workspace} onClose={close} />}
    </>
  );
}
