import type { Metadata } from 'next';

import { LoginPage } from '../../features/members/browser/login-page.tsx';
import { requestTexts } from '../request-language.ts';
import { Texts } from '../texts.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await requestTexts();
  return { title: t('members.signIn.page') };
}

export default async function Page({ searchParams }: { readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>> }) {
  const { next, step, problem } = await searchParams;
  return (
    <Texts of={['members']}>
      <LoginPage next={typeof next === 'string' ? next : null} isHalfWay={step === 'code'} problem={typeof problem === 'string' ? problem : null} />
    </Texts>
  );
}
