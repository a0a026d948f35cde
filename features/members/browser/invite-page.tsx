'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { useTranslations } from 'use-intl';

import { rememberLanguage } from '../../../components/i18n/choose-language.ts';
import { LANGUAGE_NAMES, LANGUAGES } from '../../../components/i18n/language.ts';
import { useFormats } from '../../../components/i18n/provider.tsx';
import { SegmentedControl } from '../../../components/ui/segmented-control.tsx';
import { api } from './api.ts';
import { EntryFrame } from './entry-frame.tsx';
import { LinkForm, LinkFrame } from './link-page.tsx';
import { OutsideButton } from './outside-button.tsx';
import { useEnter } from './use-enter.ts';

/** Where an invitation's link leads: a name and a password, and one is in. */
export function InvitePage({ token }: { readonly token: string }) {
  const t = useTranslations('members.invite');
  const looking = useQuery(api.query.members.invitation.look.queryOptions({ input: { token }, retry: false, staleTime: Number.POSITIVE_INFINITY }));
  return (
    <LinkFrame title={t('title')} looking={looking}>
      {(facts) => <Accept token={token} email={facts.email} role={facts.role} invitedIn={facts.language} />}
    </LinkFrame>
  );
}

type AcceptProps = { readonly token: string; readonly email: string; readonly role: 'owner' | 'developer' | 'stagiaire'; readonly invitedIn: 'en' | 'fr' | null };

function Accept({ token, email, role, invitedIn }: AcceptProps) {
  const t = useTranslations('members.invite');
  const router = useRouter();
  const { language } = useFormats();
  const entering = useEnter('/workspaces');
  const accepting = useMutation(
    api.query.members.invitation.accept.mutationOptions({
      onSuccess: (_, { password }) => entering.mutate({ email, password }),
    }),
  );
  const problem = accepting.error === null ? (entering.error === null ? null : { error: entering.error, key: entering.submittedAt }) : { error: accepting.error, key: accepting.submittedAt };

  // The language of the invitation first, until another is chosen here.
  useEffect(() => {
    if (invitedIn === null) return;
    rememberLanguage(invitedIn);
    router.refresh();
  }, [invitedIn, router]);

  return (
    <EntryFrame isWide title={t('title')}>
      <p className="mt-1.5 text-ink-2">{t(`as.${role}`)}</p>
      <LinkForm
        email={email}
        asksName
        beside={
          <SegmentedControl
            label={t('language')}
            showLabel
            stretch
            size="big"
            className="w-[168px]"
            segments={LANGUAGES.toReversed().map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
            value={language}
            onChange={(value) => {
              rememberLanguage(value);
              router.refresh();
            }}
          />
        }
        submitLabel={t('submit')}
        problem={problem}
        isPending={accepting.isPending || entering.isPending || entering.isSuccess}
        onSubmit={({ name, password }) => {
          // The member exists already, only the sign-in after it did not work: that is what is tried again.
          if (accepting.isSuccess) entering.mutate({ email, password });
          else accepting.mutate({ token, name, password, language });
        }}
      />
      <OutsideButton next="/workspaces" />
    </EntryFrame>
  );
}
