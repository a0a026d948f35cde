'use client';
import { ArchiveRestore, RotateCcw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { useFormats } from '../../../../components/i18n/provider.tsx';
import { Card } from '../../../../components/page/card.tsx';
import { Button, IconButton } from '../../../../components/ui/button.tsx';
import { showToast } from '../../../../components/ui/toast.tsx';
import { useNow } from '../../../../components/ui/use-now.ts';
import { PurgeDialog, type PutAway } from './put-away-dialogs.tsx';
import { useCommand } from '../../../../components/api/use-command.ts';

export type Trashed = { readonly id: string; readonly revision: number; readonly purgeAtMs: number; readonly target: PutAway };
export type Archived = { readonly id: string; readonly name: string; readonly unarchive: () => Promise<unknown> };

/** What was deleted and can still be restored. Absent while there is nothing in it. */
export function TrashCard({ items }: { readonly items: readonly Trashed[] }) {
  const t = useTranslations('projectsOwner.trash');
  if (items.length === 0) return null;
  return (
    <Card className="mt-5" title={t('card')}>
      <ul className="divide-y divide-line">
        {items.map((item) => (
          <TrashedRow key={item.id} item={item} />
        ))}
      </ul>
    </Card>
  );
}

function TrashedRow({ item }: { readonly item: Trashed }) {
  const t = useTranslations('projectsOwner.trash');
  const formats = useFormats();
  const [isPurging, setPurging] = useState(false);
  const nowMs = useNow(3_600_000);
  const { target, purgeAtMs, revision } = item;
  const name = target.slug;
  const restoring = useCommand(target.restore, { onDone: () => showToast({ title: t('restored', { name }) }) });
  return (
    <li className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
      <span className="min-w-0 truncate font-semibold text-ink-2" title={name}>
        {name}
      </span>
      <span className="text-small text-ink-3">{t('purgedOn', { date: formats.date(purgeAtMs, nowMs) })}</span>
      <span className="flex-1" />
      <Button icon={RotateCcw} aria-label={t('restoreNamed', { name })} isPending={restoring.isPending} onPress={() => restoring.mutate(revision)}>
        {t('restore')}
      </Button>
      <IconButton icon={Trash2} label={t('purgeNamed', { name })} tip={t('purge')} onPress={() => setPurging(true)} />
      {isPurging && <PurgeDialog target={target} onClose={() => setPurging(false)} />}
    </li>
  );
}

/** What is kept and used by nobody. */
export function ArchiveCard({ items }: { readonly items: readonly Archived[] }) {
  const t = useTranslations('projectsOwner.archive');
  if (items.length === 0) return null;
  return (
    <Card className="mt-5" title={t('card')} hint={t('hint')}>
      <ul className="divide-y divide-line">
        {items.map((item) => (
          <ArchivedRow key={item.id} item={item} />
        ))}
      </ul>
    </Card>
  );
}

function ArchivedRow({ item: { name, unarchive } }: { readonly item: Archived }) {
  const t = useTranslations('projectsOwner.archive');
  const restoring = useCommand(unarchive, { onDone: () => showToast({ title: t('restored', { name }) }) });
  return (
    <li className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
      <span className="min-w-0 flex-1 truncate font-semibold text-ink-2" title={name}>
        {name}
      </span>
      <Button icon={ArchiveRestore} aria-label={t('restoreNamed', { name })} isPending={restoring.isPending} onPress={() => restoring.mutate()}>
        {t('restore')}
      </Button>
    </li>
  );
}
