'use client';
import { Copy, Download } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { copyText } from '../../../components/ui/copy-text.ts';
import { Button } from '../../../components/ui/button.tsx';
import { showToast } from '../../../components/ui/toast.tsx';

/** Shown once: the server keeps only a hash of each. */
export function RecoveryCodes({ codes }: { readonly codes: readonly string[] }) {
  const t = useTranslations('members.totp');
  const text = `${codes.join('\n')}\n`;

  function copy(): void {
    copyText(text).then(
      () => showToast({ title: t('copied') }),
      () => showToast({ tone: 'failed', title: t('notCopied') }),
    );
  }

  return (
    <div className="flex flex-col gap-3">
      <ul className="grid grid-cols-2 gap-x-6 gap-y-2 rounded-(--radius-control) bg-inset px-4 py-3 font-mono shadow-[inset_0_0_0_1px_var(--color-line)]" aria-label={t('recoveryCodes')}>
        {codes.map((code) => (
          <li key={code} className="select-all">
            {code}
          </li>
        ))}
      </ul>
      <p className="text-small text-ink-3">{t('shownOnce')}</p>
      <div className="flex flex-wrap gap-2">
        <Button icon={Copy} onPress={copy}>
          {t('copy')}
        </Button>
        <a className="btn" href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`} download="atelier-recovery-codes.txt">
          <Download aria-hidden />
          {t('download')}
        </a>
      </div>
    </div>
  );
}
