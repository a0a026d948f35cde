import type { Metadata } from 'next';

import { SignedInFrame } from '../../features/members/browser/signed-in-frame.tsx';
import { ProjectsPage } from '../../features/projects/browser/projects-page.tsx';
import { requestTexts } from '../request-language.ts';
import { requestRole } from '../request-role.ts';
import { Texts } from '../texts.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await requestTexts();
  return { title: t('projects.page') };
}

export default async function Page() {
  const role = await requestRole();
  return (
    <Texts of={['projects', 'projectsOwner']}>
      <SignedInFrame current="projects">
        <ProjectsPage isOwner={role === 'owner'} />
      </SignedInFrame>
    </Texts>
  );
}
