import type { Metadata } from 'next';

import { SignedInFrame } from '../../features/members/browser/signed-in-frame.tsx';
import { ReviewsPage } from '../../features/proposals/browser/reviews-page.tsx';
import { requestTexts } from '../request-language.ts';
import { Texts } from '../texts.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await requestTexts();
  return { title: t('proposals.page') };
}

export default function Page() {
  return (
    <Texts of={['proposals']}>
      <SignedInFrame current="proposals">
        <ReviewsPage />
      </SignedInFrame>
    </Texts>
  );
}
