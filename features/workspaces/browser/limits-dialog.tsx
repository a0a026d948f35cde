'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { Button } from '../../../components/ui/button.tsx';
import { Dialog, DialogBody, DialogFooter } from '../../../components/ui/dialog.tsx';
import { showToast } from '../../../components/ui/toast.tsx';
import type { WorkspaceView } from '../contract.ts';
import { api } from './api.ts';
import { FitNote, IdleField, LimitsFields, useFits } from './limits-fields.tsx';
import { ProblemNotice } from './problem-notice.tsx';
import { useCommand } from './use-command.ts';

type LimitsDialogProps = { readonly workspace: WorkspaceView; readonly isOwner: boolean; readonly onClose: () => void };

export function LimitsDialog(props: LimitsDialogProps) {
  const t = useTranslations('workspaces.limits');
  const common = useTranslations('common');
  return (
    <Dialog title={t('title', { name: props.workspace.name })} widthPx={640} isOpen onClose={props.onClose} closeLabel={common('close')}>
      <LimitsForm {...props} />
    </Dialog>
  );
}

function LimitsForm({ workspace, isOwner, onClose }: LimitsDialogProps) {
  const t = useTranslations('workspaces.limits');
  const common = useTranslations('common');
  const [limits, setLimits] = useState(workspace.limits);
  const [idleStopMs, setIdleStopMs] = useState(workspace.idleStopMs);
  const isPromised = workspace.state.phase === 'running' || workspace.state.phase === 'creating';
  // Processor and memory are promised to what runs, disk to whatever exists.
  const fits = useFits({ limits, isOwner, given: isPromised ? workspace.limits : { diskBytes: workspace.limits.diskBytes } });
  const changing = useCommand(api.client.workspaces.update, {
    isQuiet: true,
    onDone({ name }) {
      showToast({ title: t('saved', { name }), text: t('savedText') });
      onClose();
    },
  });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!changing.isPending) changing.mutate({ workspaceId: workspace.id, limits, idleStopMs });
      }}
    >
      <DialogBody className="flex flex-col gap-4.5">
        <p className="text-ink-2">{t('text')}</p>
        <LimitsFields limits={limits} onChange={setLimits} fits={fits} />
        <IdleField idleStopMs={idleStopMs} onChange={setIdleStopMs} />
        {changing.error !== null && <ProblemNotice error={changing.error} />}
      </DialogBody>
      <DialogFooter>
        <FitNote fits={fits} />
        <span className="flex-1" />
        <Button variant="quiet" onPress={onClose}>
          {common('cancel')}
        </Button>
        <Button type="submit" variant="primary" isPending={changing.isPending}>
          {t('submit')}
        </Button>
      </DialogFooter>
    </form>
  );
}
