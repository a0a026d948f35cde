import type { Metadata } from 'next';

import { SignedInFrame } from '../../../features/members/browser/signed-in-frame.tsx';
import { ProjectPage } from '../../../features/projects/browser/project-page.tsx';
import { requestRole } from '../../request-role.ts';
import { Texts } from '../../texts.tsx';

type Params = { readonly params: Promise<{ readonly project: string }> };

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  return { title: (await params).project };
}

export default async function Page({ params }: Params) {
  const [role, { project }] = await Promise.all([requestRole(), params]);
  return (
    <Texts of={['projects', 'projectsOwner']}>
      <SignedInFrame current="projects">
        <ProjectPage key={project} slug={project} isOwner={role === 'owner'} />
      </SignedInFrame>
    </Texts>
  );
}
