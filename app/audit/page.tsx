import type { Metadata } from 'next';

import { AuditPage } from '../../features/audit/browser/owner/audit-page.tsx';
import { SignedInFrame } from '../../features/members/browser/signed-in-frame.tsx';
import { MachineTab } from '../../features/status/browser/owner/machine-tab.tsx';
import { requestTexts } from '../request-language.ts';
import { Texts } from '../texts.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await requestTexts();
  return { title: t('audit.page') };
}

/** The gateway answers 404 to whoever is no owner (`server/gateway/page-access.ts`). */
export default async function Page({ searchParams }: { readonly searchParams: Promise<Readonly<Record<string, string | readonly string[] | undefined>>> }) {
  const { tab, text } = await searchParams;
  return (
    <Texts of={['audit', 'status']}>
      <SignedInFrame current="audit">
        <AuditPage tab={tab === 'machine' ? 'machine' : 'log'} machine={<MachineTab />} text={typeof text === 'string' ? text : ''} />
      </SignedInFrame>
    </Texts>
  );
}
