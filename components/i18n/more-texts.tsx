'use client';
import { useMemo, type ReactNode } from 'react';
import { IntlProvider, useLocale, useMessages, useTimeZone, type Messages } from 'use-intl';

/** Texts for what is inside, besides those that are there. */
export function MoreTexts({ messages, children }: { readonly messages: Partial<Messages>; readonly children: ReactNode }) {
  const known = useMessages();
  const all = useMemo(() => ({ ...known, ...messages }), [known, messages]);
  return (
    <IntlProvider locale={useLocale()} timeZone={useTimeZone()} messages={all}>
      {children}
    </IntlProvider>
  );
}
