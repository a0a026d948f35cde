import type { Metadata } from 'next';

import { InvitePage } from '../../../features/members/browser/invite-page.tsx';
import { requestTexts } from '../../request-language.ts';
import { Texts } from '../../texts.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await requestTexts();
  // The address holds what only its reader may have.
  return { title: t('members.invite.page'), referrer: 'no-referrer' };
}

export default async function Page({ params }: { readonly params: Promise<{ readonly token: string }> }) {
  const { token } = await params;
  return (
    <Texts of={['members']}>
      <InvitePage token={token} />
    </Texts>
  );
}
