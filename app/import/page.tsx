import type { Metadata } from 'next';

import { ImportPage } from '../../features/imports/browser/owner/import-page.tsx';
import { SignedInFrame } from '../../features/members/browser/signed-in-frame.tsx';
import { requestTexts } from '../request-language.ts';
import { Texts } from '../texts.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await requestTexts();
  return { title: t('imports.page') };
}

/** The gateway answers 404 to whoever is no owner (`server/gateway/page-access.ts`). */
export default function Page() {
  return (
    <Texts of={['imports', 'projects', 'projectsOwner']}>
      <SignedInFrame current="projects">
        <ImportPage />
      </SignedInFrame>
    </Texts>
  );
}
