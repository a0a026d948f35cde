'use client';
import { createContext, use, useMemo, type ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { IntlProvider, useTranslations, type Messages } from 'use-intl';

import { Formats } from './formats.ts';
import { FORMAT_TAGS, type Language } from './language.ts';

const FormatsContext = createContext<Formats | null>(null);

/** The language of all below: texts, figures, dates, and what react-aria says by itself. */
export function LanguageProvider({ language, messages, children }: { readonly language: Language; readonly messages: Messages; readonly children: ReactNode }) {
  const formats = useMemo(() => new Formats(language), [language]);
  const tag = FORMAT_TAGS[language];
  return (
    <IntlProvider locale={tag} messages={messages} timeZone={Intl.DateTimeFormat().resolvedOptions().timeZone}>
      <I18nProvider locale={tag}>
        <FormatsContext value={formats}>{children}</FormatsContext>
      </I18nProvider>
    </IntlProvider>
  );
}

export function useFormats(): Formats {
  const formats = use(FormatsContext);
  if (formats === null) throw new Error('useFormats needs a LanguageProvider above it');
  return formats;
}

/** "today at 09:14", "yesterday at 23:50", "Thursday at 10:00", "12 November". */
export function useMoment(): (atMs: number, nowMs?: number) => string {
  const formats = useFormats();
  const t = useTranslations('common.moment');
  return (atMs, nowMs = Date.now()) => {
    const { day, time, date } = formats.moment(atMs, nowMs);
    return t(day, { time, date });
  };
}
