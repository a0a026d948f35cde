'use client';
import { CircleAlert } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';

import { useErrorText } from '../../../components/i18n/error-text.ts';
import { useFormats } from '../../../components/i18n/provider.tsx';
import { useNow } from '../../../components/ui/use-now.ts';
import { fromWireError } from '../../../shared/procedures.ts';

/** Why a sign-in did not work, in one or two lines above the button. */
export function SignInProblem({ error }: { readonly error: unknown }) {
  const t = useTranslations('members.signIn');
  const errorText = useErrorText();
  const { code, details } = fromWireError(error);
  const wait = details['retryAfterSeconds'];
  if (code === 'wrong_credentials' && details['field'] === 'code') return <Problem more={t('codeWrongText')}>{t('codeWrong')}</Problem>;
  if (code === 'forbidden') return <NotNow because={String(details['because'])} />;
  if (code === 'wrong_credentials') return <Problem>{t('wrong')}</Problem>;
  if (code === 'too_many_requests' && typeof wait === 'number') return <TooMany seconds={wait} />;
  if (code === 'not_signed_in') return <Problem more={t('notKeptText')}>{t('notKeptTitle')}</Problem>;
  const text = errorText(error);
  return <Problem more={`${text.why} ${text.safe}`}>{text.what}</Problem>;
}

/** Why somebody the server knows may not come in, or somebody a provider knows. */
export function NotNow({ because }: { readonly because: string }) {
  const t = useTranslations('members.notNow');
  switch (because) {
    case 'expired':
      return <Problem more={t('expiredText')}>{t('expired')}</Problem>;
    case 'outside_hours':
      return <Problem more={t('hoursText')}>{t('hours')}</Problem>;
    case 'unknown':
      return <Problem more={t('unknownText')}>{t('unknown')}</Problem>;
    default:
      return <Problem more={t('failedText')}>{t('failed')}</Problem>;
  }
}

/** Counts down by itself, and says when the next try is possible. */
export function TooMany({ seconds }: { readonly seconds: number }) {
  const t = useTranslations('members.signIn');
  const formats = useFormats();
  const [untilMs] = useState(() => Date.now() + seconds * 1000);
  const leftMs = untilMs - useNow(1000);
  if (leftMs <= 0) return <p className="text-small text-ink-2">{t('tooManyOver')}</p>;
  return <Problem>{t('tooMany', { wait: formats.countdown(leftMs) })}</Problem>;
}

export function Problem({ children, more }: { readonly children: ReactNode; readonly more?: string }) {
  return (
    <div className="error">
      <CircleAlert aria-hidden />
      <span>
        <span className="font-semibold">{children}</span>
        {more !== undefined && <span className="mt-0.5 block text-ink-2">{more}</span>}
      </span>
    </div>
  );
}
