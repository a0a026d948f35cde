import type { Metadata } from 'next';

import { Texts } from '../../texts.tsx';
import { EditorHead } from './editor-head.tsx';
import { WorkbenchPage } from './workbench-page.tsx';

type Props = { readonly params: Promise<{ readonly workspace: string }>; readonly searchParams: Promise<Readonly<Record<string, unknown>>> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).workspace) };
}

export default async function Page({ params, searchParams }: Props) {
  return (
    <Texts of={['workspaces', 'servicesOwner']}>
      <EditorHead opensFile={(await searchParams)['file'] !== undefined} />
      <WorkbenchPage name={decodeURIComponent((await params).workspace)} />
    </Texts>
  );
}
