'use client';
import { useMutation } from '@tanstack/react-query';
import { Ban } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { ErrorNotice } from '../../../components/page/error-notice.tsx';
import { ConfirmDialog } from '../../../components/ui/confirm-dialog.tsx';
import { showToast } from '../../../components/ui/toast.tsx';
import type { TokenView } from '../contract.ts';
import { api } from './api.ts';

export function RevokeTokenDialog({ token: { id, name }, onClose }: { readonly token: TokenView; readonly onClose: () => void }) {
  const t = useTranslations('tokens');
  const common = useTranslations('common');
  const revoking = useMutation({
    mutationFn: () => api.client.tokens.revoke({ tokenId: id }),
    onSuccess() {
      showToast({ title: t('revoked') });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={t('revokeTitle', { name })}
      confirmLabel={t('revokeConfirm', { name })}
      confirmIcon={Ban}
      cancelLabel={common('cancel')}
      closeLabel={common('close')}
      isOpen
      isPending={revoking.isPending}
      error={revoking.isError && <ErrorNotice className="mt-4" error={revoking.error} />}
      onConfirm={() => revoking.mutate()}
      onClose={onClose}
    >
      <p>{t('revokeText')}</p>
    </ConfirmDialog>
  );
}
