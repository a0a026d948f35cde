'use client';
import { useRouter } from 'next/navigation';
import type { ReactNode } from 'react';
import { RouterProvider } from 'react-aria-components';
import { useTranslations, type Messages } from 'use-intl';

import { QueryProvider } from '../components/api/query-provider.tsx';
import type { Language } from '../components/i18n/language.ts';
import { LanguageProvider } from '../components/i18n/provider.tsx';
import { ToastRegion } from '../components/ui/toast.tsx';

/** What every page stands in: language, what is known of the server, links without a reload, toasts. */
export function Providers({ language, messages, children }: { readonly language: Language; readonly messages: Messages; readonly children: ReactNode }) {
  const router = useRouter();
  return (
    <LanguageProvider language={language} messages={messages}>
      <QueryProvider>
        <RouterProvider navigate={(path) => router.push(path)}>{children}</RouterProvider>
        <Toasts />
      </QueryProvider>
    </LanguageProvider>
  );
}

function Toasts() {
  const t = useTranslations('common');
  return <ToastRegion label={t('notifications')} closeLabel={t('close')} />;
}
