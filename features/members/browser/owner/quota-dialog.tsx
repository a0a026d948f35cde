'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { CancelFooter } from '../../../../components/page/cancel-footer.tsx';
import { Button } from '../../../../components/ui/button.tsx';
import { Switch } from '../../../../components/ui/choice.tsx';
import { Dialog, DialogBody } from '../../../../components/ui/dialog.tsx';
import { NumberField } from '../../../../components/ui/number-field.tsx';
import { showToast } from '../../../../components/ui/toast.tsx';
import type { Quota, TeamMember } from '../../../../shared/members.ts';
import { GIB } from '../../../../shared/units.ts';
import { DEFAULT_LIMITS } from '../../../../shared/workspaces.ts';
import { api } from './api.ts';
import { UsualQuota } from './quota-figures.tsx';
import { TeamProblem } from './team-problem.tsx';
import { useCommand } from '../../../../components/api/use-command.ts';

const A_BEGINNING: Quota = { ...DEFAULT_LIMITS, cpus: 2, memoryBytes: 4 * GIB, diskBytes: 20 * GIB, maxProcesses: 1024, workspaces: 2 };

/** The most that a member's workspaces may be promised together. */
export function QuotaDialog({ member, onClose }: { readonly member: TeamMember; readonly onClose: () => void }) {
  const t = useTranslations('team.quota');
  const common = useTranslations('common');
  const [quota, setQuota] = useState(member.quota);
  const [edition] = useState(member.edition);
  const setting = useCommand(api.client.team.setQuota, {
    isQuiet: true,
    onDone() {
      showToast({ title: t('done', { name: member.name }) });
      onClose();
    },
  });
  return (
    <Dialog title={t('title', { name: member.name })} widthPx={560} isOpen onClose={onClose} closeLabel={common('close')}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!setting.isPending) setting.mutate({ memberId: member.id, edition, quota });
        }}
      >
        <DialogBody className="flex flex-col gap-4.5">
          <Switch isSelected={quota !== null} onChange={(isOn) => setQuota(isOn ? (member.quota ?? A_BEGINNING) : null)}>
            {t('own')}
          </Switch>
          {quota === null ? <p className="text-ink-2"><UsualQuota role={member.role} /></p> : <QuotaFields quota={quota} onChange={setQuota} />}
          {setting.error !== null && <TeamProblem error={setting.error} />}
        </DialogBody>
        <CancelFooter onCancel={onClose}>
          <Button type="submit" variant="primary" isPending={setting.isPending}>
            {t('submit')}
          </Button>
        </CancelFooter>
      </form>
    </Dialog>
  );
}

function QuotaFields({ quota, onChange }: { readonly quota: Quota; readonly onChange: (quota: Quota) => void }) {
  const t = useTranslations('team.quota');
  const gigabytes: Intl.NumberFormatOptions = { style: 'unit', unit: 'gigabyte', unitDisplay: 'short', maximumFractionDigits: 2 };
  const set = (changes: Partial<Quota>): void => {
    if (Object.values(changes).every(Number.isFinite)) onChange({ ...quota, ...changes });
  };
  return (
    <div className="grid gap-4 phone:grid-cols-2">
      <NumberField label={t('workspaces')} value={quota.workspaces} minValue={0} maxValue={100} onChange={(workspaces) => set({ workspaces })} />
      <NumberField label={t('cpus')} unit={t('cores')} value={quota.cpus} minValue={0.25} maxValue={256} step={0.25} onChange={(cpus) => set({ cpus })} />
      <NumberField label={t('memory')} formatOptions={gigabytes} value={quota.memoryBytes / GIB} minValue={0.25} maxValue={1024} step={0.25} onChange={(size) => set({ memoryBytes: Math.round(size * GIB) })} />
      <NumberField label={t('disk')} formatOptions={gigabytes} value={quota.diskBytes / GIB} minValue={1} maxValue={4096} onChange={(size) => set({ diskBytes: Math.round(size * GIB) })} />
      <NumberField label={t('processes')} value={quota.maxProcesses} minValue={64} maxValue={32_768} step={64} onChange={(maxProcesses) => set({ maxProcesses })} />
    </div>
  );
}
