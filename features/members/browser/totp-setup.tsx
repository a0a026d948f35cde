'use client';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';

import { CancelFooter } from '../../../components/page/cancel-footer.tsx';
import { ErrorNotice } from '../../../components/page/error-notice.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { CopyField } from '../../../components/ui/copy-field.tsx';
import { Dialog, DialogBody, DialogFooter } from '../../../components/ui/dialog.tsx';
import { Skeleton } from '../../../components/ui/skeleton.tsx';
import { TextField } from '../../../components/ui/text-field.tsx';
import { fromWireError } from '../../../shared/procedures.ts';
import { api } from './api.ts';
import { QrCode } from './qr-code.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';

type TotpSetupProps = { readonly onClose: () => void; readonly onDone: () => void };

/** Scan, type the first code, keep the recovery codes. Closing before the code changes nothing. */
export function TotpSetup({ onClose, onDone }: TotpSetupProps) {
  const t = useTranslations('members.totp');
  const common = useTranslations('common');
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const close = codes === null ? onClose : onDone;
  return (
    <Dialog title={codes === null ? t('setUpTitle') : t('codesTitle')} widthPx={560} isOpen onClose={close} isDismissable={codes === null} closeLabel={common('close')}>
      {codes === null ? <Scan onClose={onClose} onCodes={setCodes} /> : <Keep codes={codes} onDone={onDone} />}
    </Dialog>
  );
}

function Scan({ onClose, onCodes }: { readonly onClose: () => void; readonly onCodes: (codes: readonly string[]) => void }) {
  const t = useTranslations('members.totp');
  const common = useTranslations('common');
  const [code, setCode] = useState('');
  const beginning = useMutation(api.query.members.account.totp.begin.mutationOptions());
  const confirming = useMutation(api.query.members.account.totp.confirm.mutationOptions({ onSuccess: ({ recoveryCodes }) => onCodes(recoveryCodes) }));
  const { mutate: begin } = beginning;
  useEffect(() => begin(undefined), [begin]);
  const refusal = confirming.error === null ? null : fromWireError(confirming.error);
  const isWrong = refusal?.code === 'wrong_credentials';
  const setup = beginning.data?.setup;

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (setup !== undefined && code.trim() !== '' && !confirming.isPending) confirming.mutate({ setup, code: code.trim() });
      }}
    >
      <DialogBody className="flex flex-col gap-4">
        {beginning.error !== null && <ErrorNotice error={beginning.error} />}
        {beginning.data === undefined ? (
          <Skeleton rows={4} label={common('loading')} />
        ) : (
          <div className="flex gap-5 max-phone:flex-col">
            <QrCode text={beginning.data.uri} label={t('qr')} />
            <div className="flex min-w-0 flex-col gap-3">
              <p className="text-ink-2">{t('scan')}</p>
              <p className="text-small text-ink-3">{t('orType')}</p>
              <CopyField text={inGroups(beginning.data.secret)} copyLabel={t('copySecret')} copyTip={common('copy')} copiedLabel={t('copied')} />
            </div>
          </div>
        )}
        <TextField
          label={t('firstCode')}
          value={code}
          isVerbatim
          autoFocus
          inputMode="numeric"
          autoComplete="one-time-code"
          inputClassName="font-mono tracking-[.12em]"
          error={isWrong ? t('firstCodeWrong') : null}
          onChange={(text) => {
            setCode(text);
            confirming.reset();
          }}
        />
        {refusal !== null && !isWrong && <ErrorNotice error={refusal} />}
      </DialogBody>
      <CancelFooter onCancel={onClose}>
        <Button type="submit" variant="primary" isDisabled={setup === undefined || code.trim() === ''} isPending={confirming.isPending}>
          {t('turnOn')}
        </Button>
      </CancelFooter>
    </form>
  );
}

function Keep({ codes, onDone }: { readonly codes: readonly string[]; readonly onDone: () => void }) {
  const t = useTranslations('members.totp');
  return (
    <>
      <DialogBody className="flex flex-col gap-3">
        <p className="text-ink-2">{t('codesText')}</p>
        <RecoveryCodes codes={codes} />
      </DialogBody>
      <DialogFooter>
        <span className="flex-1" />
        <Button variant="primary" autoFocus onPress={onDone}>
          {t('kept')}
        </Button>
      </DialogFooter>
    </>
  );
}

/** In fours, as it is read from a screen and typed. */
function inGroups(secret: string): string {
  return secret.replaceAll(/(.{4})(?=.)/g, '$1 ');
}
