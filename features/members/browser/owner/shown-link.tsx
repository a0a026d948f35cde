'use client';
import { Link2, Mail, MailWarning } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { useMoment } from '../../../../components/i18n/provider.tsx';
import { Button } from '../../../../components/ui/button.tsx';
import { CopyField } from '../../../../components/ui/copy-field.tsx';
import { DialogBody, DialogFooter } from '../../../../components/ui/dialog.tsx';
import { Notice } from '../../../../components/ui/notice.tsx';
import type { OneTimeLink } from '../../../../shared/members.ts';

/** A link that is shown this once, and what became of its mail. */
export function ShownLink({ link, email, onClose }: { readonly link: OneTimeLink; readonly email: string; readonly onClose: () => void }) {
  const t = useTranslations('team.link');
  const common = useTranslations('common');
  const moment = useMoment();
  return (
    <>
      <DialogBody className="flex flex-col gap-4">
        {link.mail === 'sent' && (
          <Notice tone="running" icon={Mail} isLive className="rounded-(--radius-control)">
            {t('sent', { email })}
          </Notice>
        )}
        {link.mail === 'failed' && (
          <Notice tone="warning" icon={MailWarning} isLive className="rounded-(--radius-control)">
            {t('failed', { email })}
          </Notice>
        )}
        <p className="text-ink-2">{t('text', { email })}</p>
        <div className="flex items-center gap-2 rounded-(--radius-control) bg-inset px-3 py-2 shadow-[inset_0_0_0_1px_var(--color-line)]">
          <Link2 className="flex-none text-ink-3" aria-hidden />
          <CopyField className="flex-1 justify-between" text={link.link} copyLabel={t('copy')} copyTip={common('copy')} copiedLabel={t('copied')} />
        </div>
        <p className="text-small text-ink-3">{t('until', { moment: moment(link.expiresAtMs) })}</p>
      </DialogBody>
      <DialogFooter>
        <span className="flex-1" />
        <Button variant="primary" onPress={onClose}>
          {t('done')}
        </Button>
      </DialogFooter>
    </>
  );
}
