'use client';
import { X } from 'lucide-react';
import type { CSSProperties, ReactNode } from 'react';
import { Dialog as AriaDialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';

import { IconButton } from './button.tsx';

export { DialogTrigger };

export type DialogProps = {
  /** What will happen; also the dialog's name. */
  readonly title: string;
  readonly isOpen: boolean;
  /** Esc, a click beside it, the cross. Focus goes back to where it was. */
  readonly onClose: () => void;
  readonly closeLabel: string;
  readonly widthPx?: number;
  readonly role?: 'dialog' | 'alertdialog';
  /** False while closing would lose something or interrupt what runs. */
  readonly isDismissable?: boolean;
  /** `<DialogBody>` and `<DialogFooter>`, or a form with both. */
  readonly children: ReactNode;
};

/** Modal; on a phone a sheet of the screen's height. */
export function Dialog({ title, isOpen, onClose, closeLabel, widthPx = 480, role = 'dialog', isDismissable = true, children }: DialogProps) {
  const width = { '--w': `${widthPx}px` } as CSSProperties;
  return (
    <ModalOverlay className="scrim" isOpen={isOpen} onOpenChange={(open) => !open && onClose()} isDismissable={isDismissable} isKeyboardDismissDisabled={!isDismissable}>
      <Modal className="dialog-frame" style={width}>
        <AriaDialog className="dialog" role={role}>
          <header>
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            <IconButton slot="close" icon={X} label={closeLabel} isDisabled={!isDismissable} />
          </header>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

export function DialogBody({ children, className }: { readonly children: ReactNode; readonly className?: string }) {
  return <div className={className === undefined ? 'body' : `body ${className}`}>{children}</div>;
}

export function DialogFooter({ children }: { readonly children: ReactNode }) {
  return <footer>{children}</footer>;
}
