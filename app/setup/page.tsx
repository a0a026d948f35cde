import type { Metadata } from 'next';

import { SetupPage } from '../../features/members/browser/setup-page.tsx';
import { requestTexts } from '../request-language.ts';
import { Texts } from '../texts.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await requestTexts();
  return { title: t('members.setup.page') };
}

/** The console prints an address that carries the code. */
export default async function Page({ searchParams }: { readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>> }) {
  const { code } = await searchParams;
  return (
    <Texts of={['members']}>
      <SetupPage code={typeof code === 'string' ? code : ''} />
    </Texts>
  );
}
