'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { useFormats } from '../../../../components/i18n/provider.tsx';
import { ErrorNotice } from '../../../../components/page/error-notice.tsx';
import { ConfirmDialog } from '../../../../components/ui/confirm-dialog.tsx';
import { showToast } from '../../../../components/ui/toast.tsx';
import { PROJECT_TRASH_MS } from '../../contract.ts';
import { useCommand } from '../../../../components/api/use-command.ts';

/** A project or a module, with what can be done to it; each answers with its present revision. */
export type PutAway = {
  readonly slug: string;
  /** What goes with it, in a sentence. */
  readonly text: string;
  readonly trash: () => Promise<{ readonly revision: number }>;
  readonly restore: (revision: number) => Promise<unknown>;
  readonly purge: () => Promise<unknown>;
};

/** To the trash, after its name was typed; "Undo" brings it back with its grants. */
export function TrashDialog({ target, onClose, onDone }: { readonly target: PutAway; readonly onClose: () => void; readonly onDone?: () => void }) {
  const t = useTranslations('projectsOwner.trash');
  const common = useTranslations('common');
  const formats = useFormats();
  const { slug } = target;
  const [openedAtMs] = useState(() => Date.now());
  const date = formats.date(openedAtMs + PROJECT_TRASH_MS, openedAtMs);
  const restoring = useCommand(target.restore, { onDone: () => showToast({ title: t('restored', { name: slug }) }) });
  const trashing = useCommand(target.trash, {
    isQuiet: true,
    onDone({ revision }) {
      showToast({ title: t('done', { name: slug }), text: t('until', { date }), action: { label: t('undo'), run: () => restoring.mutate(revision) } });
      onClose();
      onDone?.();
    },
  });
  return (
    <ConfirmDialog
      isOpen
      widthPx={560}
      onClose={onClose}
      title={t('title', { name: slug })}
      typed={{ expected: slug, label: t('typeName') }}
      confirmLabel={t('submit', { name: slug })}
      cancelLabel={common('cancel')}
      closeLabel={common('close')}
      isPending={trashing.isPending}
      onConfirm={() => trashing.mutate()}
      error={trashing.error !== null && <ErrorNotice className="mt-4" error={trashing.error} />}
    >
      <p className="text-ink-2">{target.text}</p>
      <p className="mt-2 text-ink-2">{t('toTrash', { date })}</p>
    </ConfirmDialog>
  );
}

/** For good, from the trash. */
export function PurgeDialog({ target, onClose }: { readonly target: PutAway; readonly onClose: () => void }) {
  const t = useTranslations('projectsOwner.trash');
  const common = useTranslations('common');
  const { slug } = target;
  const purging = useCommand(target.purge, {
    isQuiet: true,
    onDone() {
      showToast({ title: t('purged', { name: slug }) });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={t('purgeTitle', { name: slug })}
      typed={{ expected: slug, label: t('typeName') }}
      confirmLabel={t('purgeSubmit', { name: slug })}
      cancelLabel={common('cancel')}
      closeLabel={common('close')}
      isPending={purging.isPending}
      onConfirm={() => purging.mutate()}
      error={purging.error !== null && <ErrorNotice className="mt-4" error={purging.error} />}
    >
      <p className="text-ink-2">{t('purgeText')}</p>
    </ConfirmDialog>
  );
}
