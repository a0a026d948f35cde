'use client';
import { useQueryClient } from '@tanstack/react-query';
import { ShieldCheck, Smartphone } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { Card } from '../../../components/page/card.tsx';
import { Badge } from '../../../components/ui/badge.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { Dialog, DialogBody, DialogFooter } from '../../../components/ui/dialog.tsx';
import { showToast } from '../../../components/ui/toast.tsx';
import type { Me } from '../contract.ts';
import { api, meOptions } from './api.ts';
import { RecoveryCodes } from './recovery-codes.tsx';
import { TotpPassword } from './totp-password.tsx';
import { TotpSetup } from './totp-setup.tsx';

type Open = { readonly what: 'setUp' | 'turnOff' | 'renew' } | { readonly what: 'codes'; readonly codes: readonly string[] };

/** The second step of signing in, and its recovery codes. */
export function TotpCard({ me }: { readonly me: Me }) {
  const t = useTranslations('members.totp');
  const common = useTranslations('common');
  const queries = useQueryClient();
  const [open, setOpen] = useState<Open | null>(null);
  const { totp } = me;

  function done(): void {
    setOpen(null);
    void queries.invalidateQueries({ queryKey: meOptions().queryKey });
  }

  return (
    <Card title={t('title')} aside={totp !== null && <Badge tone="running">{t('on')}</Badge>}>
      <div className="flex flex-col gap-4 p-4">
        {totp === null ? (
          <>
            <p className="flex gap-2.5 text-ink-2">
              <Smartphone className="mt-0.5 flex-none text-ink-3" aria-hidden />
              {me.mustSetUpTotp ? t('mustText') : t('offText')}
            </p>
            <div>
              <Button variant={me.mustSetUpTotp ? 'primary' : 'plain'} onPress={() => setOpen({ what: 'setUp' })}>
                {t('setUp')}
              </Button>
            </div>
          </>
        ) : (
          <>
            <p className="flex gap-2.5 text-ink-2">
              <ShieldCheck className="mt-0.5 flex-none ink-running" aria-hidden />
              <span>
                {t('onText')}
                <span className={`block text-small ${totp.recoveryCodesLeft < 3 ? 'ink-warning' : 'text-ink-3'}`}>{t('left', { count: totp.recoveryCodesLeft })}</span>
              </span>
            </p>
            <div className="flex flex-wrap gap-2">
              <Button onPress={() => setOpen({ what: 'renew' })}>{t('renew')}</Button>
              <Button variant="quiet" onPress={() => setOpen({ what: 'turnOff' })}>
                {t('turnOff')}
              </Button>
            </div>
          </>
        )}
      </div>
      {open?.what === 'setUp' && (
        <TotpSetup
          onClose={() => setOpen(null)}
          onDone={() => {
            showToast({ title: t('isOn') });
            done();
          }}
        />
      )}
      {open?.what === 'turnOff' && (
        <TotpPassword
          title={t('turnOffTitle')}
          text={t('turnOffText')}
          submitLabel={t('turnOff')}
          isDanger
          submit={(password) => api.client.members.account.totp.disable({ password })}
          onClose={() => setOpen(null)}
          onDone={() => {
            showToast({ title: t('isOff') });
            done();
          }}
        />
      )}
      {open?.what === 'renew' && (
        <TotpPassword
          title={t('renewTitle')}
          text={t('renewText')}
          submitLabel={t('renew')}
          submit={(password) => api.client.members.account.totp.renewRecoveryCodes({ password })}
          onClose={() => setOpen(null)}
          onDone={({ recoveryCodes }) => setOpen({ what: 'codes', codes: recoveryCodes })}
        />
      )}
      {open?.what === 'codes' && (
        <Dialog title={t('codesTitle')} widthPx={560} isOpen isDismissable={false} onClose={done} closeLabel={common('close')}>
          <DialogBody>
            <RecoveryCodes codes={open.codes} />
          </DialogBody>
          <DialogFooter>
            <span className="flex-1" />
            <Button variant="primary" autoFocus onPress={done}>
              {t('kept')}
            </Button>
          </DialogFooter>
        </Dialog>
      )}
    </Card>
  );
}
