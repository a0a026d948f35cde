'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useEffect, type ReactNode } from 'react';

import { rememberedLanguage, rememberLanguage } from '../../../components/i18n/choose-language.ts';
import { PageFrame } from '../../../components/page/page-frame.tsx';
import { showToast } from '../../../components/ui/toast.tsx';
import { useErrorText } from '../../../components/i18n/error-text.ts';
import { meOptions } from './api.ts';
import { signOut } from './sign-in.ts';

/** The page frame with the member who is signed in. `current` is the key of a line in `app/navigation.ts`, or no page of the bar. */
export function SignedInFrame({ current, children }: { readonly current: string; readonly children: ReactNode }) {
  const me = useQuery(meOptions());
  const leaving = useSignOut();
  useAccountLanguage(me.data?.language);
  return (
    <PageFrame current={current} person={me.data ? { id: me.data.id, name: me.data.name } : null} onSignOut={() => leaving.mutate()}>
      {children}
    </PageFrame>
  );
}

/** Ends the session and leaves by a full load, so that nothing of it stays in the page. */
export function useSignOut() {
  const errorText = useErrorText();
  return useMutation({
    mutationFn: () => signOut(),
    onSuccess: () => location.assign('/login'),
    onError(error) {
      const { what, safe } = errorText(error);
      showToast({ tone: 'failed', title: what, text: safe });
    },
  });
}

/** The account's language wins over the browser's, on a browser too that has never seen this member. */
function useAccountLanguage(language: 'en' | 'fr' | null | undefined): void {
  const router = useRouter();
  useEffect(() => {
    if (language === undefined || language === null || rememberedLanguage() === language) return;
    rememberLanguage(language);
    router.refresh();
  }, [language, router]);
}
