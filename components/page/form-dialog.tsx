'use client';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';

import { CancelFooter } from './cancel-footer.tsx';
import { ErrorNotice } from './error-notice.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogBody } from '../ui/dialog.tsx';

export type FormDialogProps = {
  readonly title: string;
  readonly submitLabel: string;
  readonly isPending: boolean;
  /** What the server refused; null where the fields say it themselves. */
  readonly error: unknown;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly widthPx?: number;
  readonly children: ReactNode;
};

/** A dialog that asks for a few things and does one. */
export function FormDialog({ title, submitLabel, isPending, error, onSubmit, onClose, widthPx = 520, children }: FormDialogProps) {
  const common = useTranslations('common');
  return (
    <Dialog title={title} widthPx={widthPx} isOpen onClose={onClose} closeLabel={common('close')}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!isPending) onSubmit();
        }}
      >
        <DialogBody className="flex flex-col gap-4.5 pt-4!">
          {children}
          {error !== null && <ErrorNotice error={error} />}
        </DialogBody>
        <CancelFooter onCancel={onClose}>
          <Button type="submit" variant="primary" isPending={isPending}>
            {submitLabel}
          </Button>
        </CancelFooter>
      </form>
    </Dialog>
  );
}
