import type { Metadata } from 'next';

import { SetupPage } from '../../features/members/browser/setup-page.tsx';
import { requestTexts } from '../request-language.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await requestTexts();
  return { title: t('members.setup.page') };
}

export default function Page() {
  return <SetupPage />;
}
