import type { Metadata } from 'next';

import { AccountPage } from '../../features/members/browser/account-page.tsx';
import { TokensCard } from '../../features/tokens/browser/tokens-card.tsx';
import { requestTexts } from '../request-language.ts';
import { Texts } from '../texts.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await requestTexts();
  return { title: t('members.account.page') };
}

export default function Page() {
  return (
    <Texts of={['members', 'tokens']}>
      <AccountPage>
        <TokensCard />
      </AccountPage>
    </Texts>
  );
}
