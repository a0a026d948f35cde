'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Download, Trash2, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { useFormats } from '../../../../components/i18n/provider.tsx';
import { Card } from '../../../../components/page/card.tsx';
import { Button, IconButton, LinkButton } from '../../../../components/ui/button.tsx';
import { ConfirmDialog } from '../../../../components/ui/confirm-dialog.tsx';
import { showToast } from '../../../../components/ui/toast.tsx';
import { useNow } from '../../../../components/ui/use-now.ts';
import type { KeptCopyView } from '../../owner-contract.ts';
import { ProblemNotice } from '../problem-notice.tsx';
import { api, bundleAddress, keptCopiesOptions } from './api.ts';

/** Working copies that were taken away with work that is nowhere else. Absent while there are none. */
export function KeptCopiesCard() {
  const t = useTranslations('workspacesOwner.kept');
  const { data = [] } = useQuery(keptCopiesOptions());
  const nowMs = useNow(60_000);
  if (data.length === 0) return null;
  return (
    <Card className="mt-5" title={t('title')}>
      <p className="px-4 pb-2 text-small text-ink-3">{t('text')}</p>
      <ul className="divide-y divide-line" aria-label={t('title')}>
        {data.map((copy) => (
          <KeptRow key={copy.id} copy={copy} nowMs={nowMs} />
        ))}
      </ul>
    </Card>
  );
}

function KeptRow({ copy, nowMs }: { readonly copy: KeptCopyView; readonly nowMs: number }) {
  const t = useTranslations('workspacesOwner.kept');
  const formats = useFormats();
  const [isRemoving, setRemoving] = useState(false);
  const name = copy.moduleName ?? t('goneModule');
  const about = { module: name, member: copy.memberName };
  const givingBack = useMutation({
    mutationFn: () => api.client.allWorkspaces.keptCopies.giveBack({ copyId: copy.id }),
    onSuccess: () => showToast({ title: t('givenBack', about) }),
  });
  return (
    <li className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
      <span className="min-w-0 truncate font-semibold" title={name}>
        {name}
      </span>
      <span className="text-small text-ink-3">
        {t('from', { member: copy.memberName, workspace: copy.workspaceName ?? t('goneWorkspace'), date: formats.date(copy.keptAtMs, nowMs) })}
      </span>
      <span className="flex-1" />
      <LinkButton icon={Download} href={bundleAddress(copy.id)} download aria-label={t('downloadNamed', about)}>
        {t('download')}
      </LinkButton>
      {copy.canGiveBack && (
        <Button icon={Undo2} aria-label={t('giveBackNamed', about)} isPending={givingBack.isPending} onPress={() => givingBack.mutate()}>
          {t('giveBack')}
        </Button>
      )}
      <IconButton icon={Trash2} label={t('removeNamed', about)} tip={t('remove')} onPress={() => setRemoving(true)} />
      {givingBack.error !== null && <ProblemNotice className="w-full" error={givingBack.error} />}
      {isRemoving && <RemoveDialog copy={copy} about={about} onClose={() => setRemoving(false)} />}
    </li>
  );
}

function RemoveDialog({ copy, about, onClose }: { readonly copy: KeptCopyView; readonly about: { readonly module: string; readonly member: string }; readonly onClose: () => void }) {
  const t = useTranslations('workspacesOwner.kept');
  const common = useTranslations('common');
  const removing = useMutation({ mutationFn: () => api.client.allWorkspaces.keptCopies.remove({ copyId: copy.id }), onSuccess: onClose });
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={t('removeTitle', about)}
      confirmLabel={t('removeSubmit')}
      cancelLabel={common('cancel')}
      closeLabel={common('close')}
      isPending={removing.isPending}
      onConfirm={() => removing.mutate()}
      error={removing.error !== null && <ProblemNotice className="mt-4" error={removing.error} />}
    >
      <p className="text-ink-2">{t('removeText')}</p>
    </ConfirmDialog>
  );
}
