'use client';
import { useRouter } from 'next/navigation';
import type { ReactNode } from 'react';
import { RouterProvider } from 'react-aria-components';
import { useTranslations, type Messages } from 'use-intl';

import { QueryProvider } from '../components/api/query-provider.tsx';
import type { Language } from '../components/i18n/language.ts';
import { LanguageProvider } from '../components/i18n/provider.tsx';
import { NavigationProvider, type PageLink } from '../components/page/navigation.tsx';
import { ToastRegion } from '../components/ui/toast.tsx';

type ProvidersProps = { readonly language: Language; readonly messages: Messages; readonly links: readonly PageLink[]; readonly children: ReactNode };

/** What every page stands in: language, what is known of the server, links without a reload, the bar's pages, toasts. */
export function Providers({ language, messages, links, children }: ProvidersProps) {
  const router = useRouter();
  return (
    <LanguageProvider language={language} messages={messages}>
      <QueryProvider>
        <RouterProvider navigate={(path) => router.push(path)}>
          <NavigationProvider links={links}>{children}</NavigationProvider>
        </RouterProvider>
        <Toasts />
      </QueryProvider>
    </LanguageProvider>
  );
}

function Toasts() {
  const t = useTranslations('common');
  return <ToastRegion label={t('notifications')} closeLabel={t('close')} />;
}
