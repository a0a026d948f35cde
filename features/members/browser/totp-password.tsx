'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { CancelFooter } from '../../../components/page/cancel-footer.tsx';
import { ErrorNotice } from '../../../components/page/error-notice.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { Dialog, DialogBody } from '../../../components/ui/dialog.tsx';
import { PasswordField } from '../../../components/ui/text-field.tsx';
import { fromWireError } from '../../../shared/procedures.ts';

type TotpPasswordProps<Answer> = {
  readonly title: string;
  readonly text: string;
  readonly submitLabel: string;
  readonly isDanger?: boolean;
  readonly submit: (password: string) => Promise<Answer>;
  readonly onDone: (answer: Answer) => void;
  readonly onClose: () => void;
};

/** A session left open is not enough: the password is asked for again. */
export function TotpPassword<Answer>({ title, text, submitLabel, isDanger = false, submit, onDone, onClose }: TotpPasswordProps<Answer>) {
  const t = useTranslations('members.account');
  const common = useTranslations('common');
  const [password, setPassword] = useState('');
  const proving = useMutation({ mutationFn: submit, onSuccess: onDone });
  const refusal = proving.error === null ? null : fromWireError(proving.error);
  const isWrong = refusal?.code === 'wrong_credentials';
  return (
    <Dialog title={title} isOpen onClose={onClose} closeLabel={common('close')}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (password !== '' && !proving.isPending) proving.mutate(password);
        }}
      >
        <DialogBody className="flex flex-col gap-4">
          <p className="text-ink-2">{text}</p>
          <PasswordField
            label={t('currentPassword')}
            value={password}
            autoFocus
            autoComplete="current-password"
            showLabel={common('showPassword')}
            hideLabelText={common('hidePassword')}
            error={isWrong ? t('currentWrong') : null}
            onChange={(value) => {
              setPassword(value);
              proving.reset();
            }}
          />
          {refusal !== null && !isWrong && <ErrorNotice error={refusal} />}
        </DialogBody>
        <CancelFooter onCancel={onClose}>
          <Button type="submit" variant={isDanger ? 'danger' : 'primary'} isDisabled={password === ''} isPending={proving.isPending}>
            {submitLabel}
          </Button>
        </CancelFooter>
      </form>
    </Dialog>
  );
}
