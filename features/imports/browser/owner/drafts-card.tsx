'use client';
import { useMutation } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../../components/i18n/error-text.ts';
import { useMoment } from '../../../../components/i18n/provider.tsx';
import { Card } from '../../../../components/page/card.tsx';
import { Button, IconButton } from '../../../../components/ui/button.tsx';
import { showToast } from '../../../../components/ui/toast.tsx';
import { IMPORT_DRAFT_DAYS, type ImportView } from '../../contract.ts';
import { api } from './api.ts';

/** What was begun and can be gone on with, the newest first. */
export function DraftsCard({ imports, onOpen }: { readonly imports: readonly ImportView[]; readonly onOpen: (importId: string) => void }) {
  const t = useTranslations('imports.source.drafts');
  return (
    <Card className="mt-5" title={t('title')} hint={t('hint', { days: IMPORT_DRAFT_DAYS })}>
      <ul className="divide-y divide-line">
        {imports
          .toSorted((a, b) => b.startedAtMs - a.startedAtMs)
          .map((view) => (
            <DraftRow key={view.id} view={view} onOpen={() => onOpen(view.id)} />
          ))}
      </ul>
    </Card>
  );
}

function DraftRow({ view, onOpen }: { readonly view: ImportView; readonly onOpen: () => void }) {
  const t = useTranslations('imports.source');
  const moment = useMoment();
  const errorText = useErrorText();
  const { id: importId, from, phase, plan, modules, startedAtMs } = view;
  const discarding = useMutation({
    mutationFn: () => api.client.imports.discard({ importId }),
    onSuccess: () => showToast({ title: t('drafts.discarded', { name: from }) }),
    onError(error) {
      const { what, safe } = errorText(error);
      showToast({ tone: 'failed', title: what, text: safe });
    },
  });
  const count = phase === 'ready' ? (plan?.modules.length ?? 0) : modules.filter(({ state }) => state === 'done').length;
  return (
    <li className="flex min-h-12 items-center gap-x-3 px-4 py-2">
      <span className="min-w-0 flex-1">
        <Button variant="quiet" className="-ml-2.5 max-w-full justify-start! font-semibold! text-ink!" onPress={onOpen} aria-label={t('drafts.open', { name: from })}>
          <span className="truncate">{from}</span>
        </Button>
        <span className="block text-small text-ink-3">
          {t(`phase.${phase}`, { count })}, {t('drafts.since', { moment: moment(startedAtMs) })}
        </span>
      </span>
      {phase !== 'importing' && <IconButton icon={Trash2} label={t('drafts.discard', { name: from })} isPending={discarding.isPending} onPress={() => discarding.mutate()} />}
    </li>
  );
}
