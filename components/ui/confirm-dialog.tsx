'use client';
import { Trash2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';

import { Button } from './button.tsx';
import { Dialog, DialogBody, DialogFooter } from './dialog.tsx';
import type { Icon } from './icon.ts';
import { TextField } from './text-field.tsx';

export type ConfirmDialogProps = {
  /** Names the object: "Delete cash-reports?" */
  readonly title: string;
  /** What is lost and what is safe. */
  readonly children: ReactNode;
  /** A verb and the object: "Delete cash-reports". */
  readonly confirmLabel: string;
  readonly confirmIcon?: Icon;
  readonly cancelLabel: string;
  readonly closeLabel: string;
  /** What must be typed before the button works, and the label of where. */
  readonly typed?: { readonly expected: string; readonly label: string };
  readonly isOpen: boolean;
  readonly isPending?: boolean;
  readonly error?: ReactNode;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly widthPx?: number;
};

/** For what cannot be taken back at once. The red button is never the default, and names its object. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  return (
    <Dialog title={props.title} role="alertdialog" isOpen={props.isOpen} onClose={props.onClose} closeLabel={props.closeLabel} widthPx={props.widthPx ?? 480} isDismissable={!props.isPending}>
      <Confirmation {...props} />
    </Dialog>
  );
}

function Confirmation(props: ConfirmDialogProps) {
  const [text, setText] = useState('');
  const allowed = props.typed === undefined || text.trim() === props.typed.expected;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (allowed && props.typed !== undefined && !props.isPending) props.onConfirm();
      }}
    >
      <DialogBody>
        {props.children}
        {props.typed && <TextField autoFocus className="mt-4" label={props.typed.label} value={text} onChange={setText} autoComplete="off" isVerbatim />}
        {props.error}
      </DialogBody>
      <DialogFooter>
        <span className="flex-1" />
        <Button variant="quiet" autoFocus={!props.typed} isDisabled={props.isPending} onPress={props.onClose}>
          {props.cancelLabel}
        </Button>
        <Button variant="danger" icon={props.confirmIcon ?? Trash2} isDisabled={!allowed} isPending={props.isPending} onPress={props.onConfirm}>
          {props.confirmLabel}
        </Button>
      </DialogFooter>
    </form>
  );
}
