'use client';
import { CircleCheck, Copy } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { useFormats } from '../../../components/i18n/provider.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { copyText } from '../../../components/ui/copy-text.ts';
import type { TokenView } from '../contract.ts';
import type { ModuleName } from './api.ts';

/** The only time that a token is on a screen; it lives in this page's memory until then. */
export function NewSecret({ token, secret, modules, nowMs, onDone }: { readonly token: TokenView; readonly secret: string; readonly modules: readonly ModuleName[]; readonly nowMs: number; readonly onDone: () => void }) {
  const t = useTranslations('tokens');
  const formats = useFormats();
  const [copied, setCopied] = useState<'no' | 'yes' | 'failed'>('no');
  const example = modules.find(({ id }) => token.moduleIds === null || token.moduleIds.some((chosen) => chosen === id));
  const date = formats.date(token.expiresAtMs, nowMs);
  const reach = token.moduleIds === null ? t('readyAll', { scope: t(`all.${token.scope}`), date }) : t('readySome', { scope: t(`some.${token.scope}`), count: token.moduleIds.length, date });
  return (
    <output className="m-3 flex flex-col gap-2 rounded-(--radius-sheet) bg-running-soft px-3.5 py-3">
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <CircleCheck className="flex-none text-running" aria-hidden />
        <span className="font-semibold">{t('ready', { name: token.name })}</span>
        <span className="text-small text-ink-2">{reach}</span>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <code className="min-w-0 flex-1 rounded-(--radius-control) bg-sheet px-2.5 py-1 break-all select-all" aria-label={t('secret')}>
          {secret}
        </code>
        <Button
          icon={Copy}
          onPress={() =>
            void copyText(secret).then(
              () => setCopied('yes'),
              () => setCopied('failed'),
            )
          }
        >
          {copied === 'yes' ? t('copied') : t('copy')}
        </Button>
        <Button variant="quiet" onPress={onDone}>
          {t('done')}
        </Button>
      </div>
      {example && <code className="text-small break-all text-ink-2">git clone {withUser(example.cloneUrl)}</code>}
      {copied === 'failed' && <span className="text-small text-failed">{t('copyFailed')}</span>}
    </output>
  );
}

/** Git then asks for the password alone; which name it is does not matter. */
function withUser(cloneUrl: string): string {
  const url = new URL(cloneUrl);
  url.username = 'token';
  return url.href;
}
