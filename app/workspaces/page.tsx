import type { Metadata } from 'next';

import { SignedInFrame } from '../../features/members/browser/signed-in-frame.tsx';
import { WorkspacesPage } from '../../features/workspaces/browser/workspaces-page.tsx';
import { requestTexts } from '../request-language.ts';
import { Texts } from '../texts.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await requestTexts();
  return { title: t('workspaces.page') };
}

export default function Page() {
  return (
    <Texts of={['workspaces', 'workspacesOwner']}>
      <SignedInFrame current="workspaces">
        <WorkspacesPage />
      </SignedInFrame>
    </Texts>
  );
}
