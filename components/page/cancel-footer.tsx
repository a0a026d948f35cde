'use client';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';

import { Button } from '../ui/button.tsx';
import { DialogFooter } from '../ui/dialog.tsx';

/** A dialog's end: Cancel, then what it is there for. */
export function CancelFooter({ onCancel, children }: { readonly onCancel: () => void; readonly children?: ReactNode }) {
  const common = useTranslations('common');
  return (
    <DialogFooter>
      <span className="flex-1" />
      <Button variant="quiet" onPress={onCancel}>
        {common('cancel')}
      </Button>
      {children}
    </DialogFooter>
  );
}
